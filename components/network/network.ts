import * as ec2 from "@pulumi/aws/ec2";
import type * as pulumi from "@pulumi/pulumi";
import type { Alarmed, AlarmSpec } from "../core/alarms";
import { EstateComponent } from "../core/component";
import type { Listener, NetworkPlace } from "../core/connections";
import { VpcFlowLog } from "./flow-log";
import { aclEntries } from "./network-acls";
import { natAlarms } from "./network-alarms";
import type { GatewayService, NetworkArgs } from "./network-args";
import { type PlaceTier, placeIn } from "./network-place";
import { type NetworkPlan, type PlannedSubnet, planNetwork } from "./network-plan";
import { NetworkRoutes } from "./network-routes";
import { fewestPodBlocks } from "./pod-blocks";
import { keepPodBlocks } from "./pod-reservations";
import { TIERS, type Tier } from "./subnet-allocator";
import { ipv6Subnet, subnetTags } from "./subnet-shape";
import { VpcEndpoints } from "./vpc-endpoints";

export type {
  DerivedSubnets,
  ExplicitSubnets,
  FlowLogArgs,
  GatewayService,
  NatMode,
  NetworkArgs,
  SubnetArgs,
  TierArgs,
} from "./network-args";
export type { PlaceTier } from "./network-place";

/**
 * A VPC over two to six zones, closed by default: public, private and isolated subnets, their routes, NAT, endpoints and flow
 * logs.
 *
 * Creates the VPC, one subnet per zone and tier (or those given), an internet gateway, NAT gateways with their addresses, route
 * tables, one network ACL per tier, gateway endpoints for S3 and DynamoDB, and flow logs in an encrypted log group. The
 * default security group and the default network ACL lose all rules; every subnet belongs to its tier's ACL instead. No
 * subnet hands out public addresses by itself. For a cluster, private subnets keep three quarters of their addresses for pods.
 *
 * A NAT gateway drives the cost: about 37 US dollars per month with its address, and 4.5 cents per gigabyte; one per zone unless `nat` says
 * otherwise. Flow logs and interface endpoints follow.
 *
 * What needs the internet while it is created or destroyed (nodes, add-ons, functions) must name {@link Network.egress} in its
 * `dependsOn`: destroyed before the route goes, it can still say goodbye.
 *
 * @example
 * const network = new Network("shop", {
 *   cidrBlock: "10.0.0.0/16",
 *   zones: ["us-east-1a", "us-east-1b"],
 * });
 * new lambda.Function("worker", { ... }, { dependsOn: [...network.egress] });
 *
 * @example
 * new Network("shop", {
 *   cidrBlock: "10.0.0.0/16",
 *   zones: ["us-east-1a", "us-east-1b"],
 *   nat: "none",
 *   subnets: {
 *     "private-a": { cidr: "10.0.10.0/24", zone: "us-east-1a", tier: "private" },
 *     "private-b": { cidr: "10.0.11.0/24", zone: "us-east-1b", tier: "private" },
 *   },
 *   interfaceEndpoints: ["ecr.api", "ecr.dkr", "logs", "sts"],
 * });
 */
export class Network extends EstateComponent implements Alarmed {
  public readonly alarmSource: string;
  public readonly vpc: ec2.Vpc;
  public readonly vpcId: pulumi.Output<string>;
  /** The VPC's IPv4 block. */
  public readonly cidrBlock: pulumi.Output<string>;
  /** The VPC's IPv6 block; absent without `ipv6`. */
  public readonly ipv6CidrBlock: pulumi.Output<string> | undefined;
  /** As given. */
  public readonly zones: readonly string[];
  /** Every subnet by name: as given, or `private-us-east-1a`. */
  public readonly subnets: Readonly<Record<string, ec2.Subnet>>;
  /** Ids by tier, in the order given. */
  public readonly subnetIds: Readonly<Record<Tier, readonly pulumi.Output<string>[]>>;
  /** Ids by tier and zone; where a zone has several of a tier, the first. */
  public readonly subnetIdByZone: Readonly<Record<Tier, Readonly<Record<string, pulumi.Output<string>>>>>;
  /** Route tables: `public`, `isolated`, and one per zone as `private-us-east-1a`. */
  public readonly routeTables: Readonly<Record<string, ec2.RouteTable>>;
  /** By zone; `regional` where one serves all. */
  public readonly natGatewayIds: Readonly<Record<string, pulumi.Output<string>>>;
  /** Addresses under which private subnets appear outside, by zone; none in `regional` mode, where AWS manages them. */
  public readonly natAddresses: Readonly<Record<string, pulumi.Output<string>>>;
  /**
   * The way to the internet, for `dependsOn`: routes, associations and what they go through. Resources that depend on it are
   * created after the way stands and destroyed before it goes.
   */
  public readonly egress: readonly pulumi.Resource[];
  /** Prefix lists of the gateway endpoints, for egress rules. */
  public readonly prefixListIds: Readonly<Partial<Record<GatewayService, pulumi.Output<string>>>>;
  /** The interface endpoints, for `connect()`; absent where there are none. */
  public readonly endpoints: Listener | undefined;
  /**
   * Blocks of sixteen addresses that the smallest private subnet keeps for pods: an EksCluster checks its node groups against
   * it. Absent without `podReservations`.
   */
  public readonly podBlocks: number | undefined;
  /** Absent where flow logs are off. */
  public readonly flowLog: VpcFlowLog | undefined;

