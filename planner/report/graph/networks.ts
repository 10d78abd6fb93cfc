import type { PlannedResource } from "../../plan/document";
import { listOf, objectOf, textOf, textsOf } from "../../proofs/read";
import type { Box, Frame } from "./model";
import { idOf, type Resources } from "./resources";

export type Tier = "public" | "private" | "isolated";

const TIERS: readonly Tier[] = ["public", "private", "isolated"];

interface Subnet {
  readonly id: string;
  readonly vpc: string;
  readonly tier: Tier;
  readonly zone: string;
  readonly cidr: string;
}

/** Where things stand in the stack's VPCs, as far as the plan says. */
export class Networks {
  /** A frame for each VPC and for each of its tiers. */
  public readonly frames: readonly Frame[];
  /** Gateways and routes: what the network itself consists of. */
  public readonly parts: readonly Box[];
  /** The part that a gateway, an address or an endpoint is in, by the resource's URN. */
  public readonly partOwners = new Map<string, string>();
  /** The frame that stands for each VPC's component, by the component's URN. */
  public readonly vpcOwners: ReadonlyMap<string, string>;
  private readonly resources: Resources;
  private readonly subnets: ReadonlyMap<string, Subnet>;

  public constructor(resources: Resources) {
    this.resources = resources;
    this.subnets = new Map(subnetsOf(resources).map((subnet) => [subnet.id, subnet]));
    const vpcs = resources.ofType("aws:ec2/vpc:Vpc");
    this.frames = vpcs.flatMap((vpc) => [vpcFrame(vpc), ...this.tierFrames(vpc.urn)]);
    this.parts = vpcs.flatMap((vpc) => this.partsOf(vpc.urn));
    this.vpcOwners = new Map(vpcs.flatMap((vpc) => (vpc.parent === null ? [] : [[vpc.parent, vpc.urn] as const])));
  }

  /** The frame in which a component's resources stand: one tier, or the VPC where they stand in several. */
  public frameFor(resources: readonly PlannedResource[]): string | undefined {
    const places = resources.flatMap((resource) => this.placesOf(resource));
    const [first] = places;
    if (first === undefined) {
      return undefined;
    }
    const oneTier = places.every((place) => place.vpc === first.vpc && place.tier === first.tier);
    return oneTier ? tierId(first.vpc, first.tier) : first.vpc;
  }

  private placesOf(resource: PlannedResource): readonly Subnet[] {
    const { inputs } = resource;
    const vpcConfig = objectOf(inputs["vpcConfig"]);
    const network = objectOf(inputs["networkConfiguration"]);
    return [
      ...textsOf(inputs["subnetIds"]),
      ...textsOf(inputs["subnets"]),
      ...textsOf(vpcConfig["subnetIds"]),
      ...textsOf(network["subnets"]),
      ...textsOf(objectOf(inputs["brokerNodeGroupInfo"])["clientSubnets"]),
      ...textsOf(objectOf(inputs["vpcOptions"])["subnetIds"]),
      ...listOf(inputs["vpcConfigs"]).flatMap((config) => textsOf(objectOf(config)["subnetIds"])),
      ...listOf(inputs["subnetMappings"]).flatMap((mapping) => textsOf(objectOf(mapping)["subnetId"])),
    ].flatMap((id) => this.subnets.get(id) ?? []);
  }

  private tierFrames(vpc: string): readonly Frame[] {
    return TIERS.flatMap((tier) => {
      const subnets = [...this.subnets.values()].filter((subnet) => subnet.vpc === vpc && subnet.tier === tier);
      const detail = subnets
        .map((subnet) => `${subnet.cidr} ${subnet.zone}`)
        .sort()
        .join("  ·  ");
      return subnets.length === 0
        ? []
        : [{ id: tierId(vpc, tier), kind: "tier" as const, title: `${tier} subnets`, detail, within: vpc }];
    });
  }

