import { resourceRule } from "../../engine";

export const developmentLogsEndEarly = resourceRule({
  id: "development-logs-end-early",
  title: "Logs outside production are not kept for years",
  why: "Nobody reads last year's logs of a test.",
  fix: {
    text: "Set a shorter retentionInDays outside production.",
    code: `new cloudwatch.LogGroup("orders", { retentionInDays: 14 });`,
  },
  severity: "low",
  frameworks: [],
  unmapped: "It is about money; frameworks ask for the shortest retention, not for the longest.",
  types: ["aws:cloudwatch/logGroup:LogGroup"],
  thresholds: ["logRetentionCapDays", "productionEnvironments"],
  guards: [],
  applies: (_group, judge) => !judge.production,
  check(group, judge) {
    const retention = group.get("retentionInDays");
    const limit = judge.thresholds.logRetentionCapDays;
    judge.require((retention.number() ?? 0) <= limit, retention, `at most ${limit} days`);
  },
});
