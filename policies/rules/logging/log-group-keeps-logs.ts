import { REMOVED, resourceRule } from "../../engine";

export const logGroupKeepsLogs = resourceRule({
  id: "log-group-keeps-logs",
  title: "Log groups keep logs as long as configured, and not for ever",
  why: "Too short, and there is nothing to investigate; without an end, cost and personal data pile up.",
  fix: {
    text: "Set retentionInDays.",
    code: `new cloudwatch.LogGroup("orders", { retentionInDays: 90, kmsKeyId: key.arn });`,
  },
  severity: "medium",
  frameworks: ["PCI 10.5.1"],
  types: ["aws:cloudwatch/logGroup:LogGroup"],
  thresholds: ["logRetentionDays", "productionEnvironments"],
  guards: [{ path: "retentionInDays", broken: [0, REMOVED] }],
  check(group, judge) {
    const retention = group.get("retentionInDays");
    const least = judge.production ? judge.thresholds.logRetentionDays : 1;
    judge.require((retention.number() ?? 0) >= least, retention, `at least ${least} days`);
  },
});
