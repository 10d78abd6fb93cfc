import assert from "node:assert/strict";
import type { CloudMartSettings } from "../../stacks/cloudmart/settings";
import { recordCloudMart } from "../support/cloudmart-stack";
import type { RecordedStack } from "../support/stack";
import {
  AGENT_PODS,
  agents,
  at,
  CONTROLLER_PODS,
  controllers,
  type Demand,
  OBSERVABILITY_PODS,
  observability,
  requests,
  sum,
  T3_MEDIUM,
  times,
} from "./cloudmart-capacity";

const SERVICES = ["ai", "authentication", "backend", "frontend", "order", "product", "support"];

type Stack = RecordedStack<CloudMartSettings>;

const stacks = new Map<string, Promise<Stack>>();

/** A shipped stack, recorded once. */
function stack(environment: "dev" | "staging" | "prod"): Promise<Stack> {
  const found = stacks.get(environment) ?? recordCloudMart(environment);
  stacks.set(environment, found);
  return found;
}

/** What every pod of the shop reserves together, where `count` says how many a service has. */
function shop({ recording, settings }: Stack, count: "min" | "max"): Demand {
  return sum(
    SERVICES.map((name) => {
      const { min, max = min } = at(settings.workloads.services, name) as { min: number; max?: number };
      const pod = at(recording.get(`${name}-deployment`).inputs, "spec", "template", "spec", "containers", "0");
      return times(requests(pod, "resources"), count === "min" ? min : max);
    }),
  );
}

function assertFits(load: Demand, room: Demand, where: string): void {
  const said = `${where}: ${load.cpu}m and ${load.memory}Mi of ${room.cpu}m and ${room.memory}Mi`;
  assert.ok(load.cpu <= room.cpu && load.memory <= room.memory, said);
}

