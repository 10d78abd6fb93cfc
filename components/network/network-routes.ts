import * as ec2 from "@pulumi/aws/ec2";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core/component";
import type { NetworkPlan } from "./network-plan";
import type { Tier } from "./subnet-allocator";

const ANYWHERE = "0.0.0.0/0";
const ANYWHERE_IPV6 = "::/0";
/** Key of the NAT gateway that serves all zones. */
const REGIONAL = "regional";

/** Arguments of {@link NetworkRoutes}. */
export interface NetworkRoutesArgs {
  readonly plan: NetworkPlan;
  readonly vpc: ec2.Vpc;
  readonly subnets: Readonly<Record<string, ec2.Subnet>>;
  readonly subnetIdByZone: Readonly<Record<Tier, Readonly<Record<string, pulumi.Output<string>>>>>;
  readonly tags: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * The part of a `Network` that carries traffic: gateways, route tables, routes and associations. Private subnets have one route
 * table per zone in every NAT mode, so that a change of mode changes routes and nothing else.
 */
export class NetworkRoutes extends EstateComponent {
  /** `public`, `isolated`, `private-<zone>`. */
  public readonly tables: Readonly<Record<string, ec2.RouteTable>>;
  /** By zone, or `regional`. */
  public readonly natGatewayIds: Readonly<Record<string, pulumi.Output<string>>>;
  /** Public addresses by zone. */
  public readonly natAddresses: Readonly<Record<string, pulumi.Output<string>>>;
  /** Routes and associations on the way to the internet. */
  public readonly egress: readonly pulumi.Resource[];

  private readonly args: NetworkRoutesArgs;
  private readonly internetGateway: ec2.InternetGateway | undefined;
  private readonly egressOnlyGateway: ec2.EgressOnlyInternetGateway | undefined;

  public constructor(name: string, args: NetworkRoutesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("estate:network:NetworkRoutes", name, {}, opts);
    this.args = args;
    this.internetGateway = args.plan.internet ? this.makeInternetGateway() : undefined;
    this.egressOnlyGateway = this.makeEgressOnlyGateway();
    this.tables = this.makeTables();
    const publicRoutes = this.makePublicRoutes();
    const addresses = this.makeAddresses();
    const gateways = this.makeNatGateways(addresses, publicRoutes);
    const privateRoutes = this.makePrivateRoutes(gateways);
    const associations = this.makeAssociations();
    this.natGatewayIds = mapValues(gateways, (gateway) => gateway.id);
    this.natAddresses = mapValues(addresses, (address) => address.publicIp);
    this.egress = [...publicRoutes, ...privateRoutes, ...associations];
    this.registerOutputs({});
  }

  private makeInternetGateway(): ec2.InternetGateway {
    return new ec2.InternetGateway(
      this.childName("internet-gateway"),
      { vpcId: this.args.vpc.id, tags: this.tagsFor("internet-gateway") },
      this.childOptions(),
    );
  }

  /** Outbound only, so it is the private tier's way out over IPv6, whatever the NAT mode. */
  private makeEgressOnlyGateway(): ec2.EgressOnlyInternetGateway | undefined {
    if (!this.args.plan.ipv6 || !this.hasTier("private")) {
      return undefined;
    }
    return new ec2.EgressOnlyInternetGateway(
      this.childName("egress-only-gateway"),
      { vpcId: this.args.vpc.id, tags: this.tagsFor("egress-only-gateway") },
      this.childOptions(),
    );
  }

  private makeTables(): Record<string, ec2.RouteTable> {
    const keys = new Set(this.args.plan.subnets.map(({ tier, zone }) => tableKey(tier, zone)));
    return Object.fromEntries(
      [...keys].map((key) => [
        key,
        new ec2.RouteTable(
          this.childName("table", key),
          { vpcId: this.args.vpc.id, tags: this.tagsFor(key) },
          this.childOptions(),
        ),
      ]),
    );
  }

  private makePublicRoutes(): readonly ec2.Route[] {
    const table = this.tables["public"];
    const gateway = this.internetGateway;
    if (table === undefined || gateway === undefined) {
      return [];
    }
    const target = { routeTableId: table.id, gatewayId: gateway.id };
    const route = new ec2.Route(
      this.childName("default", "public"),
      { ...target, destinationCidrBlock: ANYWHERE },
      this.childOptions(),
    );
    return this.args.plan.ipv6
      ? [
          route,
          new ec2.Route(
            this.childName("default-ipv6", "public"),
            { ...target, destinationIpv6CidrBlock: ANYWHERE_IPV6 },
            this.childOptions(),
          ),
        ]
      : [route];
  }

