import { resourceRule } from "../../engine";

const PLACES: Readonly<Record<string, string>> = {
  "aws:ec2/instance:Instance": "instanceType",
  "aws:ec2/launchTemplate:LaunchTemplate": "instanceType",
  "aws:eks/nodeGroup:NodeGroup": "instanceTypes",
  "aws:rds/instance:Instance": "instanceClass",
  "aws:rds/clusterInstance:ClusterInstance": "instanceClass",
  "aws:docdb/clusterInstance:ClusterInstance": "instanceClass",
  "aws:elasticache/replicationGroup:ReplicationGroup": "nodeType",
  "aws:msk/cluster:Cluster": "brokerNodeGroupInfo.instanceType",
  "aws:opensearch/domain:Domain": "clusterConfig.instanceType",
};

export const developmentInstancesAreSmall = resourceRule({
  id: "development-instances-are-small",
  title: "Instances outside production are of small types",
  why: "A size that was tried once in development stays on the bill.",
  fix: {
    text: "Choose a burstable type, or configure developmentInstanceTypes.",
    code: `new rds.Instance("orders", { ..., instanceClass: "db.t4g.micro" });`,
  },
  severity: "low",
  frameworks: [],
  unmapped: "It is about money, of which no security framework speaks.",
  types: Object.keys(PLACES),
  thresholds: ["developmentInstanceTypes", "productionEnvironments"],
  guards: [],
  applies: (_subject, judge) => !judge.production,
  check(subject, judge) {
    const node = subject.get(PLACES[subject.type] ?? "instanceType");
    const allowed = judge.thresholds.developmentInstanceTypes;
    const large = node.texts().filter((type) => !allowed.some((prefix) => type.startsWith(prefix)));
    judge.require(large.length === 0, node, `a type that begins with ${allowed.join(", ")}`);
  },
});
