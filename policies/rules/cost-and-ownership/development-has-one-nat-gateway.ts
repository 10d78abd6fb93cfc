import { Node, stackRule } from "../../engine";
import { SUBNETS, VPCS } from "../shared/types";

export const developmentHasOneNatGateway = stackRule({
  id: "development-has-one-nat-gateway",
  title: "Networks outside production have one NAT gateway at most",
  why: "A NAT gateway costs about 33 dollars a month before the first byte, and development needs no second.",
  fix: {
    text: "Use one gateway for all zones outside production.",
    code: `new Network("shop", { ..., natGateways: "single" });`,
  },
  severity: "low",
  frameworks: [],
  unmapped: "It is about money, of which no security framework speaks.",
  thresholds: ["productionEnvironments"],
  types: VPCS,
  guards: [],
  check(network, judge, stack) {
    if (judge.production) {
      judge.skip("production");
      return;
    }
    const subnets = stack.referrers(network, SUBNETS, "vpcId").found;
    const gateways = stack
      .ofTypes(["aws:ec2/natGateway:NatGateway"])
      .filter((gateway) => stack.targets(gateway, "subnetId", SUBNETS).some((subnet) => subnets.includes(subnet)));
    judge.require(
      gateways.length <= 1,
      new Node("", network.name),
      "one NAT gateway",
      `Network ${network.name} has ${gateways.length} NAT gateways outside production.`,
    );
  },
});
