import { regionalArn, text } from "../../arn";
import type { TypeModel } from "../../model";

const NAME = { max: 64, pattern: /^[\w.-]+$/ } as const;

/** Amazon EventBridge: rules, targets and the scheduler. */
export const eventsTypes: readonly TypeModel[] = [
  {
    type: "aws:scheduler/schedule:Schedule",
    nameProperty: "name",
    nameLimit: { ...NAME, source: "EventBridge Scheduler API, CreateSchedule, read 2026-11" },
    id: (request) => `${text(request, "groupName", "default")}/${request.physicalName}`,
    outputs: (request, id) => ({ arn: regionalArn(request, "scheduler", `schedule/${id}`), groupName: "default" }),
    replaceOn: ["name", "namePrefix", "groupName"],
  },
  {
    type: "aws:scheduler/scheduleGroup:ScheduleGroup",
    nameProperty: "name",
    nameLimit: { ...NAME, source: "EventBridge Scheduler API, CreateScheduleGroup, read 2026-11" },
    outputs: (request, id) => ({ arn: regionalArn(request, "scheduler", `schedule-group/${id}`), state: "ACTIVE" }),
    replaceOn: ["name", "namePrefix"],
  },
  {
    type: "aws:cloudwatch/eventRule:EventRule",
    nameProperty: "name",
    nameLimit: { ...NAME, source: "EventBridge API, PutRule, read 2026-11" },
    outputs: (request) => ({ arn: regionalArn(request, "events", `rule/${request.physicalName}`) }),
    replaceOn: ["name", "namePrefix", "eventBusName"],
  },
  {
    type: "aws:cloudwatch/eventTarget:EventTarget",
    nameProperty: "targetId",
    nameLimit: { ...NAME, source: "EventBridge API, PutTargets, read 2026-11" },
    nameScope: "none",
    id: (request) => `${text(request, "rule")}-${request.physicalName}`,
    replaceOn: ["rule", "targetId", "eventBusName"],
    references: { rule: "aws:cloudwatch/eventRule:EventRule" },
  },
];
