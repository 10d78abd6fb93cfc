import { deepEqual, equal, match, ok } from "node:assert/strict";
import { Network, type NetworkArgs } from "../../../components/network";
import { type RecordedResource, type Recording, type RecordOptions, recordProgram } from "../../../planner/recorder";

/** CloudMart's network, as SPEC.md prescribes it. */
const CLOUDMART: NetworkArgs = {
  cidrBlock: "10.0.0.0/16",
  zones: ["us-east-1a", "us-east-1b"],
  nat: "perZone",
  clusterName: "cloudmart-cluster",
  subnets: {
    "public-1": { cidr: "10.0.1.0/24", zone: "us-east-1a", tier: "public" },
    "public-2": { cidr: "10.0.2.0/24", zone: "us-east-1b", tier: "public" },
    "private-1": { cidr: "10.0.10.0/24", zone: "us-east-1a", tier: "private" },
    "private-2": { cidr: "10.0.11.0/24", zone: "us-east-1b", tier: "private" },
  },
};

const DERIVED = { cidrBlock: "10.0.0.0/16", zones: ["us-east-1a", "us-east-1b"] } as const;

async function record(args: NetworkArgs, options?: RecordOptions): Promise<Recording> {
  return recordProgram(() => {
    new Network("shop", args);
  }, options);
}

function custom(recording: Recording): readonly RecordedResource[] {
  return recording.resources.filter((resource) => resource.custom);
}

/** `aws:ec2/vpc:Vpc` → `Vpc`. */
function names(recording: Recording): readonly string[] {
  return custom(recording)
    .map(({ name, type }) => `${type.split(":").at(-1)} ${name}`)
    .sort();
}

/** Who is who: logical name by physical id. */
function nameOf(recording: Recording, id: unknown): string {
  return (
    custom(recording).find((resource) => resource.id === id && resource.type !== "aws:ec2/eip:Eip")?.name ?? String(id)
  );
}

function document(value: unknown): unknown {
  return JSON.parse(String(value));
}

function routes(recording: Recording): readonly string[] {
  return recording
    .ofType("aws:ec2/route:Route")
    .map(({ inputs }) => {
      const target = inputs["gatewayId"] ?? inputs["natGatewayId"] ?? inputs["egressOnlyGatewayId"];
      const destination = inputs["destinationCidrBlock"] ?? inputs["destinationIpv6CidrBlock"];
      return `${nameOf(recording, inputs["routeTableId"])}: ${String(destination)} to ${nameOf(recording, target)}`;
    })
    .sort();
}

