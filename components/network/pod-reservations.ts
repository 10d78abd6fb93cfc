import * as ec2 from "@pulumi/aws/ec2";
import * as pulumi from "@pulumi/pulumi";
import { childName } from "../core/names";
import { formatBlock, parseBlock } from "./cidr";
import type { NetworkPlan } from "./network-plan";
import { isNodeSubnet, podRanges } from "./pod-blocks";

/** Where reservations are made. */
export interface ReservationContext {
  /** Logical name of the network. */
  readonly name: string;
  readonly plan: NetworkPlan;
  /** By name. */
  readonly subnets: Readonly<Record<string, ec2.Subnet>>;
  readonly parent: pulumi.Resource;
}

/**
 * Reserves what pods get of the private subnets.
 *
 * @returns ids of those subnets, by name, that wait for the reservations: an address that is taken before would break a block
 * up
 */
export function keepPodBlocks(context: ReservationContext): Readonly<Record<string, pulumi.Output<string>>> {
  if (!context.plan.podReservations) {
    return {};
  }
  return Object.fromEntries(
    context.plan.subnets.filter(isNodeSubnet).flatMap(({ name, cidr }) => {
      const subnet = context.subnets[name];
      return subnet === undefined ? [] : [[name, settledId(subnet, reserve(context, name, cidr, subnet))]];
    }),
  );
}

function reserve(context: ReservationContext, name: string, cidr: string, subnet: ec2.Subnet) {
  const block = parseBlock(cidr);
  return (block === undefined ? [] : podRanges(block)).map(
    (range) =>
      new ec2.SubnetCidrReservation(
        childName(context.name, "pods", `${name}-${range.part}`),
        {
          subnetId: subnet.id,
          cidrBlock: formatBlock(range.block),
          reservationType: "prefix",
          description: "Blocks of addresses for pods",
        },
        { parent: context.parent },
      ),
  );
}

/** A reservation's URN is known before it is made, so that a subnet that stands keeps a known id in previews. */
function settledId(subnet: ec2.Subnet, kept: readonly ec2.SubnetCidrReservation[]): pulumi.Output<string> {
  return pulumi.all([subnet.id, pulumi.all(kept.map(({ urn }) => urn))]).apply(([id]) => id);
}
