import assert from "node:assert/strict";
import * as iam from "@pulumi/aws/iam";
import { Provider } from "@pulumi/aws/provider";
import * as pulumi from "@pulumi/pulumi";
import { type AlarmSpec, connect, EncryptionKey, serviceTrust } from "../../../components/core";
import { AuroraDatabase, type AuroraDatabaseArgs } from "../../../components/data";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, statementsOf, urns } from "../core/support";

const CLUSTER = "aws:rds/cluster:Cluster";
const PASSWORD = "correct horse battery staple";
type Database = "users" | "orders";

function make(args: Partial<AuroraDatabaseArgs<Database>> = {}, name = "shop", opts?: pulumi.ComponentResourceOptions) {
  const key = new EncryptionKey(`${name}-key`, { description: "Shop", services: ["logs"] }, opts);
  const place = { vpcId: "vpc-1", subnetIds: ["subnet-a", "subnet-b"], key };
  return new AuroraDatabase<Database>(name, { ...place, databases: { users: {}, orders: {} }, ...args }, opts);
}

function service() {
  const role = new iam.Role("service", { assumeRolePolicy: serviceTrust("pods.eks.amazonaws.com") });
  return { granteeName: "service", role, connectionName: "service", securityGroupId: "sg-1" };
}

const given = { mode: "given", password: pulumi.output(PASSWORD) } as const;

