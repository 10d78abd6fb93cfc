import assert from "node:assert/strict";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { connect, EncryptionKey, serviceTrust } from "../../../components/core";
import { RelationalDatabase, type RelationalDatabaseArgs } from "../../../components/data";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, statementsOf, urns } from "../core/support";

const INSTANCE = "aws:rds/instance:Instance";
const PASSWORD = "correct horse battery staple";
type Database = "users" | "orders";

function make(args: Partial<RelationalDatabaseArgs<Database>> = {}) {
  const key = new EncryptionKey("key", { description: "Shop", services: ["logs"] });
  const database = new RelationalDatabase<Database>("shop", {
    vpcId: "vpc-1",
    subnetIds: ["subnet-a", "subnet-b"],
    key,
    databases: { users: {}, orders: {} },
    ...args,
  });
  const role = new iam.Role("service", { assumeRolePolicy: serviceTrust("pods.eks.amazonaws.com") });
  return {
    key,
    database,
    service: { granteeName: "service", role, connectionName: "service", securityGroupId: "sg-1" },
  };
}

function given(): RelationalDatabaseArgs["master"] & object {
  return { mode: "given", password: pulumi.output(PASSWORD) };
}

describe("RelationalDatabase", () => {
  it("makes exactly the instance, its groups, its logs and its monitoring role", async () => {
    const recording = await recordProgram(() => void make());
    assert.deepEqual(
      inventory(recording).filter((line) => line.includes(" shop")),
      [
        "aws:cloudwatch/logGroup:LogGroup shop-logs-primary-error",
        "aws:cloudwatch/logGroup:LogGroup shop-logs-primary-slowquery",
        "aws:ec2/securityGroup:SecurityGroup shop-security-group",
        "aws:iam/role:Role shop-monitoring-role",
        "aws:iam/rolePolicy:RolePolicy shop-monitoring-policy-write",
        "aws:rds/instance:Instance shop-instance",
        "aws:rds/parameterGroup:ParameterGroup shop-parameters",
        "aws:rds/subnetGroup:SubnetGroup shop-subnets",
        "estate:data:RelationalDatabase shop",
      ],
    );
  });

  it("is safe by default", async () => {
    const recording = await recordProgram(() => ({ key: make().key.arn }));
    const key = recording.outputs["key"];
    assert.deepEqual(inputsOf(recording, "shop-instance"), {
      instanceClass: "db.t4g.medium",
      storageType: "gp3",
      storageEncrypted: true,
      maxAllocatedStorage: 100,
      publiclyAccessible: false,
      vpcSecurityGroupIds: [recording.get("shop-security-group").id],
      parameterGroupName: recording.get("shop-parameters").outputs["name"],
      caCertIdentifier: "rds-ca-rsa2048-g1",
      iamDatabaseAuthenticationEnabled: true,
      autoMinorVersionUpgrade: true,
      maintenanceWindow: "sun:04:00-sun:05:00",
      copyTagsToSnapshot: true,
      deletionProtection: true,
      enabledCloudwatchLogsExports: ["error", "slowquery"],
      performanceInsightsEnabled: true,
      performanceInsightsKmsKeyId: key,
      performanceInsightsRetentionPeriod: 7,
      databaseInsightsMode: "standard",
      monitoringInterval: 60,
      monitoringRoleArn: recording.get("shop-monitoring-role").outputs["arn"],
      identifier: "shop",
      engine: "mysql",
      engineVersion: "8.4",
      engineLifecycleSupport: "open-source-rds-extended-support-disabled",
      username: "dbadmin",
      manageMasterUserPassword: true,
      masterUserSecretKmsKeyId: key,
      allocatedStorage: 20,
      kmsKeyId: key,
      multiAz: true,
      dbSubnetGroupName: recording.get("shop-subnets").outputs["name"],
      backupRetentionPeriod: 14,
      backupWindow: "02:00-03:00",
      deleteAutomatedBackups: false,
      skipFinalSnapshot: false,
      finalSnapshotIdentifier: "shop-final",
    });
    assert.equal(recording.get("shop-instance").options.protect, true);
  });

  it("refuses connections without TLS, whatever the engine", async () => {
    const parameters = async (engine: "mysql" | "postgres") =>
      inputsOf(await recordProgram(() => void make({ engine })), "shop-parameters");
    const mysql = await parameters("mysql");
    assert.equal(mysql["family"], "mysql8.4");
    assert.match(JSON.stringify(mysql["parameters"]), /"require_secure_transport","value":"1"/);
    const postgres = await parameters("postgres");
    assert.equal(postgres["family"], "postgres17");
    assert.match(JSON.stringify(postgres["parameters"]), /"rds.force_ssl","value":"1"/);
  });

  it("lets a role sign in as one user of one database, on one port", async () => {
    const recording = await recordProgram(() => {
      const { database, service } = make();
      database.grantConnect(service, "orders");
      connect(service, database);
      return { master: database.masterSecretArn };
    });
    const id = String(recording.get("shop-instance").outputs["resourceId"]);
    assert.deepEqual(statementsOf(recording, "service-policy-shop-orders-connect"), [
      {
        Sid: "SignInToDatabase",
        Effect: "Allow",
        Action: "rds-db:connect",
        Resource: `arn:aws:rds-db:us-east-1:111122223333:dbuser:${id}/orders`,
      },
    ]);
    assert.equal(inputsOf(recording, "shop-ingress-service-3306")["fromPort"], 3306);
    assert.match(String(recording.outputs["master"]), /:secret:rds!db-/);
  });

  it("puts a proxy before the database by flag: IAM on both sides, TLS, no password", async () => {
    const recording = await recordProgram(() => {
      const { database, service } = make({ proxy: true });
      connect(service, database);
      database.grantConnect(service, "users");
      return { endpoint: database.endpoint };
    });
    const proxy = inputsOf(recording, "shop-proxy");
    assert.equal(proxy["defaultAuthScheme"], "IAM_AUTH");
    assert.equal(proxy["requireTls"], true);
    assert.equal(proxy["auths"], undefined);
    assert.equal(recording.outputs["endpoint"], recording.get("shop-proxy").outputs["endpoint"]);
    const id = String(recording.get("shop-instance").outputs["resourceId"]);
    assert.deepEqual(statementsOf(recording, "shop-proxy-policy-connect"), [
      {
        Sid: "SignInToDatabase",
        Effect: "Allow",
        Action: "rds-db:connect",
        Resource: ["users", "orders"].map((user) => `arn:aws:rds-db:us-east-1:111122223333:dbuser:${id}/${user}`),
      },
    ]);
    assert.match(
      JSON.stringify(statementsOf(recording, "service-policy-shop-users-connect")),
      /dbuser:prx-[0-9a-f]+\/users/,
    );
    const group = (name: string) => recording.get(name).id;
    assert.equal(
      inputsOf(recording, "shop-ingress-service-3306")["securityGroupId"],
      group("shop-proxy-security-group"),
    );
    assert.equal(
      inputsOf(recording, "shop-instance-ingress-shop-proxy-3306")["securityGroupId"],
      group("shop-security-group"),
    );
  });

  for (const proxy of [false, true]) {
    it(`lets callers in at its replicas, by network and by role, ${proxy ? "beside a proxy" : "without a proxy"}`, async () => {
      const recording = await recordProgram(() => {
        const { database, service } = make({ replicas: 2, proxy, master: given() });
        connect(service, database);
        database.grantConnect(service, "users");
        return { reader: database.readerEndpoint };
      });
      const opened = inputsOf(recording, "shop-ingress-service-3306")["securityGroupId"];
      const users = JSON.stringify(statementsOf(recording, "service-policy-shop-users-connect"));
      for (const name of ["shop-replica-1", "shop-replica-2"]) {
        const groups = inputsOf(recording, name)["vpcSecurityGroupIds"];
        assert.ok(Array.isArray(groups) && groups.includes(opened), name);
        assert.ok(users.includes(`dbuser:${String(recording.get(name).outputs["resourceId"])}/users`), name);
      }
      assert.equal(recording.outputs["reader"], recording.get("shop-replica-1").outputs["address"]);
    });
  }

  it("makes replicas where the password is given, which stays out of sight", async () => {
    const keys: string[] = [];
    const recording = await recordProgram(() => {
      const { database, service } = make({ replicas: 2, master: given() });
      database.grantMaster(service);
      keys.push(...database.alarms().map((alarm) => alarm.key));
    });
    const replica = inputsOf(recording, "shop-replica-2");
    assert.equal(replica["replicateSourceDb"], "shop");
    assert.equal(replica["identifier"], "shop-replica-2");
    assert.equal(replica["kmsKeyId"], undefined);
    assert.equal(inputsOf(recording, "shop-instance")["password"], "[secret]");
    const shown = JSON.stringify(recording.resources.map(({ name }) => inputsOf(recording, name)));
    assert.ok(!shown.includes(PASSWORD));
    assert.deepEqual(
      keys.filter((key) => key.includes("2")),
      ["cpu-replica-2", "memory-replica-2", "connections-replica-2", "storage-replica-2", "lag-replica-2"],
    );
    assert.ok(!keys.includes("lag-primary"));
  });

  it("rotates the managed master password as often as asked", async () => {
    const recording = await recordProgram(() => void make({ master: { mode: "managed", rotationDays: 30 } }));
    assert.deepEqual(inputsOf(recording, "shop-master-rotation")["rotationRules"], { automaticallyAfterDays: 30 });
  });

  it("says what makes its databases and users", async () => {
    let sql = "";
    await recordProgram(() => {
      sql = make({ databases: { users: { access: "read" }, orders: { user: "order_service" } } }).database.bootstrapSql;
    });
    assert.deepEqual(sql.split("\n"), [
      "CREATE DATABASE IF NOT EXISTS users CHARACTER SET utf8mb4;",
      "CREATE USER IF NOT EXISTS 'users'@'%' IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS' REQUIRE SSL;",
      "GRANT SELECT ON users.* TO 'users'@'%';",
      "CREATE DATABASE IF NOT EXISTS orders CHARACTER SET utf8mb4;",
      "CREATE USER IF NOT EXISTS 'order_service'@'%' IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS' REQUIRE SSL;",
      "GRANT SELECT, INSERT, UPDATE, DELETE ON orders.* TO 'order_service'@'%';",
    ]);
  });

  it("is cheap by settings alone", async () => {
    const recording = await recordProgram(
      () =>
        void make({ instanceClass: "db.t3.micro", multiZone: false, monitoringSeconds: 0, deletionProtection: false }),
    );
    const instance = inputsOf(recording, "shop-instance");
    assert.equal(instance["multiAz"], false);
    // RDS offers no Performance Insights for MySQL on this class.
    assert.equal(instance["performanceInsightsEnabled"], false);
    assert.equal(instance["skipFinalSnapshot"], true);
    assert.deepEqual(
      recording.ofType("aws:iam/role:Role").map(({ name }) => name),
      ["service"],
    );
  });

  it("plans the same resources in a preview", async () => {
    const program = () => void make({ proxy: true, master: { mode: "managed", rotationDays: 7 } });
    assert.deepEqual(urns(await recordProgram(program, { mode: "preview" })), urns(await recordProgram(program)));
  });
});

describe("RelationalDatabase fails when", () => {
  it("settings are out of range or contradict RDS, all at once", async () => {
    const message = await failureOf(
      () =>
        void make({
          identifier: "Shop",
          instanceClass: "t3.micro",
          replicas: 1,
          backupDays: 0,
          storageGiB: 10,
          monitoringSeconds: 7,
          parameters: { require_secure_transport: "0" },
          databases: { users: { user: "dbadmin" }, orders: { user: "o'; DROP" } },
        }),
      INSTANCE,
    );
    assertMentions(message, [
      "identifier",
      "instanceClass",
      "replicas",
      "backupDays",
      "storageGiB",
      "monitoringSeconds",
      "parameters.require_secure_transport",
      "databases.users.user",
      "databases.orders.user",
    ]);
  });

  it("a password is plain text, which no message shows", async () => {
    const message = await failureOf(
      () => void make({ master: { mode: "given", password: PASSWORD } as never }),
      INSTANCE,
    );
    assertMentions(message, ["master.password"]);
    assert.ok(!message.includes(PASSWORD));
  });
});
