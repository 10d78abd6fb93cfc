import { parseArn, type ResourceStatement } from "../core";
import type { Severity } from "./observability-plan";

/**
 * Who may publish to a topic: the alarms of its own account, and to the topic of tickets its budgets and cost anomalies too; nobody in plain
 * text. A resource policy that grants others nothing leaves them with what an identity policy of the account gives.
 */
export function topicStatements(topicArn: string, severity: Severity): readonly ResourceStatement[] {
  const { partition, region, account } = parseArn(topicArn);
  const budgets: ResourceStatement = {
    sid: "BudgetsOfThisAccountPublish",
    principals: [{ service: "budgets.amazonaws.com" }],
    actions: ["sns:Publish"],
    resources: [topicArn],
    conditions: {
      StringEquals: { "aws:SourceAccount": account },
      ArnLike: { "aws:SourceArn": `arn:${partition}:budgets::${account}:*` },
    },
  };
  const anomalies: ResourceStatement = {
    sid: "CostAnomaliesOfThisAccountPublish",
    principals: [{ service: "costalerts.amazonaws.com" }],
    actions: ["sns:Publish"],
    resources: [topicArn],
    conditions: { StringEquals: { "aws:SourceAccount": account } },
  };
  return [
    {
      sid: "AlarmsOfThisAccountPublish",
      principals: [{ service: "cloudwatch.amazonaws.com" }],
      actions: ["sns:Publish"],
      resources: [topicArn],
      conditions: {
        StringEquals: { "aws:SourceAccount": account },
        ArnLike: { "aws:SourceArn": `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
      },
    },
    ...(severity === "ticket" ? [budgets, anomalies] : []),
    topicOnlyOverTls(topicArn),
  ];
}

/** Nobody publishes in plain text: a statement of every topic's policy. */
export function topicOnlyOverTls(topicArn: string): ResourceStatement {
  return {
    sid: "OnlyOverTls",
    effect: "Deny",
    principals: [{ anyone: true }],
    actions: ["sns:Publish"],
    resources: [topicArn],
    conditions: { Bool: { "aws:SecureTransport": "false" } },
  };
}
