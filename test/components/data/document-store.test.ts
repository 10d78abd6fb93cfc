import assert from "node:assert/strict";
import { Provider } from "@pulumi/aws/provider";
import * as pulumi from "@pulumi/pulumi";
import { EncryptionKey } from "../../../components/core";
import { DocumentStore, type DocumentStoreArgs } from "../../../components/data";
import { documentBootstrapScript } from "../../../components/data/document-store-plan";
import { recordProgram, revealed } from "../../../planner/recorder";

type Settings = Partial<DocumentStoreArgs>;

const PASSWORD = "a long enough password/";
const USERS = { accounts: { database: "accounts", password: pulumi.secret(PASSWORD) } };
const PLACE = { vpcId: "vpc-1", subnetIds: ["subnet-1", "subnet-2"] };

async function record(settings: Settings = {}, services: readonly string[] = ["logs"]) {
  return recordProgram(() => {
    const key = new EncryptionKey("key", { description: "Accounts", services });
    const store = new DocumentStore("users", { ...PLACE, key, users: USERS, ...settings });
    return { alarms: store.alarms().map(({ key: alarm }) => alarm), script: store.bootstrapScript };
  });
}

async function recordPair(secondary: Settings = {}) {
  return recordProgram(() => {
    const west = { provider: new Provider("west", { region: "us-west-2" }) };
    const key = new EncryptionKey("key", { description: "Accounts", services: ["logs"] });
    const westKey = new EncryptionKey("west-key", { description: "Accounts, west", services: ["logs"] }, west);
    const master = { mode: "given", password: pulumi.secret("master of both regions") } as const;
    const first = new DocumentStore("users", { ...PLACE, key, users: USERS, master, global: { role: "primary" } });
    const args = { ...PLACE, key: westKey, users: {}, instances: 1, global: { role: "secondary", of: first } } as const;
    const second = new DocumentStore("users-west", { ...args, ...secondary }, west);
    return { alarms: second.alarms().map(({ key: alarm }) => alarm) };
  });
}

describe("DocumentStore", () => {
  it("makes a cluster with two instances, logs, parameters, and a secret for its user", async () => {
    const recording = await record();
    const names = recording.resources
      .filter(({ urn, custom }) => custom && urn.includes("DocumentStore$"))
      .map(({ name }) => name);
    assert.deepEqual(names.sort(), [
      "users-cluster",
      "users-instance-1",
      "users-instance-2",
      "users-logs-audit",
      "users-logs-profiler",
      "users-parameters",
      "users-security-group",
      "users-subnets",
      "users-users-policy-accounts",
      "users-users-secret-accounts",
      "users-users-version-accounts",
    ]);
  });

  it("is encrypted, logged, kept for thirty days, protected, and manages its master", async () => {
    const recording = await record();
    const { inputs, options } = recording.get("users-cluster");
    assert.equal(inputs["kmsKeyId"], recording.get("key-key").outputs["arn"]);
    assert.equal(inputs["storageEncrypted"], true);
    assert.deepEqual(inputs["enabledCloudwatchLogsExports"], ["audit", "profiler"]);
    assert.equal(inputs["backupRetentionPeriod"], 30);
    assert.equal(inputs["deletionProtection"], true);
    assert.equal(inputs["manageMasterUserPassword"], true);
    assert.equal(inputs["masterPassword"], undefined);
    assert.equal(options.protect, true);
    assert.equal(recording.get("users-logs-audit").inputs["name"], "/aws/docdb/users/audit");
  });

  it("takes TLS 1.2 or newer only, and writes down who signs in and what is slow", async () => {
    const { inputs } = (await record({ slowMilliseconds: 250 })).get("users-parameters");
    assert.deepEqual(inputs["parameters"], [
      { name: "tls", value: "tls1.2+", applyMethod: "pending-reboot" },
      { name: "audit_logs", value: "enabled" },
      { name: "profiler", value: "enabled" },
      { name: "profiler_threshold_ms", value: "250" },
    ]);
  });

  it("tells an application all that it needs in one secret", async () => {
    const recording = await record();
    const version = recording.get("users-users-version-accounts").inputs["secretString"];
    const login = JSON.parse(String(revealed(version ?? null))) as Record<string, unknown>;
    assert.deepEqual(Object.keys(login), ["host", "port", "username", "password", "database", "uri"]);
    assert.equal(login["password"], PASSWORD);
    assert.match(
      String(login["uri"]),
      /^mongodb:\/\/accounts:a%20long%20enough%20password%2F@users\.cluster-[^:]+:27017\/accounts\?authSource=accounts&tls=true&/,
    );
  });

  it("makes users by a script that can run again, and holds no password", async () => {
    const script = documentBootstrapScript([{ name: "accounts", database: "accounts", role: "readWrite" }]);
    assert.equal((await record()).outputs["script"], script);
    assert.match(script, /process\.env\.ACCOUNTS_PASSWORD/);
    assert.match(script, /getUser\("accounts"\) === null\) database\.createUser/);
    assert.match(script, /else database\.updateUser/);
  });

  it("follows in another region, under the key and with the logins of its own", async () => {
    const recording = await recordPair();
    const second = recording.get("users-west-cluster");
    assert.equal(second.inputs["masterUsername"], undefined);
    assert.equal(second.inputs["globalClusterIdentifier"], recording.get("users-global").id);
    assert.equal(
      second.inputs["globalClusterIdentifier"],
      recording.get("users-cluster").inputs["globalClusterIdentifier"],
    );
    assert.match(String(second.inputs["kmsKeyId"]), /us-west-2/);
    const version = recording.get("users-west-users-version-accounts").inputs["secretString"];
    const login = JSON.parse(String(revealed(version ?? null))) as Record<string, unknown>;
    assert.match(String(login["host"]), /us-west-2/);
    assert.equal(login["password"], PASSWORD);
    assert.ok((recording.outputs["alarms"] as readonly string[]).includes("global-lag"));
  });

  it("watches every instance and its lag", async () => {
    assert.deepEqual((await record()).outputs["alarms"], [
      "cpu-instance-1",
      "memory-instance-1",
      "connections-instance-1",
      "cpu-instance-2",
      "memory-instance-2",
      "connections-instance-2",
      "lag",
    ]);
  });

  describe("fails when", () => {
    const faults = async (attempt: Promise<unknown>, ...properties: readonly string[]) =>
      assert.rejects(attempt, (error: Error) => {
        for (const property of properties) {
          assert.ok(error.message.includes(property), `${property} in ${error.message}`);
        }
        return true;
      });

    it("names, numbers and key are not what DocumentDB takes", async () => {
      await faults(
        record({ identifier: "Users", instances: 17, backupDays: 0, slowMilliseconds: 10, instanceClass: "r6g" }, []),
        "identifier",
        "instances",
        "backupDays",
        "slowMilliseconds",
        "instanceClass",
        "key.services",
      );
    });

    it("a user is reserved, or its password plain", async () => {
      await faults(
        record({ users: { admin: { database: "accounts", password: "plain" as never } } }),
        "users.admin:",
        "users.admin.password",
        "[plain text]",
      );
      await faults(record({ users: {} }), "at least one user");
    });

    it("it spans regions with a managed master, a bursting class or users of a secondary", async () => {
      await faults(record({ global: { role: "primary" }, instanceClass: "db.t4g.medium" }), "master", "instanceClass");
      await faults(recordPair({ users: USERS }), "a secondary has the users of its primary");
    });
  });
});
