import assert from "node:assert/strict";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { type AlarmSpec, connect, EncryptionKey, serviceTrust } from "../../../components/core";
import { EventStream, type EventStreamArgs, type ProvisionedStreamArgs } from "../../../components/data";
import { FunctionService } from "../../../components/serverless";
import { recordProgram } from "../../../planner/recorder";
import { inputsOf, inventory, statementsOf, urns } from "../core/support";

const PASSWORD = "correct horse battery staple";
type Topic = "orders" | "analytics-results";
const TOPICS = { orders: {}, "analytics-results": { partitions: 3, retentionHours: 24 } } as const;
const FLINK = {
  consumes: [{ topic: "orders", group: "flink" }],
  produces: ["analytics-results"],
  transactionalPrefix: "flink-",
} as const;

function provisioned(args: Partial<ProvisionedStreamArgs<Topic>> = {}) {
  const key = new EncryptionKey("key", { description: "Shop", services: ["logs"] });
  const place = { vpcId: "vpc-1", subnetIds: ["subnet-a", "subnet-b"] };
  return { key, stream: new EventStream<Topic>("shop", { ...place, key, topics: TOPICS, ...args }) };
}

function serverless(args: Partial<EventStreamArgs<Topic>> = {}) {
  const place = { vpcId: "vpc-1", subnetIds: ["subnet-a", "subnet-b"] };
  return new EventStream<Topic>("shop", { ...place, topics: TOPICS, ...args, mode: "serverless" });
}

function service() {
  const role = new iam.Role("service", { assumeRolePolicy: serviceTrust("pods.eks.amazonaws.com") });
  return { granteeName: "service", role, connectionName: "service", securityGroupId: "sg-1" };
}

const KEY = { description: "Function", services: ["logs"] };

function service2() {
  return { connectionName: "prometheus", securityGroupId: "sg-2" };
}