  private partsOf(vpc: string): readonly Box[] {
    const resource = this.resources.byUrn.get(vpc);
    const id = resource === undefined ? undefined : idOf(resource);
    const inVpc = (type: string): readonly PlannedResource[] =>
      this.resources.ofType(type).filter((one) => one.inputs["vpcId"] === id || this.subnetOf(one)?.vpc === vpc);
    const nats = inVpc("aws:ec2/natGateway:NatGateway");
    const allocations = new Set(nats.map((nat) => textOf(nat.inputs["allocationId"])));
    const addresses = this.resources
      .ofType("aws:ec2/eip:Eip")
      .filter(
        (one) => allocations.has(textOf(one.outputs["allocationId"])) || nats.some((nat) => nat.parent === one.parent),
      );
    const endpoints = inVpc("aws:ec2/vpcEndpoint:VpcEndpoint").map(
      ({ inputs }) => textOf(inputs["serviceName"])?.split(".").at(-1) ?? "service",
    );
    return [
      ...this.partOf(vpc, "internet-gateway", "Internet gateway", inVpc("aws:ec2/internetGateway:InternetGateway"), []),
      ...this.partOf(
        tierId(vpc, "public"),
        "nat",
        nats.length > 1 ? `${nats.length} NAT gateways` : "NAT gateway",
        [...nats, ...addresses],
        nats.map((nat) => this.subnetOf(nat)?.zone ?? "").filter((zone) => zone !== ""),
      ),
      ...this.partOf(vpc, "endpoints", "VPC endpoints", inVpc("aws:ec2/vpcEndpoint:VpcEndpoint"), [
        [...new Set(endpoints)].sort().join(", "),
      ]),
    ];
  }

  private partOf(
    within: string,
    role: string,
    title: string,
    resources: readonly PlannedResource[],
    lines: readonly string[],
  ): readonly Box[] {
    const id = `${within}#${role}`;
    for (const { urn } of resources) {
      this.partOwners.set(urn, id);
    }
    const count = resources.length;
    return count === 0
      ? []
      : [{ id, kind: "part", title, subtitle: "", lines, within, cloud: "aws", resources: count }];
  }

  private subnetOf(resource: PlannedResource): Subnet | undefined {
    return this.subnets.get(textOf(resource.inputs["subnetId"]) ?? "");
  }
}

/** What a tier's frame is called. */
export function tierId(vpc: string, tier: Tier): string {
  return `${vpc}#${tier}`;
}

function vpcFrame(vpc: PlannedResource): Frame {
  const detail = textOf(vpc.inputs["cidrBlock"]) ?? "";
  return { id: vpc.urn, kind: "network", title: `VPC ${vpc.name.replace(/-vpc$/, "")}`, detail };
}

function subnetsOf(resources: Resources): readonly Subnet[] {
  const vpcs = new Map(resources.ofType("aws:ec2/vpc:Vpc").map((vpc) => [idOf(vpc), vpc.urn]));
  const routed = routesBySubnet(resources);
  return resources.ofType("aws:ec2/subnet:Subnet").flatMap((subnet) => {
    const id = idOf(subnet);
    const vpc = vpcs.get(textOf(subnet.inputs["vpcId"]));
    const tier = routed.get(id ?? "") ?? "isolated";
    const zone = textOf(subnet.inputs["availabilityZone"]) ?? "";
    const cidr = textOf(subnet.inputs["cidrBlock"]) ?? "";
    return id === undefined || vpc === undefined ? [] : [{ id, vpc, tier, zone, cidr }];
  });
}

/** A subnet is public when its default route leads to an internet gateway, private when it leads to anything else. */
function routesBySubnet(resources: Resources): ReadonlyMap<string, Tier> {
  const tables = new Map<string, Tier>();
  for (const { inputs } of resources.ofType("aws:ec2/route:Route")) {
    if (inputs["destinationCidrBlock"] === "0.0.0.0/0") {
      tables.set(textOf(inputs["routeTableId"]) ?? "", "gatewayId" in inputs ? "public" : "private");
    }
  }
  return new Map(
    resources.ofType("aws:ec2/routeTableAssociation:RouteTableAssociation").flatMap(({ inputs }) => {
      const tier = tables.get(textOf(inputs["routeTableId"]) ?? "");
      const subnet = textOf(inputs["subnetId"]);
      return tier === undefined || subnet === undefined ? [] : [[subnet, tier] as const];
    }),
  );
}
