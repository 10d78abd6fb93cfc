import { isTrue, resourceRule } from "../../engine";

export const tableProtectedFromDeletion = resourceRule({
  id: "table-protected-from-deletion",
  title: "DynamoDB tables in production refuse to be deleted",
  why: "A rename in the program replaces the table; the table should say no.",
  fix: {
    text: "Set deletionProtectionEnabled.",
    code: `new dynamodb.Table("orders", { ..., deletionProtectionEnabled: true });`,
  },
  severity: "high",
  frameworks: ["FSBP DynamoDB.6", "SOC2 A1.2"],
  thresholds: ["productionEnvironments"],
  types: ["aws:dynamodb/table:Table"],
  applies: (_table, judge) => judge.production,
  expects: [{ path: "deletionProtectionEnabled", want: isTrue }],
});