describe("Network, as CloudMart has it", () => {
  let recording: Recording;
  before(async () => {
    recording = await record(CLOUDMART);
  });

  it("makes exactly these resources", () => {
    deepEqual(names(recording), [
      "Alias shop-flow-records-alias",
      "DefaultNetworkAcl shop-default-network-acl",
      "DefaultSecurityGroup shop-default-security-group",
      "Eip shop-routes-nat-address-us-east-1a",
      "Eip shop-routes-nat-address-us-east-1b",
      "FlowLog shop-flow-log",
      "InternetGateway shop-routes-internet-gateway",
      "Key shop-flow-records-key",
      "KeyPolicy shop-flow-records-policy",
      "LogGroup shop-flow-group",
      "NatGateway shop-routes-nat-us-east-1a",
      "NatGateway shop-routes-nat-us-east-1b",
      "NetworkAcl shop-network-acl-private",
      "NetworkAcl shop-network-acl-public",
      "Role shop-flow-role",
      "RolePolicy shop-flow-policy-write",
      "Route shop-routes-default-private-us-east-1a",
      "Route shop-routes-default-private-us-east-1b",
      "Route shop-routes-default-public",
      "RouteTable shop-routes-table-private-us-east-1a",
      "RouteTable shop-routes-table-private-us-east-1b",
      "RouteTable shop-routes-table-public",
      "RouteTableAssociation shop-routes-association-private-1",
      "RouteTableAssociation shop-routes-association-private-2",
      "RouteTableAssociation shop-routes-association-public-1",
      "RouteTableAssociation shop-routes-association-public-2",
      "Subnet shop-subnet-private-1",
      "Subnet shop-subnet-private-2",
      "Subnet shop-subnet-public-1",
      "Subnet shop-subnet-public-2",
      "SubnetCidrReservation shop-pods-private-1-half",
      "SubnetCidrReservation shop-pods-private-1-quarter",
      "SubnetCidrReservation shop-pods-private-2-half",
      "SubnetCidrReservation shop-pods-private-2-quarter",
      "Vpc shop-vpc",
      "VpcEndpoint shop-endpoint-dynamodb",
      "VpcEndpoint shop-endpoint-s3",
    ]);
    deepEqual(
      custom(recording).filter(({ modelled }) => !modelled),
      [],
    );
  });

  it("gives every subnet its block, its zone, and no public address by itself", () => {
    const subnets = recording.ofType("aws:ec2/subnet:Subnet");
    deepEqual(
      subnets.map(({ name, inputs }) => [
        name,
        inputs["cidrBlock"],
        inputs["availabilityZone"],
        inputs["mapPublicIpOnLaunch"],
      ]),
      [
        ["shop-subnet-public-1", "10.0.1.0/24", "us-east-1a", false],
        ["shop-subnet-public-2", "10.0.2.0/24", "us-east-1b", false],
        ["shop-subnet-private-1", "10.0.10.0/24", "us-east-1a", false],
        ["shop-subnet-private-2", "10.0.11.0/24", "us-east-1b", false],
      ],
    );
    const vpc = recording.get("shop-vpc").inputs;
    deepEqual([vpc["cidrBlock"], vpc["enableDnsSupport"], vpc["enableDnsHostnames"]], ["10.0.0.0/16", true, true]);
  });

  it("routes public subnets to the internet and private ones to their own zone's NAT gateway", () => {
    deepEqual(routes(recording), [
      "shop-routes-table-private-us-east-1a: 0.0.0.0/0 to shop-routes-nat-us-east-1a",
      "shop-routes-table-private-us-east-1b: 0.0.0.0/0 to shop-routes-nat-us-east-1b",
      "shop-routes-table-public: 0.0.0.0/0 to shop-routes-internet-gateway",
    ]);
    deepEqual(
      recording
        .ofType("aws:ec2/routeTableAssociation:RouteTableAssociation")
        .map(({ inputs }) => [nameOf(recording, inputs["subnetId"]), nameOf(recording, inputs["routeTableId"])]),
      [
        ["shop-subnet-public-1", "shop-routes-table-public"],
        ["shop-subnet-public-2", "shop-routes-table-public"],
        ["shop-subnet-private-1", "shop-routes-table-private-us-east-1a"],
        ["shop-subnet-private-2", "shop-routes-table-private-us-east-1b"],
      ],
    );
    deepEqual(
      recording.ofType("aws:ec2/natGateway:NatGateway").map(({ inputs }) => nameOf(recording, inputs["subnetId"])),
      ["shop-subnet-public-1", "shop-subnet-public-2"],
    );
  });

  it("tags subnets for load balancers and Karpenter", () => {
    deepEqual(recording.get("shop-subnet-public-1").inputs["tags"], {
      Name: "shop-public-1",
      "kubernetes.io/role/elb": "1",
    });
    deepEqual(recording.get("shop-subnet-private-1").inputs["tags"], {
      Name: "shop-private-1",
      "karpenter.sh/discovery": "cloudmart-cluster",
      "kubernetes.io/role/internal-elb": "1",
    });
  });

  it("leaves the default security group and the default network ACL without rules, and no subnet to the latter", () => {
    for (const name of ["shop-default-security-group", "shop-default-network-acl"]) {
      const { inputs } = recording.get(name);
      deepEqual([inputs["ingress"], inputs["egress"]], [[], []]);
    }
    deepEqual(recording.get("shop-default-network-acl").options.ignoreChanges, ["subnetIds"]);
    const fenced = recording.ofType("aws:ec2/networkAcl:NetworkAcl").flatMap(({ inputs }) => inputs["subnetIds"]);
    deepEqual(
      fenced.map((id) => nameOf(recording, id)),
      recording.ofType("aws:ec2/subnet:Subnet").map(({ name }) => name),
    );
  });

  it("plans the same resources before anything is known", async () => {
    const preview = await record(CLOUDMART, { mode: "preview" });
    deepEqual(preview.resources.map(({ urn }) => urn).sort(), recording.resources.map(({ urn }) => urn).sort());
  });
});

