import { isTrue, resourceRule } from "../../engine";

export const databaseSpansZones = resourceRule({
  id: "database-spans-zones",
  title: "Databases in production span two zones",
  why: "A zone fails every few years, and restoring takes longer than anybody waits.",
  fix: {
    text: "Set multiAz, or give the cluster instances in several zones.",
    code: `new rds.Instance("orders", { ..., multiAz: true });`,
  },
  severity: "high",
  frameworks: ["FSBP RDS.5", "CIS AWS 3.2.4"],
  thresholds: ["productionEnvironments"],
  types: ["aws:rds/instance:Instance"],
  applies: (database, judge) => judge.production && !database.get("replicateSourceDb").present,
  expects: [{ path: "multiAz", want: isTrue }],
});
