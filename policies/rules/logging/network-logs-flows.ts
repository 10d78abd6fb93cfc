import { Node, REMOVED, stackRule } from "../../engine";
import { VPCS } from "../shared/types";

export const networkLogsFlows = stackRule({
  id: "network-logs-flows",
  title: "Networks log their flows",
  why: "After an incident the first question is who talked to whom.",
  fix: {
    text: "Add a flow log to each VPC, and logConfig to each subnetwork.",
    code: `new ec2.FlowLog("shop", { vpcId: vpc.id, trafficType: "ALL", logDestination: group.arn, iamRoleArn: role.arn });`,
  },
  severity: "medium",
  frameworks: ["FSBP EC2.6", "CIS AWS 4.7", "CIS GCP 3.8"],
  types: [...VPCS, "gcp:compute/subnetwork:Subnetwork"],
  guards: [{ type: "gcp:compute/subnetwork:Subnetwork", path: "logConfig", broken: [REMOVED] }],
  check(network, judge, stack) {
    if (network.type === "gcp:compute/subnetwork:Subnetwork") {
      const purpose = network.get("purpose").text() ?? "PRIVATE";
      judge.require(purpose !== "PRIVATE" || network.get("logConfig").present, network.get("logConfig"), "flow logs");
      return;
    }
    const { found, perhaps } = stack.referrers(network, ["aws:ec2/flowLog:FlowLog"], "vpcId");
    if (found.length === 0 && perhaps.length > 0) {
      judge.doubt("", `${perhaps.map(({ name }) => name).join(", ")} may belong to this network`);
      return;
    }
    judge.require(found.length > 0, new Node("", network.name), "a flow log", `Network ${network.name} logs no flows.`);
    for (const log of found) {
      const traffic = log.get("trafficType");
      judge.attempt(() => judge.require(["ALL", "REJECT"].includes(traffic.text() ?? ""), traffic, '"ALL"'));
    }
  },
});
