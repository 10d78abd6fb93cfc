import type { SubnetArgs } from "@pulumi/aws/ec2/subnet";
import type * as pulumi from "@pulumi/pulumi";
import { ipv6Block } from "./cidr";
import type { PlannedSubnet } from "./network-plan";
import type { Tier } from "./subnet-allocator";

/**
 * Tags that the AWS Load Balancer Controller and Karpenter look for (their documentation, read 2026-11). Isolated subnets
 * carry none: neither load balancers nor nodes belong there.
 */
export function subnetTags(tier: Tier, clusterName: string | undefined): Record<string, string> {
  if (clusterName === undefined) {
    return {};
  }
  switch (tier) {
    case "public":
      return { "kubernetes.io/role/elb": "1" };
    case "private":
      return { "kubernetes.io/role/internal-elb": "1", "karpenter.sh/discovery": clusterName };
    default:
      return {};
  }
}

/**
 * A subnet's share of the VPC's IPv6 block. In the public tier nothing gets an address unasked: unlike in the others, that
 * address would be open to the internet.
 */
export function ipv6Subnet(
  subnet: PlannedSubnet,
  vpcBlock: pulumi.Output<string>,
): Pick<SubnetArgs, "assignIpv6AddressOnCreation" | "ipv6CidrBlock"> {
  return {
    ipv6CidrBlock: vpcBlock.apply((block) => ipv6Block(block, subnet.ipv6Index)),
    assignIpv6AddressOnCreation: subnet.tier !== "public",
  };
}
