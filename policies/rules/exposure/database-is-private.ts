import { isNotTrue, resourceRule } from "../../engine";

export const databaseIsPrivate = resourceRule({
  id: "database-is-private",
  title: "Databases have no public address",
  why: "A database on the internet is attacked within minutes, and its password is all that stands.",
  fix: {
    text: "Leave publiclyAccessible off and use private subnets.",
    code: `new rds.Instance("orders", { ..., publiclyAccessible: false });`,
  },
  severity: "critical",
  frameworks: ["FSBP RDS.2", "CIS AWS 3.2.3"],
  types: [
    "aws:rds/instance:Instance",
    "aws:rds/clusterInstance:ClusterInstance",
    "aws:redshift/cluster:Cluster",
    "aws:dms/replicationInstance:ReplicationInstance",
  ],
  expects: [{ path: "publiclyAccessible", want: isNotTrue }],
});
