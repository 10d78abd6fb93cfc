import assert from "node:assert/strict";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { connect, EncryptionKey, serviceTrust } from "../../../components/core";
import { Cache, type CacheArgs } from "../../../components/data";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, statementsOf, urns } from "../core/support";

const GROUP = "aws:elasticache/replicationGroup:ReplicationGroup";
const PASSWORD = "correct horse battery staple";

function make(args: Partial<CacheArgs> = {}) {
  const key = new EncryptionKey("key", { description: "Cache", services: ["logs"] });
  const cache = new Cache("sessions", { vpcId: "vpc-1", subnetIds: ["subnet-a", "subnet-b"], key, ...args });
  const role = new iam.Role("backend", { assumeRolePolicy: serviceTrust("pods.eks.amazonaws.com") });
  return { key, cache, backend: { granteeName: "backend", role, connectionName: "backend", securityGroupId: "sg-1" } };
}

function withPassword(): CacheArgs["access"] & object {
  return { mode: "password", password: pulumi.output(PASSWORD) };
}

describe("Cache", () => {
  it("makes exactly the group, its groups of subnets, parameters and users, and two logs", async () => {
    const recording = await recordProgram(() => void make());
    assert.deepEqual(
      inventory(recording).filter((line) => line.includes(" sessions")),
      [
        "aws:cloudwatch/logGroup:LogGroup sessions-engine-log",
        "aws:cloudwatch/logGroup:LogGroup sessions-slow-log",
        "aws:ec2/securityGroup:SecurityGroup sessions-security-group",
        "aws:elasticache/parameterGroup:ParameterGroup sessions-parameters",
        "aws:elasticache/replicationGroup:ReplicationGroup sessions-group",
        "aws:elasticache/subnetGroup:SubnetGroup sessions-subnets",
        "aws:elasticache/user:User sessions-user",
        "aws:elasticache/userGroup:UserGroup sessions-user-group",
        "estate:data:Cache sessions",
      ],
    );
  });

  it("requires TLS, a user of the group, the customer key, and fails over between zones", async () => {
    const recording = await recordProgram(() => ({ key: make().key.arn }));
    const group = inputsOf(recording, "sessions-group");
    const { logDeliveryConfigurations, ...rest } = group;
    assert.deepEqual(rest, {
      description: "Cache sessions",
      engine: "valkey",
      engineVersion: "8.1",
      nodeType: "cache.t4g.small",
      port: 6379,
      numCacheClusters: 2,
      automaticFailoverEnabled: true,
      multiAzEnabled: true,
      atRestEncryptionEnabled: true,
      kmsKeyId: recording.outputs["key"],
      transitEncryptionEnabled: true,
      transitEncryptionMode: "required",
      userGroupIds: ["sessions-users"],
      subnetGroupName: recording.get("sessions-subnets").outputs["name"],
      parameterGroupName: recording.get("sessions-parameters").outputs["name"],
      securityGroupIds: [recording.get("sessions-security-group").id],
      snapshotRetentionLimit: 7,
      snapshotWindow: "03:00-04:00",
      maintenanceWindow: "sun:05:00-sun:06:00",
      autoMinorVersionUpgrade: true,
      finalSnapshotIdentifier: "sessions-final",
    });
    assert.deepEqual(
      (Array.isArray(logDeliveryConfigurations) ? logDeliveryConfigurations : []).map(({ logType }) => logType),
      ["slow-log", "engine-log"],
    );
    assert.equal(recording.get("sessions-group").options.protect, true);
    assert.equal(inputsOf(recording, "sessions-slow-log")["kmsKeyId"], recording.outputs["key"]);
  });

  it("lets a role sign in by IAM: this cache, this user", async () => {
    const recording = await recordProgram(() => {
      const { cache, backend } = make();
      cache.grantConnect(backend);
    });
    assert.deepEqual(inputsOf(recording, "sessions-user"), {
      userId: "sessions-app",
      userName: "sessions-app",
      engine: "valkey",
      accessString: "on ~* &* +@all -@admin -@dangerous +info",
      authenticationMode: { type: "iam" },
    });
    assert.deepEqual(statementsOf(recording, "backend-policy-sessions-connect"), [
      {
        Sid: "ConnectToCache",
        Effect: "Allow",
        Action: "elasticache:Connect",
        Resource: [
          recording.get("sessions-group").outputs["arn"],
          "arn:aws:elasticache:us-east-1:111122223333:user:sessions-app",
        ],
      },
    ]);
  });

  it("keeps a password in Secrets Manager with the address, and never in clear", async () => {
    const recording = await recordProgram(() => {
      const { cache, backend } = make({ access: withPassword() });
      cache.grantConnect(backend);
      return { secret: cache.secret?.arn };
    });
    const shown = JSON.stringify(recording.resources.map(({ name }) => inputsOf(recording, name)));
    assert.ok(!shown.includes(PASSWORD));
    assert.equal(inputsOf(recording, "sessions-access-version-login")["secretString"], "[secret]");
    const [read] = statementsOf(recording, "backend-policy-sessions-access-login-read");
    assert.deepEqual(read, {
      Sid: "Secret",
      Effect: "Allow",
      Action: ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
      Resource: recording.outputs["secret"],
    });
  });

  it("disarms the default user that Redis demands", async () => {
    const recording = await recordProgram(() => void make({ engine: "redis" }));
    assert.equal(inputsOf(recording, "sessions-default-user")["accessString"], "off -@all");
    assert.deepEqual(inputsOf(recording, "sessions-user-group")["userIds"], ["sessions-app", "sessions-default"]);
    assert.equal(inputsOf(recording, "sessions-parameters")["family"], "redis7");
  });

  it("is cheap by settings alone: one node, no failover, no snapshot, no protection", async () => {
    const recording = await recordProgram(
      () => void make({ replicas: 0, nodeType: "cache.t4g.micro", snapshotDays: 0, deletionProtection: false }),
    );
    const group = inputsOf(recording, "sessions-group");
    assert.equal(group["numCacheClusters"], 1);
    assert.equal(group["multiAzEnabled"], false);
    assert.equal(group["transitEncryptionEnabled"], true);
    assert.equal(group["finalSnapshotIdentifier"], undefined);
    assert.notEqual(recording.get("sessions-group").options.protect, true);
  });

  it("opens one port to a caller, and watches every node", async () => {
    const keys: string[] = [];
    const recording = await recordProgram(() => {
      const { cache, backend } = make();
      connect(backend, cache);
      keys.push(...cache.alarms().map((alarm) => alarm.key));
      return { node: cache.alarms()[0]?.metric.dimensions["CacheClusterId"] };
    });
    assert.equal(inputsOf(recording, "sessions-ingress-backend-6379")["fromPort"], 6379);
    assert.deepEqual(
      keys,
      ["001", "002"].flatMap((node) =>
        ["memory", "cpu", "evictions", "replication-lag"].map((metric) => `${metric}-${node}`),
      ),
    );
    assert.equal(recording.outputs["node"], `${recording.get("sessions-group").id}-001`);
  });

  it("plans the same resources in a preview", async () => {
    const program = () => void make({ access: withPassword() });
    assert.deepEqual(urns(await recordProgram(program, { mode: "preview" })), urns(await recordProgram(program)));
  });
});

