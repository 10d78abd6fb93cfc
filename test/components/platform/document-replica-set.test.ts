import assert from "node:assert/strict";
import { DocumentReplicaSet, documentNames, documentOperator, Workload } from "../../../components/platform";
import { type Recording, recordProgram } from "../../../planner/recorder";
import { plainInputs } from "./plain";
import { restrictedBreaches } from "./pod-security";

const ARGS = {
  namespace: "mongodb",
  certificateSecret: "documents-tls",
  users: {
    user_service: {
      database: "users",
      password: { secret: "documents-user", key: "password" },
      collections: { users: ["find", "insert"] },
    },
    setup: { database: "users", password: { secret: "documents-setup", key: "password" }, roles: ["dbAdmin"] },
  },
} as const;

function record(args: Partial<ConstructorParameters<typeof DocumentReplicaSet>[1]> = {}): Promise<Recording> {
  return recordProgram(() => {
    const documents = new DocumentReplicaSet("documents", { ...ARGS, ...args });
    new Workload("user", { namespace: "shop" }).connectTo(documents);
    return { host: documents.host, replicaSet: documents.replicaSet };
  });
}

describe("DocumentReplicaSet", () => {
  it("makes exactly these objects, and lets in the caller that was named", async () => {
    const recording = await record();
    const names = recording.resources
      .filter(({ urn, custom }) => custom && urn.includes("DocumentReplicaSet$"))
      .map(({ name }) => name);
    assert.deepEqual(names.sort(), [
      "documents-from-user.shop-27017",
      "documents-members",
      "documents-network-policy",
      "documents-role",
      "documents-role-binding",
      "documents-service-account",
    ]);
    assert.deepEqual(recording.outputs, {
      host: "documents-svc.mongodb.svc.cluster.local",
      replicaSet: "documents",
    });
    const { spec } = plainInputs(recording.get("documents-from-user.shop-27017"));
    assert.deepEqual(spec.podSelector, { matchLabels: { app: "documents-svc" } });
    assert.deepEqual(
      spec.ingress.map(({ ports }: { ports: { port: number }[] }) => ports.map(({ port }) => port)),
      [[27_017]],
    );
  });

  it("speaks TLS alone, and knows the users that were given and no other", async () => {
    const { spec } = plainInputs(
      (await record()).get("documents-members", "kubernetes:mongodbcommunity.mongodb.com/v1:MongoDBCommunity"),
    );
    assert.deepEqual(spec.security, {
      authentication: { modes: ["SCRAM-SHA-256"], ignoreUnknownUsers: false },
      tls: {
        enabled: true,
        certificateKeySecretRef: { name: "documents-tls" },
        caCertificateSecretRef: { name: "documents-tls" },
      },
      roles: [
        {
          role: "user_service_actions",
          db: "users",
          roles: [],
          privileges: [{ resource: { db: "users", collection: "users" }, actions: ["find", "insert"] }],
        },
      ],
    });
    assert.deepEqual(
      spec.users.map(({ name, roles }: { name: string; roles: object[] }) => [name, roles]),
      [
        ["user_service", [{ name: "user_service_actions", db: "users" }]],
        ["setup", [{ name: "dbAdmin", db: "users" }]],
      ],
    );
    assert.deepEqual([spec.members, spec.version], [3, "8.0.15"]);
    assert.deepEqual(documentNames({ name: "documents", namespace: "mongodb" }), [
      "documents-svc.mongodb.svc.cluster.local",
      "*.documents-svc.mongodb.svc.cluster.local",
    ]);
  });

  it("runs under the restricted standard, as an account that sees its own pods alone", async () => {
    const recording = await record({ members: 1 });
    const { statefulSet } = plainInputs(recording.get("documents-members")).spec;
    assert.deepEqual(restrictedBreaches(statefulSet.spec.template.spec), []);
    assert.equal(statefulSet.spec.template.spec.serviceAccountName, "documents");
    assert.deepEqual(
      plainInputs(recording.get("documents-role")).rules.map((rule: { resourceNames: string[] }) => rule.resourceNames),
      [["documents-config"], ["documents-0"]],
    );
  });

  it("is looked after by an operator with rights in that namespace alone", () => {
    const { namespaces, charts } = documentOperator();
    assert.deepEqual(namespaces, [{ name: "mongodb" }]);
    assert.equal(charts[0]?.namespace, "mongodb");
    assert.equal("watchNamespace" in Object(charts[0]?.values["operator"]), false);
  });

  it("fails when nobody could sign in, or somebody could do everything, and registers nothing", async () => {
    const one = { database: "users", password: { secret: "documents-user", key: "password" } };
    await assert.rejects(
      record({
        version: "8.0",
        users: {
          root_user: { ...one, roles: ["root"] },
          idle: one,
          wild: { ...one, collections: { users: ["anyAction"] } },
        },
      }),
      (error: Error) => {
        for (const part of ["a whole version", "root_user.roles", "users.idle", "users.wild.collections"]) {
          assert.ok(error.message.includes(part), `${part} is missing from ${error.message}`);
        }
        return true;
      },
    );
    await assert.rejects(record({ users: {} }), /at least one user/);
  });
});