describe("AuroraDatabase", () => {
  it("makes exactly the cluster, a writer and a reader, its groups, logs and monitoring role", async () => {
    const recording = await recordProgram(() => void make());
    assert.deepEqual(
      inventory(recording).filter((line) => line.includes(" shop") && !line.includes("shop-key")),
      [
        "aws:cloudwatch/logGroup:LogGroup shop-logs-cluster-error",
        "aws:cloudwatch/logGroup:LogGroup shop-logs-cluster-slowquery",
        "aws:ec2/securityGroup:SecurityGroup shop-security-group",
        "aws:iam/role:Role shop-monitoring-role",
        "aws:iam/rolePolicy:RolePolicy shop-monitoring-policy-write",
        "aws:rds/cluster:Cluster shop-cluster",
        "aws:rds/clusterInstance:ClusterInstance shop-instance-1",
        "aws:rds/clusterInstance:ClusterInstance shop-instance-2",
        "aws:rds/clusterParameterGroup:ClusterParameterGroup shop-parameters",
        "aws:rds/subnetGroup:SubnetGroup shop-subnets",
        "estate:data:AuroraDatabase shop",
      ],
    );
    assert.equal(inputsOf(recording, "shop-logs-cluster-error")["name"], "/aws/rds/cluster/shop/error");
  });

  it("is safe by default, with a managed password beside readers", async () => {
    const recording = await recordProgram(() => ({
      key: new EncryptionKey("k", { description: "K" }).arn,
      db: make(),
    }));
    const key = recording.get("shop-key-key").outputs["arn"];
    assert.deepEqual(inputsOf(recording, "shop-cluster"), {
      clusterIdentifier: "shop",
      engine: "aurora-mysql",
      engineVersion: "8.4",
      engineMode: "provisioned",
      engineLifecycleSupport: "open-source-rds-extended-support-disabled",
      masterUsername: "dbadmin",
      manageMasterUserPassword: true,
      masterUserSecretKmsKeyId: key,
      serverlessv2ScalingConfiguration: { minCapacity: 0.5, maxCapacity: 8 },
      storageEncrypted: true,
      kmsKeyId: key,
      iamDatabaseAuthenticationEnabled: true,
      dbSubnetGroupName: recording.get("shop-subnets").outputs["name"],
      dbClusterParameterGroupName: recording.get("shop-parameters").outputs["name"],
      vpcSecurityGroupIds: [recording.get("shop-security-group").id],
      enabledCloudwatchLogsExports: ["error", "slowquery"],
      backupRetentionPeriod: 14,
      preferredBackupWindow: "02:00-03:00",
      preferredMaintenanceWindow: "sun:04:00-sun:05:00",
      copyTagsToSnapshot: true,
      deleteAutomatedBackups: false,
      deletionProtection: true,
      skipFinalSnapshot: false,
      finalSnapshotIdentifier: "shop-final",
    });
    const reader = inputsOf(recording, "shop-instance-2");
    assert.equal(reader["instanceClass"], "db.serverless");
    assert.equal(reader["publiclyAccessible"], false);
    assert.equal(reader["performanceInsightsKmsKeyId"], key);
    assert.equal(recording.get("shop-cluster").options.protect, true);
  });

  it("refuses connections without TLS, whatever the engine", async () => {
    const group = async (engine: "mysql" | "postgres") =>
      inputsOf(await recordProgram(() => void make({ engine })), "shop-parameters");
    const mysql = await group("mysql");
    assert.equal(mysql["family"], "aurora-mysql8.4");
    assert.match(JSON.stringify(mysql["parameters"]), /"require_secure_transport","value":"ON"/);
    const postgres = await group("postgres");
    assert.equal(postgres["family"], "aurora-postgresql17");
    assert.match(JSON.stringify(postgres["parameters"]), /"rds.force_ssl","value":"1"/);
  });

  it("is called as RDS is: by IAM, on one port, through a proxy where asked for", async () => {
    const recording = await recordProgram(() => {
      const database = make({ proxy: true, engine: "postgres" });
      connect(service(), database);
      database.grantConnect({ ...service2(), granteeName: "reader" }, "orders");
      return { endpoint: database.endpoint, reader: database.readerEndpoint, admin: database.administration.endpoint };
    });
    assert.match(String(recording.outputs["endpoint"]), /\.proxy-/);
    assert.match(String(recording.outputs["reader"]), /^shop-readers\.endpoint\.proxy-/);
    assert.match(String(recording.outputs["admin"]), /^shop\.cluster-/);
    assert.equal(inputsOf(recording, "shop-ingress-service-5432")["fromPort"], 5432);
    assert.equal(inputsOf(recording, "shop-proxy-target")["dbClusterIdentifier"], "shop");
    const [statement] = statementsOf(recording, "reader-policy-shop-orders-connect");
    assert.match(JSON.stringify(statement), /dbuser:prx-[0-9a-f]+\/orders/);
    assert.match(
      JSON.stringify(statementsOf(recording, "shop-proxy-policy-connect")),
      /dbuser:cluster-[A-Z0-9]+\/users/,
    );
  });

  describe("hands out hosts at which callers are let in, by network and by role", () => {
    const called = async (args: Partial<AuroraDatabaseArgs<Database>>) => {
      const recording = await recordProgram(() => {
        const database = make(args);
        connect(service(), database);
        database.grantConnect(service2(), "orders");
        return { endpoint: database.endpoint, reader: database.readerEndpoint };
      });
      const giver = (host: unknown) =>
        recording.resources.find(
          ({ type, outputs }) =>
            type.startsWith("aws:") && [outputs["endpoint"], outputs["readerEndpoint"]].includes(`${host}`),
        );
      const users = JSON.stringify(statementsOf(recording, "reader-policy-shop-orders-connect"));
      const opened = inputsOf(recording, "shop-ingress-service-3306")["securityGroupId"];
      return { recording, users, opened, reader: giver(recording.outputs["reader"]) };
    };

    it("the readers' endpoint of a proxy: its users, its group, and readers alone", async () => {
      const { recording, users, opened, reader } = await called({ proxy: true });
      assert.equal(reader?.name, "shop-proxy-readers");
      assert.equal(reader?.inputs["targetRole"], "READ_ONLY");
      assert.deepEqual(reader?.inputs["vpcSecurityGroupIds"], [opened]);
      assert.equal(reader?.inputs["dbProxyName"], recording.get("shop-proxy").outputs["name"]);
      const [, id = "none"] = /db-proxy:(.+)$/.exec(String(recording.get("shop-proxy").outputs["arn"])) ?? [];
      assert.ok(users.includes(`dbuser:${id}/orders`), users);
    });

    it("the proxy's own where no instance would read", async () => {
      const { recording, reader } = await called({ proxy: true, instances: 1 });
      assert.equal(reader?.name, "shop-proxy");
      assert.deepEqual(recording.ofType("aws:rds/proxyEndpoint:ProxyEndpoint"), []);
    });

    it("the cluster's for readers without a proxy", async () => {
      const { recording, users, opened, reader } = await called({});
      assert.equal(reader?.name, "shop-cluster");
      assert.deepEqual(inputsOf(recording, "shop-cluster")["vpcSecurityGroupIds"], [opened]);
      assert.ok(users.includes(`dbuser:${String(reader?.outputs["clusterResourceId"])}/orders`), users);
    });
  });

  it("spans two regions: a frame, a primary, and a warm secondary without a password of its own", async () => {
    const specs: AlarmSpec[] = [];
    const recording = await recordProgram(() => {
      const global = { role: "primary" } as const;
      const primary = make({ global, master: given });
      const west = new Provider("west", { region: "us-west-2" });
      const of: AuroraDatabase = primary;
      const secondary = make({ global: { role: "secondary", of } }, "warm", { providers: [west] });
      specs.push(...secondary.alarms());
    });
    assert.deepEqual(inputsOf(recording, "shop-global"), {
      globalClusterIdentifier: "shop-global",
      engine: "aurora-mysql",
      engineVersion: "8.4",
      engineLifecycleSupport: "open-source-rds-extended-support-disabled",
      storageEncrypted: true,
      deletionProtection: true,
    });
    assert.equal(inputsOf(recording, "shop-cluster")["masterPassword"], "[secret]");
    const warm = inputsOf(recording, "warm-cluster");
    assert.equal(warm["globalClusterIdentifier"], "shop-global");
    assert.equal(warm["masterUsername"], undefined);
    assert.match(String(warm["kmsKeyId"]), /^arn:aws:kms:us-west-2:/);
    assert.ok(recording.get("warm-cluster").dependencies.includes(recording.get("shop-instance-1").urn));
    assert.equal(specs.at(-1)?.key, "global-lag");
  });

  it("is provisioned by setting, without what the class does not know", async () => {
    const recording = await recordProgram(
      () => void make({ capacity: { mode: "provisioned", instanceClass: "db.t4g.medium" }, instances: 1 }),
    );
    assert.equal(inputsOf(recording, "shop-cluster")["serverlessv2ScalingConfiguration"], undefined);
    assert.equal(inputsOf(recording, "shop-instance-1")["performanceInsightsEnabled"], false);
  });

  it("alarms on every instance, on readers' lag and on capacity", async () => {
    const keys: string[] = [];
    await recordProgram(() => {
      keys.push(
        ...make()
          .alarms()
          .map(({ key }) => key),
      );
    });
    const server = (node: string) => [`cpu-${node}`, `memory-${node}`, `connections-${node}`];
    assert.deepEqual(keys, [
      ...server("instance-1"),
      "capacity-instance-1",
      ...server("instance-2"),
      "lag-instance-2",
      "capacity-instance-2",
    ]);
  });

  it("plans the same resources in a preview", async () => {
    const program = () => void make({ proxy: true });
    assert.deepEqual(urns(await recordProgram(program, { mode: "preview" })), urns(await recordProgram(program)));
  });
});

