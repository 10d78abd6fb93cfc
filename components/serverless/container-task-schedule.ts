import * as iam from "@pulumi/aws/iam";
import * as scheduler from "@pulumi/aws/scheduler";
import type * as pulumi from "@pulumi/pulumi";
import { grant, parseArn, type Statement, serviceTrust } from "../core";
import type { EventQueue } from "./event-queue";

/** What starts a task on time. */
export interface TaskScheduleArgs {
  readonly expression: string;
  readonly timezone: string;
  readonly clusterArn: pulumi.Output<string>;
  readonly taskDefinitionArn: pulumi.Output<string>;
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly securityGroupId: pulumi.Output<string>;
  /** What starting the task takes. */
  readonly startStatements: readonly Statement[];
  /** Receives the starts that failed. @default they are dropped and counted */
  readonly failures: EventQueue | undefined;
}

/** How long the scheduler goes on trying, in seconds, and how often. */
const RETRY = { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 10 } as const;

/** Makes a group, a schedule and the role that may start this task and nothing else. */
export function makeSchedule(
  nameOf: (role: string, key?: string) => string,
  args: TaskScheduleArgs,
  opts: pulumi.CustomResourceOptions,
): scheduler.ScheduleGroup {
  const group = new scheduler.ScheduleGroup(nameOf("schedule-group"), {}, opts);
  const role = new iam.Role(
    nameOf("schedule-role"),
    {
      description: "Starts one container task on schedule",
      assumeRolePolicy: group.arn.apply((arn) =>
        serviceTrust("scheduler.amazonaws.com", {
          StringEquals: { "aws:SourceAccount": parseArn(arn).account, "aws:SourceArn": arn },
        }),
      ),
    },
    opts,
  );
  const { failures } = args;
  const policy = grant({ granteeName: nameOf("schedule"), role }, "start", [
    ...args.startStatements,
    ...(failures?.sendStatements() ?? []),
  ]);
  new scheduler.Schedule(
    nameOf("schedule"),
    {
      groupName: group.name,
      scheduleExpression: args.expression,
      scheduleExpressionTimezone: args.timezone,
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: args.clusterArn,
        roleArn: role.arn,
        retryPolicy: RETRY,
        ...(failures === undefined ? {} : { deadLetterConfig: { arn: failures.arn } }),
        ecsParameters: {
          taskDefinitionArn: args.taskDefinitionArn,
          launchType: "FARGATE",
          taskCount: 1,
          enableExecuteCommand: false,
          propagateTags: "TASK_DEFINITION",
          networkConfiguration: {
            subnets: [...args.subnetIds],
            securityGroups: [args.securityGroupId],
            assignPublicIp: false,
          },
        },
      },
    },
    { ...opts, dependsOn: [policy] },
  );
  return group;
}