describe("EventStream", () => {
  it("makes exactly the cluster, its configuration, group, logs and storage scaling", async () => {
    const recording = await recordProgram(() => void provisioned());
    assert.deepEqual(
      inventory(recording).filter((line) => line.includes(" shop")),
      [
        "aws:appautoscaling/policy:Policy shop-storage-policy",
        "aws:appautoscaling/target:Target shop-storage",
        "aws:cloudwatch/logGroup:LogGroup shop-logs",
        "aws:ec2/securityGroup:SecurityGroup shop-security-group",
        "aws:msk/cluster:Cluster shop-cluster",
        "aws:msk/configuration:Configuration shop-configuration",
        "estate:data:EventStream shop",
      ],
    );
  });

  it("is safe by default", async () => {
    const recording = await recordProgram(() => ({ key: provisioned().key.arn }));
    const configuration = recording.get("shop-configuration");
    assert.deepEqual(inputsOf(recording, "shop-cluster"), {
      clusterName: "shop",
      kafkaVersion: "3.9.x.kraft",
      numberOfBrokerNodes: 2,
      enhancedMonitoring: "DEFAULT",
      brokerNodeGroupInfo: {
        instanceType: "kafka.m7g.large",
        clientSubnets: ["subnet-a", "subnet-b"],
        securityGroups: [recording.get("shop-security-group").id],
        storageInfo: { ebsStorageInfo: { volumeSize: 100 } },
        connectivityInfo: { publicAccess: { type: "DISABLED" } },
      },
      clientAuthentication: { sasl: { iam: true, scram: true }, unauthenticated: false },
      encryptionInfo: {
        encryptionAtRestKmsKeyArn: recording.outputs["key"],
        encryptionInTransit: { clientBroker: "TLS", inCluster: true },
      },
      configurationInfo: { arn: configuration.outputs["arn"], revision: 1 },
      openMonitoring: {
        prometheus: { jmxExporter: { enabledInBroker: true }, nodeExporter: { enabledInBroker: true } },
      },
      loggingInfo: {
        brokerLogs: { cloudwatchLogs: { enabled: true, logGroup: recording.get("shop-logs").outputs["name"] } },
      },
    });
    assert.equal(recording.get("shop-cluster").options.protect, true);
    assert.equal(inputsOf(recording, "shop-storage")["maxCapacity"], 500);
  });

  it("keeps two copies with two brokers, three with three, and one copy may always be away", async () => {
    const properties = async (subnetIds: readonly string[]) => {
      const recording = await recordProgram(() => void provisioned({ subnetIds }));
      return String(inputsOf(recording, "shop-configuration")["serverProperties"]).trim().split("\n");
    };
    assert.deepEqual(await properties(["a", "b"]), [
      "allow.everyone.if.no.acl.found=false",
      "auto.create.topics.enable=false",
      "default.replication.factor=2",
      "log.retention.hours=168",
      "min.insync.replicas=1",
      "offsets.topic.replication.factor=2",
      "transaction.state.log.min.isr=1",
      "transaction.state.log.replication.factor=2",
      "unclean.leader.election.enable=false",
    ]);
    const three = await properties(["a", "b", "c"]);
    assert.ok(three.includes("default.replication.factor=3") && three.includes("min.insync.replicas=2"));
  });

  it("declares topics and the users' rights as data", async () => {
    let setup: unknown;
    await recordProgram(() => {
      const users = { flink: { ...FLINK, password: pulumi.output(PASSWORD) } };
      setup = provisioned({ users }).stream.setup;
    });
    const config = (retention: string) => ({
      "cleanup.policy": "delete",
      "min.insync.replicas": "1",
      "retention.ms": retention,
    });
    const acl = (resource: string, name: string, operation: string, pattern = "literal") => ({
      user: "flink",
      resource,
      name,
      pattern,
      operations: [operation],
    });
    assert.deepEqual(setup, {
      topics: [
        { name: "orders", partitions: 6, replication: 2, config: config("604800000") },
        { name: "analytics-results", partitions: 3, replication: 2, config: config("86400000") },
      ],
      acls: [
        acl("topic", "analytics-results", "Write"),
        acl("topic", "orders", "Read"),
        acl("group", "flink", "Read"),
        acl("transactional-id", "flink-", "Write", "prefixed"),
      ],
      users: ["flink"],
    });
  });

  it("lets roles write and read exactly these topics, as exactly this group", async () => {
    const recording = await recordProgram(() => {
      const { stream } = provisioned();
      stream.grantProduce(service(), "orders");
      const role = new iam.Role("reader", { assumeRolePolicy: serviceTrust("pods.eks.amazonaws.com") });
      stream.grantConsume({ granteeName: "reader", role }, "orders", "notification");
      return { arn: stream.arn };
    });
    const cluster = String(recording.outputs["arn"]);
    assert.match(cluster, /^arn:aws:kafka:us-east-1:111122223333:cluster\/shop\/[0-9a-f-]{36}-\d$/);
    const arn = (kind: string, name: string) => `${cluster.replace(":cluster/", `:${kind}/`)}/${name}`;
    const allow = (Sid: string, Action: unknown, Resource: string) => ({ Sid, Effect: "Allow", Action, Resource });
    assert.deepEqual(statementsOf(recording, "service-policy-shop-produce"), [
      allow("ConnectToCluster", ["kafka-cluster:Connect", "kafka-cluster:WriteDataIdempotently"], cluster),
      allow("WriteTopics", ["kafka-cluster:DescribeTopic", "kafka-cluster:WriteData"], arn("topic", "orders")),
    ]);
    assert.deepEqual(statementsOf(recording, "reader-policy-shop-consume-orders"), [
      allow("ConnectToCluster", "kafka-cluster:Connect", cluster),
      allow("ReadTopics", ["kafka-cluster:DescribeTopic", "kafka-cluster:ReadData"], arn("topic", "orders")),
      allow("JoinGroups", ["kafka-cluster:AlterGroup", "kafka-cluster:DescribeGroup"], arn("group", "notification")),
    ]);
  });

  it("lets the job make topics, and touch ACLs only where there are users", async () => {
    const actions = async (users: ProvisionedStreamArgs<Topic>["users"]) => {
      const recording = await recordProgram(() => ({
        statements: pulumi.output(provisioned(users === undefined ? {} : { users }).stream.setupStatements()),
      }));
      return JSON.stringify(recording.outputs["statements"]);
    };
    assert.doesNotMatch(await actions(undefined), /AlterCluster|WriteData|ReadData|:\*/);
    assert.match(await actions({ flink: { ...FLINK, password: pulumi.output(PASSWORD) } }), /AlterCluster/);
  });

  it("opens the ports of what signs in, and of exporters, one at a time", async () => {
    const recording = await recordProgram(() => {
      const { stream } = provisioned();
      connect(service(), stream);
      connect(service2(), stream.listener("jmxExporter"));
      stream.allowFromCidr("flink", "10.30.0.0/20", "scram");
    });
    const ports = recording
      .ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
      .map(({ inputs }) => [inputs["fromPort"], inputs["cidrIpv4"]]);
    assert.deepEqual(ports, [
      [9098, undefined],
      [11_001, undefined],
      [9096, "10.30.0.0/20"],
    ]);
  });

  it("gives each user a secret that MSK may read, and waits for its first password", async () => {
    const recording = await recordProgram(() => {
      const { key } = provisioned({
        users: { flink: FLINK },
        rotation: {
          schedule: "rate(30 days)",
          function: (user, _secret, parent) =>
            new FunctionService(
              `rotate-${user}`,
              { code: new pulumi.asset.AssetArchive({}), key: new EncryptionKey("fn", KEY) },
              { parent },
            ),
        },
      });
      return { key: key.arn };
    });
    const secret = inputsOf(recording, "shop-users-secret-flink");
    assert.equal(secret["name"], "AmazonMSK_shop_flink_scram");
    assert.equal(secret["kmsKeyId"], recording.outputs["key"]);
    const [, reader] = statementsOf(recording, "shop-users-policy-flink");
    assert.match(JSON.stringify(reader), /"Service":"kafka.amazonaws.com"\},"Action":"secretsmanager:GetSecretValue"/);
    assert.equal(inputsOf(recording, "shop-rotation-flink")["rotateImmediately"], true);
    // Rotation leaves the first version behind, which must not come back as the current one.
    assert.deepEqual(inputsOf(recording, "shop-users-version-flink")["versionStages"], ["AWSCURRENT", "BEGINNING"]);
    assert.deepEqual(recording.get("shop-users-version-flink").options.ignoreChanges, [
      "secretString",
      "versionStages",
    ]);
    const association = recording.get("shop-user-flink");
    assert.equal(association.inputs["clusterArn"], recording.get("shop-cluster").outputs["arn"]);
    assert.ok(association.dependencies.includes(recording.get("shop-rotation-flink").urn));
  });

  it("keeps a given password out of sight", async () => {
    const users = { flink: { ...FLINK, password: pulumi.output(PASSWORD) } };
    const recording = await recordProgram(() => void provisioned({ users }));
    const shown = JSON.stringify(recording.resources.map(({ name }) => inputsOf(recording, name)));
    assert.ok(!shown.includes(PASSWORD));
    assert.equal(inputsOf(recording, "shop-users-version-flink")["secretString"], "[secret]");
  });

  it("says what a client reads from its environment", async () => {
    const recording = await recordProgram(() => ({ ...provisioned().stream.clientEnvironment("scram") }));
    assert.match(String(recording.outputs["KAFKA_BOOTSTRAP_SERVERS"]), /^b-1\.shop\..*:9096,b-2\.shop\..*:9096$/);
    assert.equal(recording.outputs["KAFKA_SASL_MECHANISM"], "SCRAM-SHA-512");
  });

  it("is serverless by setting: IAM only, three copies", async () => {
    const recording = await recordProgram(() => {
      const stream = serverless();
      return { bootstrap: stream.bootstrapServers(), copies: stream.setup.topics.map((topic) => topic.replication) };
    });
    assert.deepEqual(
      inventory(recording).filter((line) => !line.startsWith("estate")),
      [
        "aws:ec2/securityGroup:SecurityGroup shop-security-group",
        "aws:msk/serverlessCluster:ServerlessCluster shop-cluster",
      ],
    );
    assert.match(String(recording.outputs["bootstrap"]), /kafka-serverless.*:9098$/);
    assert.deepEqual(recording.outputs["copies"], [3, 3]);
    await assert.rejects(
      recordProgram(() => void serverless().bootstrapServers("scram")),
      /serverless/,
    );
  });

  it("alarms on partitions, controller, every broker, and the groups of its users", async () => {
    const specs: AlarmSpec[] = [];
    await recordProgram(() => {
      const users = { flink: { ...FLINK, password: pulumi.output(PASSWORD) } };
      specs.push(...provisioned({ users }).stream.alarms());
    });
    const perBroker = (broker: string) => [`disk-${broker}`, `cpu-${broker}`, `under-replicated-${broker}`];
    assert.deepEqual(
      specs.map(({ key }) => key),
      ["offline-partitions", "active-controller", ...perBroker("1"), ...perBroker("2"), "lag-flink-orders"],
    );
    assert.deepEqual(specs.at(-1)?.metric, {
      namespace: "AWS/Kafka",
      name: "SumOffsetLag",
      dimensions: { "Cluster Name": "shop", "Consumer Group": "flink", Topic: "orders" },
      statistic: "Maximum",
    });
  });

  it("plans the same resources in a preview", async () => {
    const program = () => void provisioned({ users: { flink: { ...FLINK, password: pulumi.output(PASSWORD) } } });
    assert.deepEqual(urns(await recordProgram(program, { mode: "preview" })), urns(await recordProgram(program)));
  });
});