function service2() {
  const role = new iam.Role("reader", { assumeRolePolicy: serviceTrust("pods.eks.amazonaws.com") });
  return { granteeName: "reader", role };
}

describe("AuroraDatabase fails when", () => {
  it("settings are out of range or contradict Aurora, all at once", async () => {
    const message = await failureOf(
      () =>
        void make({
          identifier: "Shop",
          instances: 17,
          backupDays: 0,
          capacity: { mode: "serverless", min: 4, max: 1.3 },
          parameters: { require_secure_transport: "OFF" },
          databases: { users: { user: "dbadmin" }, orders: {} },
          global: { role: "primary" },
        }),
      CLUSTER,
    );
    assertMentions(message, [
      "identifier",
      "instances",
      "backupDays",
      "capacity",
      "parameters.require_secure_transport",
      "databases.users.user",
      "master: given",
      "RDS manages no password of a database that spans regions",
    ]);
  });

  it("a proxy before a database that spans regions would have nobody to ask", async () => {
    const global = { role: "primary" } as const;
    const message = await failureOf(() => void make({ proxy: true, instances: 1, global, master: given }), CLUSTER);
    assertMentions(message, ["instances", "2 or more where a proxy stands before a database that spans regions"]);
  });

  it("a secondary brings a password, or follows what is no primary", async () => {
    const alone = () => {
      const of: AuroraDatabase = make();
      make({ global: { role: "secondary", of }, master: given }, "warm");
    };
    await assert.rejects(recordProgram(alone), /a primary of the same engine made with global/);
  });
});
