import { deepEqual, equal, rejects } from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { NetworkArgs } from "../../../components/network";
import { Network } from "../../../components/network";
import { planNetwork } from "../../../components/network/network-plan";
import { recordProgram } from "../../../planner/recorder";

const ZONES = ["us-east-1a", "us-east-1b"] as const;
const BASE = { cidrBlock: "10.0.0.0/16", zones: ZONES } as const;

/** Two private subnets, to be overridden. */
function subnets(more: NonNullable<NetworkArgs["subnets"]> = {}): NetworkArgs {
  return {
    ...BASE,
    nat: "none",
    subnets: {
      a: { cidr: "10.0.0.0/24", zone: "us-east-1a", tier: "private" },
      b: { cidr: "10.0.1.0/24", zone: "us-east-1b", tier: "private" },
      ...more,
    },
  };
}

/** The faults as `property: reason`, in the order found. */
function faultsOf(args: NetworkArgs): readonly string[] {
  try {
    planNetwork("shop", args);
    return [];
  } catch (error) {
    if (error instanceof pulumi.InputPropertiesError) {
      return (error.errors ?? []).map(({ propertyPath, reason }) => `${propertyPath}: ${reason}`);
    }
    throw error;
  }
}

/** Arguments of a program without types. */
function untyped(args: object): NetworkArgs {
  return args as NetworkArgs;
}