  /** An address cannot be taken from a VPC whose internet gateway is gone, hence the order. */
  private makeAddresses(): Record<string, ec2.Eip> {
    return Object.fromEntries(
      this.args.plan.natZones.map((zone) => [
        zone,
        new ec2.Eip(
          this.childName("nat-address", zone),
          { domain: "vpc", tags: this.tagsFor(`nat-${zone}`) },
          this.childOptions({ dependsOn: this.internetGateway === undefined ? [] : [this.internetGateway] }),
        ),
      ]),
    );
  }

  /** A NAT gateway works only while its own subnet reaches the internet: the public routes come first and go last. */
  private makeNatGateways(
    addresses: Readonly<Record<string, ec2.Eip>>,
    publicRoutes: readonly ec2.Route[],
  ): Record<string, ec2.NatGateway> {
    const dependsOn = [...(this.internetGateway === undefined ? [] : [this.internetGateway]), ...publicRoutes];
    if (this.args.plan.nat === "regional") {
      const gateway = new ec2.NatGateway(
        this.childName("nat", REGIONAL),
        { vpcId: this.args.vpc.id, availabilityMode: "regional", tags: this.tagsFor(`nat-${REGIONAL}`) },
        this.childOptions({ dependsOn }),
      );
      return { [REGIONAL]: gateway };
    }
    return mapValues(addresses, (address, zone) => {
      const subnetId = this.args.subnetIdByZone.public[zone];
      return new ec2.NatGateway(
        this.childName("nat", zone),
        {
          allocationId: address.allocationId,
          ...(subnetId === undefined ? {} : { subnetId }),
          tags: this.tagsFor(`nat-${zone}`),
        },
        this.childOptions({ dependsOn }),
      );
    });
  }

  private makePrivateRoutes(gateways: Readonly<Record<string, ec2.NatGateway>>): readonly ec2.Route[] {
    const [shared] = Object.values(gateways);
    return Object.keys(this.args.subnetIdByZone.private).flatMap((zone) => {
      const table = this.tables[tableKey("private", zone)];
      const gateway = gateways[zone] ?? shared;
      return table === undefined ? [] : [...this.natRoute(zone, table, gateway), ...this.egressOnlyRoute(zone, table)];
    });
  }

  private natRoute(zone: string, table: ec2.RouteTable, gateway: ec2.NatGateway | undefined): readonly ec2.Route[] {
    return gateway === undefined
      ? []
      : [
          new ec2.Route(
            this.childName("default", `private-${zone}`),
            { routeTableId: table.id, destinationCidrBlock: ANYWHERE, natGatewayId: gateway.id },
            this.childOptions(),
          ),
        ];
  }

  private egressOnlyRoute(zone: string, table: ec2.RouteTable): readonly ec2.Route[] {
    return this.egressOnlyGateway === undefined
      ? []
      : [
          new ec2.Route(
            this.childName("default-ipv6", `private-${zone}`),
            {
              routeTableId: table.id,
              destinationIpv6CidrBlock: ANYWHERE_IPV6,
              egressOnlyGatewayId: this.egressOnlyGateway.id,
            },
            this.childOptions(),
          ),
        ];
  }

  private makeAssociations(): readonly ec2.RouteTableAssociation[] {
    return this.args.plan.subnets.flatMap(({ name, tier, zone }) => {
      const table = this.tables[tableKey(tier, zone)];
      const subnet = this.args.subnets[name];
      return table === undefined || subnet === undefined
        ? []
        : [
            new ec2.RouteTableAssociation(
              this.childName("association", name),
              { subnetId: subnet.id, routeTableId: table.id },
              this.childOptions(),
            ),
          ];
    });
  }

  private hasTier(tier: Tier): boolean {
    return this.args.plan.subnets.some((subnet) => subnet.tier === tier);
  }

  private tagsFor(key: string): Record<string, pulumi.Input<string>> {
    return { ...this.args.tags, Name: `${this.componentName}-${key}` };
  }
}

/** Private subnets of one zone share a table; so do all public ones, and all isolated ones. */
function tableKey(tier: Tier, zone: string): string {
  return tier === "private" ? `private-${zone}` : tier;
}

function mapValues<Value, Result>(
  record: Readonly<Record<string, Value>>,
  transform: (value: Value, key: string) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, transform(value, key)]));
}
