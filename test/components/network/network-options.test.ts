import { deepEqual, equal, match, ok } from "node:assert/strict";
import * as s3 from "@pulumi/aws/s3";
import { Network, type NetworkArgs } from "../../../components/network";
import { publicBuckets } from "../../../components/network/endpoint-services";
import { planNetwork } from "../../../components/network/network-plan";
import { type Recording, recordProgram } from "../../../planner/recorder";

const BASE = { cidrBlock: "10.0.0.0/16", zones: ["us-east-1a", "us-east-1b", "us-east-1c"] } as const;
const ROUTE = "aws:ec2/route:Route";
const NAT = "aws:ec2/natGateway:NatGateway";

async function record(args: NetworkArgs): Promise<Recording> {
  return recordProgram(() => {
    new Network("shop", args);
  });
}

function nameOf(recording: Recording, id: unknown): string {
  return recording.resources.find((resource) => resource.id === id)?.name ?? String(id);
}

/** Route → target, by name. */
function targets(recording: Recording): Record<string, string> {
  const pairs = recording.ofType(ROUTE).map(({ name, inputs }) => {
    const target = inputs["gatewayId"] ?? inputs["natGatewayId"] ?? inputs["egressOnlyGatewayId"];
    return [name.replace("shop-routes-", ""), nameOf(recording, target).replace("shop-routes-", "")] as const;
  });
  return Object.fromEntries(pairs);
}

function statements(recording: Recording, name: string): readonly Record<string, unknown>[] {
  return JSON.parse(String(recording.get(name).inputs["policy"])).Statement;
}

/** ACL entries as `100 allow -1 10.0.0.0/16 0-0`. */
function entries(recording: Recording, name: string, direction: "ingress" | "egress"): readonly string[] {
  const list = recording.get(name).inputs[direction];
  ok(Array.isArray(list));
  return list.map(
    (entry) =>
      `${entry.ruleNo} ${entry.action} ${entry.protocol} ${entry.cidrBlock ?? entry.ipv6CidrBlock} ${entry.fromPort}-${entry.toPort}`,
  );
}

describe("Network's way out", () => {
  it("is nothing with nat none, and then nothing costs by the hour", async () => {
    const recording = await record({ ...BASE, nat: "none" });
    deepEqual(targets(recording), { "default-public": "internet-gateway" });
    deepEqual([...recording.ofType(NAT), ...recording.ofType("aws:ec2/eip:Eip")], []);
  });

  it("is one gateway in the first zone with nat single", async () => {
    const recording = await record({ ...BASE, nat: "single" });
    deepEqual(targets(recording), {
      "default-public": "internet-gateway",
      "default-private-us-east-1a": "nat-us-east-1a",
      "default-private-us-east-1b": "nat-us-east-1a",
      "default-private-us-east-1c": "nat-us-east-1a",
    });
    equal(recording.ofType(NAT).length, 1);
  });

  it("is one gateway without subnet or address with nat regional, even without public subnets", async () => {
    const recording = await record({ ...BASE, nat: "regional", tiers: { private: {} } });
    const gateway = recording.get("shop-routes-nat-regional");
    deepEqual(
      [gateway.inputs["availabilityMode"], nameOf(recording, gateway.inputs["vpcId"]), gateway.inputs["subnetId"]],
      ["regional", "shop-vpc", undefined],
    );
    deepEqual(recording.ofType("aws:ec2/eip:Eip"), []);
    ok(gateway.dependencies.includes(recording.get("shop-routes-internet-gateway").urn));
    deepEqual(targets(recording), {
      "default-private-us-east-1a": "nat-regional",
      "default-private-us-east-1b": "nat-regional",
      "default-private-us-east-1c": "nat-regional",
    });
  });

  it("keeps subnets, tables and associations when the mode changes", async () => {
    const lists = await Promise.all(
      (["none", "single", "perZone", "regional"] as const).map(async (nat) => {
        const recording = await record({ ...BASE, nat });
        return recording.resources.map(({ urn }) => urn).filter((urn) => /Subnet::|RouteTable|NetworkAcl/.test(urn));
      }),
    );
    for (const list of lists) {
      deepEqual([...list].sort(), [...(lists[0] ?? [])].sort());
    }
  });

  it("is handed out, so that what needs it is destroyed before it goes", async () => {
    const recording = await recordProgram(() => {
      const network = new Network("shop", { ...BASE, nat: "single" });
      new s3.Bucket("needs-internet", {}, { dependsOn: [...network.egress] });
    });
    const reached = new Set<string>();
    const walk = (urn: string): void => {
      for (const next of recording.resources.find((one) => one.urn === urn)?.dependencies ?? []) {
        if (!reached.has(next)) {
          reached.add(next);
          walk(next);
        }
      }
    };
    walk(recording.get("needs-internet").urn);
    const names = [...reached].map((urn) => urn.split("::").at(-1));
    for (const part of [
      "shop-routes-default-private-us-east-1c",
      "shop-routes-association-private-us-east-1c",
      "shop-routes-default-public",
      "shop-routes-nat-us-east-1a",
      "shop-routes-nat-address-us-east-1a",
      "shop-routes-internet-gateway",
      "shop-network-acl-private",
    ]) {
      ok(names.includes(part), part);
    }
    ok(!names.some((name) => name?.startsWith("shop-flow")), "flow logs are no part of the way");
  });
});

