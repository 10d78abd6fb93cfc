import type * as pulumi from "@pulumi/pulumi";
import type { Tier } from "./subnet-allocator";

/** A subnet that is given and not derived. */
export interface SubnetArgs {
  /** IPv4 block in CIDR notation, /16 to /28, inside the VPC's and apart from all others: `10.0.1.0/24`. */
  readonly cidr: string;
  /** One of the network's zones: `us-east-1a`. */
  readonly zone: string;
  readonly tier: Tier;
}

/** A tier of which one subnet per zone is derived. */
export interface TierArgs {
  /**
   * Prefix length of each subnet, up to 28.
   * @default the largest that fits: four bits more than the VPC's for private, five more for public and isolated
   */
  readonly prefix?: number;
}

/**
 * How private subnets reach the internet over IPv4.
 * - `none`: not at all.
 * - `single`: one NAT gateway for all zones; a zone's failure can cut off the others.
 * - `perZone`: one NAT gateway in each zone that has private subnets.
 * - `regional`: one NAT gateway that AWS stretches over the zones in use, without public subnets of its own.
 */
export type NatMode = "none" | "single" | "perZone" | "regional";

/** Services that are reached over a gateway endpoint, which costs nothing. */
export type GatewayService = "s3" | "dynamodb";

/** What is recorded of the traffic, and for how long. */
export interface FlowLogArgs {
  /** Days until a record is deleted; a value that CloudWatch Logs takes: 1, 3, 5, 7, 14, 30, 60, 90, … @default 365 */
  readonly retentionDays?: number;
  /** @default "ALL" */
  readonly traffic?: "ACCEPT" | "ALL" | "REJECT";
  /** Seconds over which packets of one flow are summed up: 60 or 600. @default 600 */
  readonly aggregationSeconds?: 60 | 600;
}

interface CommonNetworkArgs {
  /** The VPC's IPv4 block in CIDR notation, /16 to /28: `10.0.0.0/16`. It cannot be changed later. */
  readonly cidrBlock: string;
  /** Two to six zones of one region: `["us-east-1a", "us-east-1b"]`. Adding one later moves no subnet. */
  readonly zones: readonly string[];
  /** How private subnets reach the internet. @default "perZone" */
  readonly nat?: NatMode;
  /**
   * Services that are reached over a gateway endpoint. The endpoints let identities of this account reach data of this
   * account, and nothing else but {@link readableBuckets}.
   * @default both
   */
  readonly gatewayEndpoints?: readonly GatewayService[];
  /**
   * Buckets outside this account whose objects may be read through the S3 endpoint, by name: package mirrors, image
   * registries. ECR's layers, Amazon Linux, registry.k8s.io, quay.io and Docker Hub are there already.
   * @default none
   */
  readonly readableBuckets?: readonly string[];
  /**
   * Services that are reached over an interface endpoint, by short or full name: `ecr.api`,
   * `com.amazonaws.us-east-1.ecr.api`. Each costs about 7.30 US dollars per zone and month.
   * @default none
   */
  readonly interfaceEndpoints?: readonly string[];
  /** Records of the traffic; `false` turns them off. @default on, kept for 365 days */
  readonly flowLogs?: FlowLogArgs | false;
  /**
   * Customer key that encrypts the flow logs; its policy must let CloudWatch Logs use it. `EncryptionKey` with
   * `services: ["logs"]` fits.
   * @default a key of its own
   */
  readonly key?: { readonly arn: pulumi.Input<string> };
  /**
   * Blocks of networks that a VPN or peering joins to this one: isolated subnets may answer them. Opens nothing by itself.
   * @default none
   */
  readonly connectedCidrs?: readonly string[];
  /**
   * EKS cluster whose load balancers and nodes will live here: public and private subnets get the load-balancer
   * controller's tags, private ones Karpenter's discovery tag.
   * @default no such tags
   */
  readonly clusterName?: string;
  /**
   * Keeps three quarters of each private subnet for the blocks from which pods get their addresses, so that no single address
   * breaks a block up. @default where `clusterName` is given
   */
  readonly podReservations?: boolean;
  /** Adds an IPv6 block: /64 per subnet, outbound only for the private tier. @default false */
  readonly ipv6?: boolean;
  /** Tags of every resource that takes tags; `Name` is added. @default none */
  readonly tags?: Readonly<Record<string, pulumi.Input<string>>>;
}

/** Subnets are given one by one, each with its block. */
export interface ExplicitSubnets {
  /** Subnets by name; the name is part of the logical name, so that renaming one replaces it. */
  readonly subnets: Readonly<Record<string, SubnetArgs>>;
  readonly tiers?: never;
}

/** Subnets are derived: one per tier and zone. */
export interface DerivedSubnets {
  readonly subnets?: never;
  /** Tiers that the network has. @default { public: {}, private: {} } */
  readonly tiers?: Readonly<Partial<Record<Tier, TierArgs>>>;
}

/** Arguments of `Network`: its subnets are either given or derived. */
export type NetworkArgs = CommonNetworkArgs & (ExplicitSubnets | DerivedSubnets);
