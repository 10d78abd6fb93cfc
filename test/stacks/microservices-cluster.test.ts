import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { microservices } from "../../stacks/microservices";
import { type MicroservicesSettings, microservicesSchema } from "../../stacks/microservices/settings";
import { type RecordedStack, recordStack } from "../support/stack";
import { at, type Demand, platformDemand, sum, T3_MEDIUM, times } from "./cloudmart-capacity";

const ROOT = join(__dirname, "../..");
/** Recording, and planning in a process of its own. */
const PATIENCE_MS = 120_000;

type Stack = RecordedStack<MicroservicesSettings>;
type Environment = "dev" | "prod";

const stacks = new Map<Environment, Promise<Stack>>();

/** A shipped stack, recorded once. */
function stack(environment: Environment): Promise<Stack> {
  const system = { schema: microservicesSchema, program: microservices };
  const found = stacks.get(environment) ?? recordStack(`microservices-${environment}`, system);
  stacks.set(environment, found);
  return found;
}

/** Nothing but what every node has anyway: a t3.large is a t3.medium with 4 GiB more. */
const T3_LARGE: Demand = { cpu: T3_MEDIUM.cpu, memory: T3_MEDIUM.memory + 3_900 };
/** Agents of EKS and charts on each node: names, processes and figures as for CloudMart, Fluent Bit for Falco. */
const AGENTS: Demand = { cpu: 580, memory: 500 };

describe("the microservices shop's cluster", function () {
  this.timeout(PATIENCE_MS);

  it("opens the connections that the design draws, Prometheus' and no others", async () => {
    const { recording } = await stack("prod");
    const names = recording
      .ofType("kubernetes:networking.k8s.io/v1:NetworkPolicy")
      .map(({ inputs }) => at(inputs, "metadata"))
      .filter((metadata) => at(metadata, "namespace") === "shop")
      .map((metadata) => String(at(metadata, "name")))
      .filter((name) => /-(?:to|from)-/.test(name) && !name.includes("-from-prometheus"));
    const ports = { user: 5001, product: 5002, order: 5003, notification: 5004 };
    assert.deepEqual(
      names.sort(),
      [
        "api-gateway-from-shop-edge-5000",
        ...Object.entries(ports).flatMap(([name, port]) => [
          `api-gateway-to-${name}-${port}`,
          `${name}-from-api-gateway-${port}`,
        ]),
        "notification-to-internet-443",
        "notification-to-stream",
        "order-to-database",
        "order-to-stream",
        "product-to-internet-443",
        "user-to-database",
      ].sort(),
    );
  });

  it("gives each service the rights that it needs, and the gateway no role", async () => {
    const { recording } = await stack("prod");
    const prefix = "shop-cluster-pod-shop-";
    const rights = recording
      .ofType("aws:iam/rolePolicy:RolePolicy")
      .flatMap(({ name }) => (name.startsWith(prefix) ? [name.slice(prefix.length).replace("-policy-", ": ")] : []));
    assert.deepEqual(rights.sort(), [
      "notification: shop-notifications-notify-customers",
      "notification: shop-notifications-send-email",
      "notification: shop-stream-consume-orders",
      "order: shop-database-orders-connect",
      "order: shop-stream-produce",
      "product: shop-data-products-read-write",
      "user: shop-database-users-connect",
    ]);
  });

  it("has autoscalers for gateway and orders alone, and one of each in development", async () => {
    const scaled = async (environment: Environment) =>
      (await stack(environment)).recording
        .ofType("kubernetes:autoscaling/v2:HorizontalPodAutoscaler")
        .map(({ inputs }) => [
          at(inputs, "metadata", "name"),
          at(inputs, "spec", "minReplicas"),
          at(inputs, "spec", "maxReplicas"),
        ])
        .sort();
    assert.deepEqual(await scaled("prod"), [
      ["api-gateway", 2, 10],
      ["order", 2, 8],
    ]);
    assert.deepEqual(await scaled("dev"), []);
  });

  it("sends no Secret, and brings secrets to the platform's namespaces only", async () => {
    const { recording } = await stack("prod");
    assert.deepEqual(recording.ofType("kubernetes:core/v1:Secret"), []);
    const namespaces = recording.resources
      .filter(({ type }) => type.endsWith(":ExternalSecret"))
      .map(({ inputs }) => String(at(inputs, "metadata", "namespace")));
    assert.deepEqual([...new Set(namespaces)].sort(), ["argocd", "fluent-bit", "logging", "monitoring", "setup"]);
  });

  for (const environment of ["dev", "prod"] as const) {
    it(`has room for the platform on its nodes in ${environment}`, async () => {
      const current = await stack(environment);
      const { nodes } = current.settings.platform;
      assert.deepEqual(nodes.instanceTypes, ["t3.large"]);
      const room = times(sum([T3_LARGE, times(AGENTS, -1)]), Math.max(nodes.min, 1));
      const load = platformDemand(current.recording, 5);
      const said = `${load.cpu}m and ${load.memory}Mi of ${room.cpu}m and ${room.memory}Mi`;
      assert.ok(load.cpu <= room.cpu && load.memory <= room.memory, said);
      // A figure that counts nothing would fit everywhere.
      assert.ok(load.memory > 3_000, said);
    });

    it(`has the manifests of ${environment} in the repository as the program writes them`, () => {
      const command = ["scripts/estate.mjs", "render", `microservices-${environment}`, "--check"];
      const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: ROOT, encoding: "utf8" });
      assert.equal(status, 0, `${stdout}${stderr}`);
    });
  }
});
