import { stackRule } from "../../engine";
import { listed } from "../shared/network";

export const clusterSpansZones = stackRule({
  id: "cluster-spans-zones",
  title: "Node groups and brokers span two zones",
  why: "What stands in one zone falls with it.",
  fix: {
    text: "Give subnets of at least two zones.",
    code: `subnetIds: [privateA.id, privateB.id]`,
  },
  severity: "medium",
  frameworks: ["SOC2 A1.1"],
  types: ["aws:eks/nodeGroup:NodeGroup", "aws:eks/cluster:Cluster", "aws:msk/cluster:Cluster"],
  guards: [{ type: "aws:eks/nodeGroup:NodeGroup", path: "subnetIds", broken: [["subnet-0a"], []] }],
  check(subject, judge, stack) {
    const path = PATHS[subject.type] ?? "subnetIds";
    const list = subject.get(path);
    if (list.unknown && subject.sources(path).length > 1) {
      return;
    }
    const zones = listed(subject, path, ["aws:ec2/subnet:Subnet"], stack)
      .map((subnet) => subnet.get("availabilityZone"))
      .filter((zone) => zone.present && !zone.unknown)
      .map((zone) => zone.text());
    const count = zones.length === list.items().length ? new Set(zones).size : list.items().length;
    judge.require(count >= 2, list, "subnets of two zones", `${subject.name} stands in one zone.`);
  },
});

const PATHS: Readonly<Record<string, string>> = {
  "aws:eks/nodeGroup:NodeGroup": "subnetIds",
  "aws:eks/cluster:Cluster": "vpcConfig.subnetIds",
  "aws:msk/cluster:Cluster": "brokerNodeGroupInfo.clientSubnets",
};