const CASES: readonly { readonly title: string; readonly args: NetworkArgs; readonly faults: readonly string[] }[] = [
  {
    title: "subnets overlap",
    args: subnets({ c: { cidr: "10.0.1.128/25", zone: "us-east-1a", tier: "private" } }),
    faults: [
      'subnets.c.cidr: given "10.0.1.128/25"; allowed: a block apart from 10.0.1.0/24 of subnet b. To fix: move one of the two.',
    ],
  },
  {
    title: "a subnet lies outside the VPC",
    args: subnets({ c: { cidr: "10.1.0.0/24", zone: "us-east-1a", tier: "private" } }),
    faults: [
      'subnets.c.cidr: given "10.1.0.0/24"; allowed: a block inside the VPC\'s 10.0.0.0/16. To fix: move the block, or enlarge the VPC.',
    ],
  },
  {
    title: "host bits are set",
    args: subnets({ c: { cidr: "10.0.2.7/24", zone: "us-east-1a", tier: "private" } }),
    faults: [
      'subnets.c.cidr: given "10.0.2.7/24"; allowed: the first address of a block, without host bits. To fix: write 10.0.2.0/24.',
    ],
  },
  {
    title: "a subnet is too small",
    args: subnets({ c: { cidr: "10.0.2.0/29", zone: "us-east-1a", tier: "private" } }),
    faults: [
      'subnets.c.cidr: given "10.0.2.0/29"; allowed: prefix lengths from /16 to /28. To fix: enlarge the block.',
    ],
  },
  {
    title: "the VPC is too large",
    args: { ...subnets(), cidrBlock: "10.0.0.0/8" },
    faults: ['cidrBlock: given "10.0.0.0/8"; allowed: prefix lengths from /16 to /28. To fix: choose a smaller block.'],
  },
  {
    title: "a block cannot be read",
    args: { ...BASE, cidrBlock: "10.0.0.0" },
    faults: [
      'cidrBlock: given "10.0.0.0"; allowed: an IPv4 block in CIDR notation, such as 10.0.0.0/16. To fix: write four decimal numbers, a slash and a prefix length.',
    ],
  },
  {
    title: "a subnet's zone is not one of the network's",
    args: subnets({ c: { cidr: "10.0.2.0/24", zone: "us-east-1c", tier: "private" } }),
    faults: [
      'subnets.c.zone: given "us-east-1c"; allowed: one of the network\'s zones: us-east-1a, us-east-1b. To fix: add the zone to zones, or move the subnet.',
    ],
  },
  {
    title: "a tier is unknown, or a name cannot be used",
    args: untyped(subnets({ C_: untypedSubnet("10.0.2.0/24", "dmz") })),
    faults: [
      'subnets.C_: given "C_"; allowed: a name of lower-case letters and digits, with single hyphens between. To fix: rename the subnet.',
      'subnets.C_.tier: given "dmz"; allowed: public, private, isolated. To fix: choose one of these tiers.',
    ],
  },
  {
    title: "there are fewer than two zones",
    args: { ...BASE, zones: ["us-east-1a"] },
    faults: ['zones: given ["us-east-1a"]; allowed: 2 to 6 zones. To fix: add a zone of the same region.'],
  },
  {
    title: "there are more than six zones",
    args: { ...BASE, zones: [..."abcdefg"].map((letter) => `us-east-1${letter}`) },
    faults: [
      'zones: given ["us-east-1a","us-east-1b","us-east-1c","us-east-1d","us-east-1e","us-east-1f","us-east-1g"]; allowed: 2 to 6 zones. To fix: take zones away.',
    ],
  },
  {
    title: "a zone is repeated, of another region, or no zone's name",
    args: { ...BASE, zones: ["us-east-1a", "us-east-1a", "eu-west-1b", "use1-az1"] },
    faults: [
      'zones[1]: given "us-east-1a"; allowed: each zone once. To fix: delete the repetition.',
      'zones[2]: given "eu-west-1b"; allowed: a zone of us-east-1, as the first one is. To fix: keep to one region; a second region is a second network.',
      'zones[3]: given "use1-az1"; allowed: a zone\'s name, such as us-east-1a (neither an id such as use1-az1 nor a local zone). To fix: write the name as the EC2 console shows it.',
    ],
  },
  {
    title: "NAT is asked for without public subnets",
    args: { ...subnets(), nat: "perZone" },
    faults: [
      'nat: given "perZone"; allowed: a public subnet in every zone with a NAT gateway. To fix: add a public subnet in us-east-1a, us-east-1b, or choose another nat mode.',
    ],
  },
  {
    title: "NAT is asked for without private subnets",
    args: { ...BASE, tiers: { public: {} } },
    faults: [
      'nat: given "perZone"; allowed: "none" in a network without private subnets. To fix: set nat to "none", or add private subnets.',
    ],
  },
  {
    title: "a tier's subnets are too large for the VPC, or too small",
    args: { ...BASE, tiers: { public: { prefix: 29 }, private: { prefix: 19 } } },
    faults: [
      "tiers.public.prefix: given 29; allowed: /21 to /28 in a VPC of /16, which keeps room for eight zones. To fix: choose a prefix in that range.",
      "tiers.private.prefix: given 19; allowed: /20 to /28 in a VPC of /16, which keeps room for eight zones. To fix: choose a prefix in that range.",
    ],
  },
  {
    title: "the VPC is too small for derived subnets",
    args: { ...BASE, cidrBlock: "10.0.0.0/24" },
    faults: [
      "tiers.public.prefix: given 29; allowed: a VPC of /23 or larger for this tier. To fix: enlarge the VPC, or give the subnets one by one.",
    ],
  },
  {
    title: "subnets and tiers are both given",
    args: untyped({ ...subnets(), tiers: { public: {} } }),
    faults: [
      'tiers: given {"public":{}}; allowed: either subnets or tiers. To fix: delete tiers, or delete subnets and let them be derived.',
    ],
  },
  {
    title: "an endpoint's service name has no known shape, another region, a gateway endpoint, or stands twice",
    args: {
      ...BASE,
      interfaceEndpoints: ["https://logs", "com.amazonaws.eu-west-1.sts", "s3", "sts", "com.amazonaws.us-east-1.sts"],
    },
    faults: [
      'interfaceEndpoints[0]: given "https://logs"; allowed: a service\'s short name, such as ecr.api, or its full name in us-east-1. To fix: write the name as `aws ec2 describe-vpc-endpoint-services` lists it.',
      'interfaceEndpoints[1]: given "com.amazonaws.eu-west-1.sts"; allowed: a service\'s short name, such as ecr.api, or its full name in us-east-1. To fix: write the name as `aws ec2 describe-vpc-endpoint-services` lists it.',
      'interfaceEndpoints[2]: given "s3"; allowed: services without a gateway endpoint. To fix: use gatewayEndpoints, which cost nothing.',
      'interfaceEndpoints[4]: given "com.amazonaws.us-east-1.sts"; allowed: each service once. To fix: delete the repetition.',
    ],
  },
  {
    title: "interface endpoints have no private or isolated subnet",
    args: { ...BASE, nat: "none", tiers: { public: {} }, interfaceEndpoints: ["sts"] },
    faults: [
      'interfaceEndpoints: given ["sts"]; allowed: interface endpoints in private or isolated subnets. To fix: add such subnets, or delete the endpoints.',
    ],
  },
  {
    title: "IPv6 has no tier with a route out",
    args: { ...BASE, nat: "none", tiers: { isolated: {} }, ipv6: true },
    faults: [
      "ipv6: given true; allowed: IPv6 in a network with public or private subnets, because isolated ones have no route out. To fix: add a public or private subnet, or leave ipv6 out.",
    ],
  },
  {
    title: "flow logs, a cluster's name or a bucket cannot be used",
    args: { ...BASE, flowLogs: { retentionDays: 100 }, clusterName: "-shop", readableBuckets: ["arn:aws:s3:::mirror"] },
    faults: [
      'readableBuckets[0]: given "arn:aws:s3:::mirror"; allowed: a bucket\'s name: no ARN, no wildcard. To fix: write the name alone.',
      "flowLogs.retentionDays: given 100; allowed: one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653. To fix: choose the next longer one.",
      "clusterName: given \"-shop\"; allowed: an EKS cluster's name: up to 100 letters, digits, hyphens and underscores. To fix: write the cluster's name, or leave it out.",
    ],
  },
];

function untypedSubnet(cidr: string, tier: string): { cidr: string; zone: string; tier: "public" } {
  return { cidr, zone: "us-east-1a", tier: tier as "public" };
}

describe("Network fails when", () => {
  for (const { title, args, faults } of CASES) {
    it(title, () => deepEqual(faultsOf(args), faults));
  }

  it("several things are wrong: all are told at once, and nothing is registered", async () => {
    const registered: string[] = [];
    const args: NetworkArgs = { ...subnets(), cidrBlock: "10.0.0.1/16", zones: ["us-east-1a"], nat: "single" };
    equal(faultsOf(args).length, 4);
    await rejects(
      recordProgram(
        () => {
          new Network("shop", args);
        },
        { onResource: ({ name }) => registered.push(name) },
      ),
      /Network "shop" has 4 faults in its arguments/,
    );
    deepEqual(
      registered.filter((name) => name.startsWith("shop")),
      [],
    );
  });
});
