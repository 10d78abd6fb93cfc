import * as ipaddr from "ipaddr.js";
import { text } from "../../arn";
import type { CreateRequest, Inventory } from "../../model";

function cidrRange(cidr: string): { readonly start: number; readonly end: number } | undefined {
  if (!ipaddr.IPv4.isValidCIDR(cidr)) {
    return undefined;
  }
  const first = ipaddr.IPv4.networkAddressFromCIDR(cidr).octets;
  const last = ipaddr.IPv4.broadcastAddressFromCIDR(cidr).octets;
  const numberOf = (octets: readonly number[]) => octets.reduce((sum, octet) => sum * 256 + octet, 0);
  return { start: numberOf(first), end: numberOf(last) };
}

/** EC2's `InvalidSubnet.Range` and `InvalidSubnet.Conflict`. */
export function refusesSubnet(request: CreateRequest, inventory: Inventory): readonly string[] {
  const cidr = text(request, "cidrBlock");
  const own = cidrRange(cidr);
  if (own === undefined) {
    return [];
  }
  const vpcId = text(request, "vpcId");
  const vpc = cidrRange(String(inventory.find("aws:ec2/vpc:Vpc", vpcId)?.inputs["cidrBlock"] ?? ""));
  const outside = vpc !== undefined && (own.start < vpc.start || own.end > vpc.end);
  const conflicts = inventory.list("aws:ec2/subnet:Subnet").filter(({ inputs }) => {
    const other = cidrRange(String(inputs["cidrBlock"] ?? ""));
    return inputs["vpcId"] === vpcId && other !== undefined && own.start <= other.end && other.start <= own.end;
  });
  return [
    ...(outside ? [`InvalidSubnet.Range: the CIDR '${cidr}' is invalid for ${vpcId}.`] : []),
    ...conflicts.map(({ id }) => `InvalidSubnet.Conflict: the CIDR '${cidr}' conflicts with subnet ${id}.`),
  ];
}

/** A reservation lies inside its subnet, and apart from the subnet's others. */
export function refusesReservation(request: CreateRequest, inventory: Inventory): readonly string[] {
  const cidr = text(request, "cidrBlock");
  const own = cidrRange(cidr);
  if (own === undefined) {
    return [];
  }
  const subnetId = text(request, "subnetId");
  const subnet = cidrRange(String(inventory.find("aws:ec2/subnet:Subnet", subnetId)?.inputs["cidrBlock"] ?? ""));
  const outside = subnet !== undefined && (own.start < subnet.start || own.end > subnet.end);
  const conflicts = inventory.list("aws:ec2/subnetCidrReservation:SubnetCidrReservation").filter(({ inputs }) => {
    const other = cidrRange(String(inputs["cidrBlock"] ?? ""));
    return inputs["subnetId"] === subnetId && other !== undefined && own.start <= other.end && other.start <= own.end;
  });
  return [
    ...(outside ? [`InvalidSubnetCidrReservation.Range: the CIDR '${cidr}' is not inside ${subnetId}.`] : []),
    ...conflicts.map(({ id }) => `InvalidSubnetCidrReservation.Conflict: the CIDR '${cidr}' conflicts with ${id}.`),
  ];
}

/** EC2's `Resource.AlreadyAssociated`: a VPC has one internet gateway. */
export function refusesInternetGateway(request: CreateRequest, inventory: Inventory): readonly string[] {
  const vpcId = text(request, "vpcId");
  return vpcId !== "" &&
    inventory.list("aws:ec2/internetGateway:InternetGateway").some((one) => one.inputs["vpcId"] === vpcId)
    ? [`Resource.AlreadyAssociated: ${vpcId} has an internet gateway already.`]
    : [];
}