describe("Cache fails when", () => {
  it("settings contradict the service, all at once", async () => {
    const message = await failureOf(
      () =>
        void make({
          replicas: 6,
          snapshotDays: 36,
          logRetentionDays: 100,
          nodeType: "t4g.small",
          cacheName: "Sessions",
          maintenanceWindow: "sunday",
          snapshotWindow: "3am",
        }),
      GROUP,
    );
    assertMentions(message, [
      "replicas",
      "snapshotDays",
      "logRetentionDays",
      "nodeType",
      "cacheName",
      "maintenanceWindow",
      "snapshotWindow",
    ]);
  });

  it("CloudWatch Logs may not use the key", async () => {
    const program = () => void make({ key: new EncryptionKey("closed", { description: "No logs" }) });
    assertMentions(await failureOf(program, GROUP), ["key.services", 'add "logs"', '"closed"']);
  });

  it("failover has nowhere to go", async () => {
    assertMentions(await failureOf(() => void make({ replicas: 0, multiZone: true }), GROUP), ["multiZone"]);
  });

  it("a password is plain text, which no message shows", async () => {
    const access = { mode: "password", password: PASSWORD } as never;
    const message = await failureOf(() => void make({ access }), GROUP);
    assertMentions(message, ["access.password", "secret output"]);
    assert.ok(!message.includes(PASSWORD));
  });
});