  private readonly plan: NetworkPlan;
  /** Ids of subnets that keep room for pods. */
  private readonly ids: Readonly<Record<string, pulumi.Output<string>>>;
  private readonly serviceEndpoints: VpcEndpoints;
  private readonly tags: Readonly<Record<string, pulumi.Input<string>>>;

  public constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planNetwork(name, args);
    super("estate:network:Network", name, args, opts);
    this.alarmSource = name;
    this.plan = plan;
    this.tags = args.tags ?? {};
    this.zones = plan.zones;
    this.vpc = this.makeVpc(plan);
    this.vpcId = this.vpc.id;
    this.cidrBlock = this.vpc.cidrBlock;
    this.ipv6CidrBlock = plan.ipv6 ? this.vpc.ipv6CidrBlock : undefined;
    this.closeDefaults();
    this.subnets = this.makeSubnets(plan, args.clusterName);
    this.ids = keepPodBlocks({ name, plan, subnets: this.subnets, parent: this });
    this.podBlocks = plan.podReservations ? fewestPodBlocks(plan.subnets) : undefined;
    this.subnetIds = byTier((tier) => ofTier(plan, tier).map(({ name: key }) => this.idOf(key)));
    this.subnetIdByZone = byTier((tier) => this.idsByZone(ofTier(plan, tier)));
    const acls = this.makeAcls(plan);
    const routes = this.makeRoutes(plan);
    this.routeTables = routes.tables;
    this.natGatewayIds = routes.natGatewayIds;
    this.natAddresses = routes.natAddresses;
    this.egress = plan.internet ? [...routes.egress, ...acls] : [];
    this.serviceEndpoints = this.makeEndpoints(plan);
    this.prefixListIds = prefixLists(this.serviceEndpoints);
    this.endpoints = this.serviceEndpoints.listener;
    this.flowLog = this.makeFlowLog(plan, args);
    this.registerOutputs({
      vpcId: this.vpcId,
      cidrBlock: this.cidrBlock,
      subnetIds: this.subnetIds,
      natGatewayIds: this.natGatewayIds,
    });
  }

  /**
   * Where functions run, and what they reach from there.
   * @throws {Error} where the network has no subnets of the tier
   */
  public place(tier: PlaceTier = "private"): NetworkPlace {
    if (this.subnetIds[tier].length === 0) {
      throw new Error(`Network "${this.componentName}" has no ${tier} subnets. To fix: add the tier "${tier}".`);
    }
    return placeIn(this, this.plan, tier);
  }

  /** What NAT gateways and interface endpoints lose: connections that fail, and packets. */
  public alarms(): readonly AlarmSpec[] {
    return [
      ...Object.entries(this.natGatewayIds).flatMap(([key, id]) => natAlarms(key, id)),
      ...this.serviceEndpoints.alarms(),
    ];
  }

  private makeVpc(plan: NetworkPlan): ec2.Vpc {
    return new ec2.Vpc(
      this.childName("vpc"),
      {
        cidrBlock: plan.cidrBlock,
        enableDnsSupport: true,
        enableDnsHostnames: true,
        assignGeneratedIpv6CidrBlock: plan.ipv6,
        tags: { ...this.tags, Name: this.componentName },
      },
      this.childOptions(),
    );
  }

  /**
   * A resource that names no security group gets the default one, and a subnet that names no ACL the default one: without
   * rules, what was forgotten cannot talk. Subnets of this network are never among them; whoever adds one by hand has to
   * associate it, which is why EC2's own list of associations is not ours to change.
   */
  private closeDefaults(): void {
    const closed = { ingress: [], egress: [], tags: { ...this.tags, Name: `${this.componentName}-default-closed` } };
    new ec2.DefaultSecurityGroup(
      this.childName("default-security-group"),
      { vpcId: this.vpc.id, ...closed },
      this.childOptions(),
    );
    new ec2.DefaultNetworkAcl(
      this.childName("default-network-acl"),
      { defaultNetworkAclId: this.vpc.defaultNetworkAclId, ...closed },
      this.childOptions({ ignoreChanges: ["subnetIds"] }),
    );
  }

  private makeSubnets(plan: NetworkPlan, clusterName: string | undefined): Record<string, ec2.Subnet> {
    return Object.fromEntries(
      plan.subnets.map((subnet) => [
        subnet.name,
        new ec2.Subnet(
          this.childName("subnet", subnet.name),
          {
            vpcId: this.vpc.id,
            cidrBlock: subnet.cidr,
            availabilityZone: subnet.zone,
            mapPublicIpOnLaunch: false,
            ...(plan.ipv6 ? ipv6Subnet(subnet, this.vpc.ipv6CidrBlock) : {}),
            tags: {
              ...this.tags,
              ...subnetTags(subnet.tier, clusterName),
              Name: `${this.componentName}-${subnet.name}`,
            },
          },
          this.childOptions(),
        ),
      ]),
    );
  }

  private makeAcls(plan: NetworkPlan): readonly ec2.NetworkAcl[] {
    const scope = {
      cidrBlock: plan.cidrBlock,
      connectedCidrs: plan.connectedCidrs,
      gatewayEndpoints: plan.gatewayEndpoints.length > 0,
      ...(plan.ipv6 ? { ipv6CidrBlock: this.vpc.ipv6CidrBlock } : {}),
    };
    return usedTiers(plan).map((tier) => {
      const { ingress, egress } = aclEntries(tier, scope);
      return new ec2.NetworkAcl(
        this.childName("network-acl", tier),
        {
          vpcId: this.vpc.id,
          subnetIds: [...this.subnetIds[tier]],
          ingress: [...ingress],
          egress: [...egress],
          tags: { ...this.tags, Name: `${this.componentName}-${tier}` },
        },
        this.childOptions(),
      );
    });
  }

  private makeRoutes(plan: NetworkPlan): NetworkRoutes {
    return new NetworkRoutes(
      this.childName("routes"),
      { plan, vpc: this.vpc, subnets: this.subnets, subnetIdByZone: this.subnetIdByZone, tags: this.tags },
      this.childOptions(),
    );
  }

  private makeEndpoints(plan: NetworkPlan): VpcEndpoints {
    return new VpcEndpoints(
      this.childName("endpoint"),
      {
        plan,
        vpc: this.vpc,
        subnetIds: plan.endpointSubnets.map((key) => this.idOf(key)),
        routeTableIds: Object.values(this.routeTables).map((table) => table.id),
        tags: this.tags,
      },
      this.childOptions(),
    );
  }

  private makeFlowLog(plan: NetworkPlan, args: NetworkArgs): VpcFlowLog | undefined {
    if (plan.flowLogs === undefined) {
      return undefined;
    }
    const flowLogArgs = { ...plan.flowLogs, vpc: this.vpc, key: args.key, tags: this.tags };
    return new VpcFlowLog(this.childName("flow"), flowLogArgs, this.childOptions());
  }

  private subnet(key: string): ec2.Subnet {
    const subnet = this.subnets[key];
    if (subnet === undefined) {
      throw new Error(`Network "${this.componentName}" has no subnet "${key}".`);
    }
    return subnet;
  }

  private idOf(key: string): pulumi.Output<string> {
    return this.ids[key] ?? this.subnet(key).id;
  }

  private idsByZone(subnets: readonly PlannedSubnet[]): Record<string, pulumi.Output<string>> {
    const ids: Record<string, pulumi.Output<string>> = {};
    for (const { name, zone } of subnets) {
      ids[zone] ??= this.idOf(name);
    }
    return ids;
  }
}

function byTier<Value>(select: (tier: Tier) => Value): Record<Tier, Value> {
  return { public: select("public"), private: select("private"), isolated: select("isolated") };
}

function ofTier(plan: NetworkPlan, tier: Tier): readonly PlannedSubnet[] {
  return plan.subnets.filter((subnet) => subnet.tier === tier);
}

function usedTiers(plan: NetworkPlan): readonly Tier[] {
  return TIERS.filter((tier) => ofTier(plan, tier).length > 0);
}

function prefixLists(endpoints: VpcEndpoints): Partial<Record<GatewayService, pulumi.Output<string>>> {
  return Object.fromEntries(
    Object.entries(endpoints.gateways).map(([service, endpoint]) => [service, endpoint.prefixListId]),
  );
}
