import { isTrue, resourceRule } from "../../engine";

export const tableIsRecoverable = resourceRule({
  id: "table-is-recoverable",
  title: "DynamoDB tables can be restored to any second",
  why: "A faulty release deletes what it should not; the last export may be a day old.",
  fix: {
    text: "Switch on point-in-time recovery.",
    code: `new dynamodb.Table("orders", { ..., pointInTimeRecovery: { enabled: true } });`,
  },
  severity: "high",
  frameworks: ["FSBP DynamoDB.2", "SOC2 A1.2"],
  types: ["aws:dynamodb/table:Table"],
  applies: (table) => !table.get("restoreSourceName").present,
  expects: [{ path: "pointInTimeRecovery.enabled", want: isTrue }],
});