describe("Network's fences", () => {
  it("keep remote administration out of public and private subnets", async () => {
    const recording = await record(BASE);
    for (const tier of ["public", "private"]) {
      deepEqual(entries(recording, `shop-network-acl-${tier}`, "ingress"), [
        "100 allow -1 10.0.0.0/16 0-0",
        "110 deny tcp 0.0.0.0/0 22-22",
        "120 deny tcp 0.0.0.0/0 3389-3389",
        "200 allow -1 0.0.0.0/0 0-0",
      ]);
      deepEqual(entries(recording, `shop-network-acl-${tier}`, "egress"), ["100 allow -1 0.0.0.0/0 0-0"]);
    }
  });

  it("hold isolated subnets to the VPC and the gateway endpoints", async () => {
    const tiers = { public: {}, private: {}, isolated: {} };
    const open = await record({ ...BASE, tiers });
    deepEqual(entries(open, "shop-network-acl-isolated", "egress"), [
      "100 allow -1 10.0.0.0/16 0-0",
      "200 allow tcp 0.0.0.0/0 443-443",
    ]);
    const closed = await record({ ...BASE, tiers, gatewayEndpoints: [] });
    for (const direction of ["ingress", "egress"] as const) {
      deepEqual(entries(closed, "shop-network-acl-isolated", direction), ["100 allow -1 10.0.0.0/16 0-0"]);
    }
    deepEqual(
      Object.keys(targets(closed)).filter((route) => route.includes("isolated")),
      [],
    );
  });
});

describe("Network's endpoints", () => {
  it("reach S3 and DynamoDB from every route table, for identities and data of this account", async () => {
    const recording = await record({
      ...BASE,
      tiers: { public: {}, private: {}, isolated: {} },
      readableBuckets: ["mirror"],
    });
    const own = { "aws:PrincipalAccount": "111122223333", "aws:ResourceAccount": "111122223333" };
    equal((recording.get("shop-endpoint-s3").inputs["routeTableIds"] as readonly unknown[]).length, 5);
    deepEqual(statements(recording, "shop-endpoint-dynamodb"), [
      {
        Sid: "OwnIdentitiesOnOwnData",
        Effect: "Allow",
        Principal: "*",
        Action: "dynamodb:*",
        Resource: "*",
        Condition: { StringEquals: own },
      },
    ]);
    deepEqual(statements(recording, "shop-endpoint-s3")[1], {
      Sid: "ImagesAndPackages",
      Effect: "Allow",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: [
        "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*",
        "arn:aws:s3:::al2023-repos-us-east-1-de612dc2/*",
        "arn:aws:s3:::prod-registry-k8s-io-us-east-1/*",
        "arn:aws:s3:::quayio-production-s3/*",
        "arn:aws:s3:::docker-images-prod/*",
        "arn:aws:s3:::mirror/*",
      ],
    });
  });

  it("name the bucket of Kubernetes' images where it does not follow the region", () => {
    deepEqual(
      ["eu-west-1", "eu-west-2"].map((region) => publicBuckets(region)[2]),
      ["prod-registry-k8s-io-eu-west-1", "767373bbdcb8270361b96548387bf2a9ad0d48758c35-eu-west-2"],
    );
  });

  it("open interfaces with private names in one private subnet per zone, to HTTPS from the VPC", async () => {
    const recording = await record({
      ...BASE,
      interfaceEndpoints: ["ecr.api", "com.amazonaws.us-east-1.sts", "eks-auth"],
    });
    const endpoint = recording.get("shop-endpoint-ecr-api").inputs;
    deepEqual(
      [endpoint["serviceName"], endpoint["vpcEndpointType"], endpoint["privateDnsEnabled"]],
      ["com.amazonaws.us-east-1.ecr.api", "Interface", true],
    );
    deepEqual(
      (endpoint["subnetIds"] as readonly unknown[]).map((id) => nameOf(recording, id)),
      ["us-east-1a", "us-east-1b", "us-east-1c"].map((zone) => `shop-subnet-private-${zone}`),
    );
    const group = recording.get("shop-endpoint-security-group");
    deepEqual(endpoint["securityGroupIds"], [group.id]);
    const rule = recording.get("shop-endpoint-ingress").inputs;
    equal(rule["securityGroupId"], group.id);
    deepEqual(
      [rule["cidrIpv4"], rule["ipProtocol"], rule["fromPort"], rule["toPort"]],
      ["10.0.0.0/16", "tcp", 443, 443],
    );
    deepEqual(
      statements(recording, "shop-endpoint-sts").map((statement) => statement["Sid"]),
      ["OwnIdentities", "WebIdentitiesForOwnRoles"],
    );
    deepEqual(
      statements(recording, "shop-endpoint-sts").map((statement) => statement["Condition"]),
      ["aws:PrincipalAccount", "aws:ResourceAccount"].map((key) => ({ StringEquals: { [key]: "111122223333" } })),
    );
    equal(recording.get("shop-endpoint-eks-auth").inputs["policy"], undefined);
  });
});

