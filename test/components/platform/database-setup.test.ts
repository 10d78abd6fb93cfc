import assert from "node:assert/strict";
import { EncryptionKey } from "../../../components/core";
import { RelationalDatabase } from "../../../components/data";
import { DatabaseSetup } from "../../../components/platform";
import { recordProgram } from "../../../planner/recorder";
import { restrictedBreaches } from "./pod-security";

function make(engine: "mysql" | "postgres", proxy = false) {
  const key = new EncryptionKey("key", { description: "Shop", services: ["logs"] });
  const place = { vpcId: "vpc-1", subnetIds: ["subnet-a", "subnet-b"] };
  const database = new RelationalDatabase("shop", { ...place, key, engine, proxy, databases: { orders: {} } });
  new DatabaseSetup("database-setup", {
    namespace: "shop",
    database: database.administration,
    masterSecret: { name: "database-master" },
    cidrs: ["10.20.20.0/24"],
  });
}

describe("DatabaseSetup", () => {
  for (const engine of ["mysql", "postgres"] as const) {
    it(`runs the SQL of ${engine} as the master, over TLS, from a hardened job that reaches nothing else`, async () => {
      const recording = await recordProgram(() => make(engine));
      const { spec } = JSON.parse(JSON.stringify(recording.get("database-setup-setup-job").inputs));
      const pod = spec.template.spec;
      assert.deepEqual(restrictedBreaches(pod), []);
      const [{ args, env, image }] = pod.containers;
      assert.match(args[0], engine === "mysql" ? /mysql --host.*--ssl-mode=REQUIRED/ : /PGSSLMODE=require psql/);
      assert.match(args[0], /\nGRANT .*orders/);
      assert.match(image, /@sha256:[0-9a-f]{64}$/);
      assert.deepEqual(env.at(-1), {
        name: "MASTER_KEY",
        valueFrom: { secretKeyRef: { name: "database-master", key: "password" } },
      });
      const policy = JSON.parse(JSON.stringify(recording.get("database-setup-setup-network-policy").inputs["spec"]));
      const port = engine === "mysql" ? 3306 : 5432;
      assert.deepEqual(
        policy.egress.map((rule: { ports: { port: number }[] }) => rule.ports.map((entry) => entry.port)),
        [[53, 53], [port]],
      );
    });
  }

  it("goes to the server itself where a proxy stands before it, which knows no master", async () => {
    const recording = await recordProgram(() => make("mysql", true));
    const { spec } = JSON.parse(JSON.stringify(recording.get("database-setup-setup-job").inputs));
    const [host] = spec.template.spec.containers[0].env;
    assert.deepEqual(host, { name: "DATABASE_HOST", value: recording.get("shop-instance").outputs["address"] });
  });
});