describe("Network's traffic records", () => {
  it("writes to an encrypted group that keeps them for a year", async () => {
    const recording = await record(DERIVED);
    const group = recording.get("shop-flow-group");
    equal(group.inputs["retentionInDays"], 365);
    equal(group.inputs["kmsKeyId"], recording.get("shop-flow-records-key").outputs["arn"]);
    const log = recording.get("shop-flow-log");
    deepEqual([log.inputs["trafficType"], log.inputs["maxAggregationInterval"]], ["ALL", 600]);
    ok(log.dependencies.includes(recording.get("shop-flow-policy-write").urn));
  });

  it("holds the role to this account's flow logs, and to the one log group", async () => {
    const recording = await record(DERIVED);
    deepEqual(document(recording.get("shop-flow-role").inputs["assumeRolePolicy"]), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "vpc-flow-logs.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: {
            StringEquals: { "aws:SourceAccount": "111122223333" },
            ArnLike: { "aws:SourceArn": "arn:aws:ec2:us-east-1:111122223333:vpc-flow-log/*" },
          },
        },
      ],
    });
    deepEqual(document(recording.get("shop-flow-policy-write").inputs["policy"]), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "WriteRecords",
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
          Resource: `${String(recording.get("shop-flow-group").outputs["arn"])}:*`,
        },
      ],
    });
  });

  it("takes a given key, and disappears where they are turned off", async () => {
    const arn = "arn:aws:kms:us-east-1:111122223333:key/00000000-0000-0000-0000-000000000000";
    const recording = await recordProgram(() => {
      new Network("keyed", { ...DERIVED, key: { arn } });
      new Network("silent", { ...DERIVED, cidrBlock: "10.1.0.0/16", flowLogs: false });
    });
    equal(recording.get("keyed-flow-group").inputs["kmsKeyId"], arn);
    deepEqual(recording.ofType("aws:kms/key:Key"), []);
    equal(recording.ofType("aws:ec2/flowLog:FlowLog").length, 1);
  });
});

describe("Network's alarms and outputs", () => {
  it("watches each NAT gateway for exhausted ports and dropped packets", async () => {
    await recordProgram(() => {
      const network = new Network("shop", DERIVED);
      const alarms = network.alarms();
      deepEqual(
        alarms.map(({ key, severity, metric, comparison, threshold }) => [
          key,
          severity,
          metric.name,
          comparison,
          threshold,
        ]),
        [
          ["nat-us-east-1a-ports-exhausted", "page", "ErrorPortAllocation", "above", 0],
          ["nat-us-east-1a-packets-dropped", "ticket", "PacketsDropCount", "above", 0],
          ["nat-us-east-1b-ports-exhausted", "page", "ErrorPortAllocation", "above", 0],
          ["nat-us-east-1b-packets-dropped", "ticket", "PacketsDropCount", "above", 0],
        ],
      );
      deepEqual(
        alarms.map(({ metric }) => metric.dimensions["NatGatewayId"]),
        ["us-east-1a", "us-east-1a", "us-east-1b", "us-east-1b"].map((zone) => network.natGatewayIds[zone]),
      );
    });
  });

  it("hands out what others need", async () => {
    const recording = await recordProgram(() => {
      const network = new Network("shop", CLOUDMART);
      return {
        vpcId: network.vpcId,
        cidrBlock: network.cidrBlock,
        privateIds: network.subnetIds.private,
        byZone: network.subnetIdByZone.public,
        nat: network.natGatewayIds,
        s3: network.prefixListIds.s3,
        tables: Object.keys(network.routeTables),
      };
    });
    const id = (name: string) => recording.get(name).id;
    match(String(recording.outputs["vpcId"]), /^vpc-0[0-9a-f]{16}$/);
    deepEqual(recording.outputs, {
      vpcId: id("shop-vpc"),
      cidrBlock: "10.0.0.0/16",
      privateIds: [id("shop-subnet-private-1"), id("shop-subnet-private-2")],
      byZone: { "us-east-1a": id("shop-subnet-public-1"), "us-east-1b": id("shop-subnet-public-2") },
      nat: { "us-east-1a": id("shop-routes-nat-us-east-1a"), "us-east-1b": id("shop-routes-nat-us-east-1b") },
      s3: "pl-63a5400a",
      tables: ["public", "private-us-east-1a", "private-us-east-1b"],
    });
  });
});
