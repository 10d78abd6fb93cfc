import { type Bindable, pascalCase, type Statement } from "../core";
import type { FunctionService } from "./function-service";
import type { WorkflowPlan } from "./workflow-plan";

/** What a task can call: a function, or whatever functions are bound to, such as a queue, a topic or a table. */
export type WorkflowTarget = FunctionService | Bindable;

export function isFunction(target: WorkflowTarget): target is FunctionService {
  return "invokeArn" in target;
}

/** What every workflow does to be seen; none of it takes a resource (Service Authorization Reference, read 2026-11). */
export const OPERATION_STATEMENTS: readonly Statement[] = [
  {
    sid: "WriteTraces",
    actions: ["xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments"],
    resources: ["*"],
  },
  {
    sid: "DeliverLogs",
    actions: [
      "logs:CreateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:DescribeLogGroups",
      "logs:DescribeResourcePolicies",
      "logs:GetLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:UpdateLogDelivery",
    ],
    resources: ["*"],
  },
];

/** The statements for what the tasks call, in the order of the targets; two targets of one key share its statement. */
export function callStatements(
  targets: Readonly<Record<string, WorkflowTarget>>,
  { calls }: WorkflowPlan,
): readonly Statement[] {
  const statements = Object.entries(targets).flatMap(([name, target]) => {
    const actions = [...new Set(calls.filter((call) => call.target === name).map((call) => call.action))].sort();
    const own = isFunction(target)
      ? [{ sid: "", actions, resources: [target.arn] }]
      : target.bindingStatements(actions, {});
    return own.map((statement) => ({ name, statement }));
  });
  const seen = new Set<Statement>();
  return statements
    .filter(({ statement }) => !seen.has(statement) && seen.add(statement))
    .map(({ name, statement }) => ({ ...statement, sid: `${pascalCase(name)}${statement.sid ?? ""}` }));
}