describe("CloudMart's cluster", () => {
  it("opens the connections that the design draws, and no others", async () => {
    const { recording } = await stack("prod");
    const names = recording
      .ofType("kubernetes:networking.k8s.io/v1:NetworkPolicy")
      .map(({ inputs }) => at(inputs, "metadata"))
      .filter((metadata) => at(metadata, "namespace") === "cloudmart")
      .map((metadata) => String(at(metadata, "name")))
      .filter((name) => /-(?:to|from)-/.test(name) && !name.includes("-from-cloudmart-edge"));
    const traced = ["authentication", "backend", "order", "product", "support"];
    const outward = ["ai", ...traced];
    assert.deepEqual(
      names.sort(),
      [
        "ai-from-backend-8080",
        "ai-from-support-8080",
        "backend-from-frontend-8080",
        "backend-to-ai-8080",
        "frontend-to-backend-8080",
        "order-to-cache",
        "product-to-cache",
        "support-to-ai-8080",
        ...outward.map((name) => `${name}-to-internet-443`),
        ...traced.map((name) => `${name}-to-opentelemetry-collector.tracing-4318`),
      ].sort(),
    );
  });

  it("gives each service the rights that it needs, and the frontend no role", async () => {
    const { recording } = await stack("prod");
    const prefix = "cloudmart-pod-cloudmart-";
    const rights = recording
      .ofType("aws:iam/rolePolicy:RolePolicy")
      .flatMap(({ name }) => (name.startsWith(prefix) ? [name.slice(prefix.length).replace("-policy-", ": ")] : []));
    const tables = ["orders", "products", "tickets", "users"];
    assert.deepEqual(
      rights.filter((right) => !right.startsWith("ai: cloudmart-pipeline")).sort(),
      [
        "ai: cloudmart-models-support-invoke",
        "ai: cloudmart-secrets-openai-read",
        "authentication: cloudmart-data-users-read-write",
        "backend: ai-support-invoke",
        ...tables.map((table) => `backend: cloudmart-data-${table}-read-write`),
        "backend: list-products-invoke",
        "order: cloudmart-cache-connect",
        "order: cloudmart-data-orders-read-write",
        "product: cloudmart-cache-connect",
        "product: cloudmart-data-products-read-write",
        "support: cloudmart-data-tickets-read-write",
      ].sort(),
    );
  });

  it("has one pod of each service in development, and two that follow the load in production", async () => {
    const counts = async (environment: "dev" | "prod") => {
      const { recording } = await stack(environment);
      const fixed = SERVICES.map((name) => at(recording.get(`${name}-deployment`).inputs, "spec", "replicas"));
      const scaled = recording.ofType("kubernetes:autoscaling/v2:HorizontalPodAutoscaler");
      return [fixed, scaled.map(({ inputs }) => at(inputs, "spec", "minReplicas"))];
    };
    assert.deepEqual(await counts("dev"), [SERVICES.map(() => 1), []]);
    assert.deepEqual(await counts("prod"), [SERVICES.map(() => undefined), SERVICES.map(() => 2)]);
  });

  it("keeps the containers' logs under the customer key and for the chosen time", async () => {
    const { recording, settings } = await stack("prod");
    const groups = recording
      .ofType("aws:cloudwatch/logGroup:LogGroup")
      .filter(({ name }) => name.startsWith("cloudmart-container-logs-"));
    assert.equal(groups.length, 4);
    for (const { inputs } of groups) {
      assert.match(String(inputs["kmsKeyId"]), /^arn:aws:kms:/);
      assert.equal(inputs["retentionInDays"], settings.logs.retentionDays);
    }
  });

  for (const environment of ["dev", "staging", "prod"] as const) {
    it(`has room on its nodes in ${environment}, at rest and under load`, async () => {
      const current = await stack(environment);
      const { recording, settings } = current;
      const main = settings.cluster.nodeGroups["main"];
      assert.ok(main);
      const { nodes } = settings.platform;
      assert.deepEqual([main.instanceTypes, nodes.instanceTypes], [["t3.medium"], ["t3.medium"]]);
      const node = sum([T3_MEDIUM, times(agents(recording), -1)]);
      const beside = controllers(recording);
      const desired = main.desired ?? Math.max(main.min, 1);
      assertFits(sum([beside, shop(current, "min")]), times(node, desired), "main, at rest");
      assertFits(sum([beside, shop(current, "max")]), times(node, main.max), "main, under load");
      assertFits(observability(recording), times(node, Math.max(nodes.min, 1)), "observability");
    });

    it(`may run on each node in ${environment} as many pods as stand there, and an update's beside them`, async () => {
      const { settings } = await stack(environment);
      const services = Object.values(settings.workloads.services);
      const main = settings.cluster.nodeGroups["main"];
      const { nodes } = settings.platform;
      assert.ok(main?.maxPods !== undefined && nodes.maxPods !== undefined);
      const most = services.reduce((total, { min, max = min }) => total + max + 1, CONTROLLER_PODS);
      const least = services.reduce((total, { min }) => total + min, CONTROLLER_PODS);
      const desired = main.desired ?? Math.max(main.min, 1);
      assert.ok(Math.ceil(least / desired) + AGENT_PODS <= main.maxPods, "at rest");
      assert.ok(Math.ceil(most / main.max) + AGENT_PODS <= main.maxPods, "under load");
      assert.ok(OBSERVABILITY_PODS + AGENT_PODS <= nodes.maxPods, "observability, all on one");
    });

    it(`allows the shop in ${environment} its pods, and those of an update`, async () => {
      const current = await stack(environment);
      const { quota, services } = current.settings.workloads;
      const surge = sum(SERVICES.map((name) => requests({ resources: { requests: at(services, name) } }, "resources")));
      const hard = { resources: { requests: { cpu: quota.cpu, memory: quota.memory } } };
      assertFits(sum([shop(current, "max"), surge]), requests(hard, "resources"), "quota");
      const pods = Object.values(services).reduce((total, { min, max = min }) => total + max + 1, 0);
      assert.ok(pods <= quota.pods, `${pods} pods of ${quota.pods}`);
    });
  }
});