describe("Network with IPv6", () => {
  it("gives each subnet a /64 of its own and private ones an outbound gateway", async () => {
    const recording = await record({ ...BASE, ipv6: true, nat: "none" });
    const blocks = recording.ofType("aws:ec2/subnet:Subnet").map(({ inputs }) => String(inputs["ipv6CidrBlock"]));
    equal(new Set(blocks).size, 6);
    const vpcBlock = String(recording.get("shop-vpc").outputs["ipv6CidrBlock"]).replace(/00::\/56$/, "");
    for (const block of blocks) {
      ok(block.startsWith(vpcBlock), block);
      match(block, /::\/64$/);
    }
    deepEqual(targets(recording), {
      "default-public": "internet-gateway",
      "default-ipv6-public": "internet-gateway",
      "default-ipv6-private-us-east-1a": "egress-only-gateway",
      "default-ipv6-private-us-east-1b": "egress-only-gateway",
      "default-ipv6-private-us-east-1c": "egress-only-gateway",
    });
    deepEqual(entries(recording, "shop-network-acl-private", "ingress"), [
      "100 allow -1 10.0.0.0/16 0-0",
      `101 allow -1 ${vpcBlock}00::/56 0-0`,
      "110 deny tcp 0.0.0.0/0 22-22",
      "111 deny tcp ::/0 22-22",
      "120 deny tcp 0.0.0.0/0 3389-3389",
      "121 deny tcp ::/0 3389-3389",
      "200 allow -1 0.0.0.0/0 0-0",
      "201 allow -1 ::/0 0-0",
    ]);
    equal(recording.get("shop-subnet-public-us-east-1a").inputs["assignIpv6AddressOnCreation"], false);
    equal(recording.get("shop-subnet-private-us-east-1a").inputs["assignIpv6AddressOnCreation"], true);
  });

  it("keeps a subnet's IPv6 block when a subnet, a zone or a tier is appended", () => {
    const [a, b, c] = BASE.zones;
    const first = { cidr: "10.0.0.0/24", zone: a, tier: "private" } as const;
    const second = { cidr: "10.0.1.0/24", zone: b, tier: "private" } as const;
    const further = {
      third: { cidr: "10.0.2.0/24", zone: a, tier: "private" },
      fourth: { cidr: "10.0.3.0/24", zone: c, tier: "isolated" },
    } as const;
    const indices = (subnets: NonNullable<NetworkArgs["subnets"]>) =>
      planNetwork("shop", { ...BASE, nat: "none", ipv6: true, subnets }).subnets.map(({ ipv6Index }) => ipv6Index);
    deepEqual(indices({ first, second }), [8, 40]);
    deepEqual(indices({ first, second, ...further }), [8, 40, 9, 80]);
  });
});
