import assert from "node:assert/strict";
import { Deployment } from "kubernetes-models/apps/v1/Deployment";
import { HorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler";
import { CronJob } from "kubernetes-models/batch/v1/CronJob";
import { NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicy";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1/PodDisruptionBudget";
import { Service } from "kubernetes-models/v1/Service";
import { ServiceAccount } from "kubernetes-models/v1/ServiceAccount";
import { parse } from "yaml";
import { BatchWorkload, externalSecret, PROMETHEUS, RenderedManifests, Workload } from "../../../components/platform";
import { type RecordingMode, recordProgram } from "../../../planner/recorder";
import { manifestText, type Rendering, renderManifests } from "../../../planner/render";
import { plainInputs } from "./plain";

/** A service with everything that a Workload can have, and a job. */
function program(): void {
  const { provider } = new RenderedManifests("shop", { directory: "manifests/shop-prod" });
  externalSecret(
    "database",
    {
      namespace: "shop",
      secretName: "database",
      keys: { password: { secret: "shop/database", property: "password" } },
    },
    { provider },
  );
  const orders = new Workload(
    "orders",
    {
      namespace: "shop",
      scaling: { min: 2, max: 8, memoryPercent: 80 },
      environment: { PASSWORD: { secret: "database", key: "password" }, HOST: { configMap: "values", key: "host" } },
    },
    { provider },
  );
  const user = new Workload("user", { namespace: "shop", replicas: 2 }, { provider });
  orders.connectTo(user);
  orders.connectToInternet();
  orders.allowFrom("prometheus", PROMETHEUS);
  new BatchWorkload("report", { namespace: "shop", schedule: "0 3 * * *" }, { provider });
}

async function render(): Promise<Rendering> {
  const record = (mode: RecordingMode) => recordProgram(program, { mode });
  return renderManifests(await record("known"), await record("preview"));
}

type Schema = new (data: never) => { validate(): void };

/** Kubernetes' own schemas, by kind. */
const SCHEMAS: Readonly<Record<string, Schema>> = {
  CronJob,
  Deployment,
  HorizontalPodAutoscaler,
  NetworkPolicy,
  PodDisruptionBudget,
  Service,
  ServiceAccount,
};

describe("RenderedManifests", () => {
  it("makes a provider that writes to its folder and asks no cluster", async () => {
    const recording = await recordProgram(program);
    const { renderYamlToDirectory, kubeconfig } = plainInputs(recording.get("shop-provider"));
    assert.equal(renderYamlToDirectory, "manifests/shop-prod");
    assert.deepEqual(JSON.parse(kubeconfig).clusters, []);
  });

  it("renders a workload's objects, one file each, by their kind and name", async () => {
    const { folders, manifests, refusals } = await render();
    assert.deepEqual([folders, refusals], [["manifests/shop-prod"], []]);
    assert.deepEqual(
      manifests.map(({ file }) => file.replace("manifests/shop-prod/1-manifest/", "")),
      [
        "apps_v1-deployment-shop-orders.yaml",
        "apps_v1-deployment-shop-user.yaml",
        "autoscaling_v2-horizontalpodautoscaler-shop-orders.yaml",
        "batch_v1-cronjob-shop-report.yaml",
        "external-secrets.io_v1-externalsecret-shop-database.yaml",
        "networking.k8s.io_v1-networkpolicy-shop-orders-from-prometheus-8080.yaml",
        "networking.k8s.io_v1-networkpolicy-shop-orders-to-internet-443.yaml",
        "networking.k8s.io_v1-networkpolicy-shop-orders-to-user-8080.yaml",
        "networking.k8s.io_v1-networkpolicy-shop-orders.yaml",
        "networking.k8s.io_v1-networkpolicy-shop-report.yaml",
        "networking.k8s.io_v1-networkpolicy-shop-user-from-orders-8080.yaml",
        "networking.k8s.io_v1-networkpolicy-shop-user.yaml",
        "policy_v1-poddisruptionbudget-shop-orders.yaml",
        "policy_v1-poddisruptionbudget-shop-user.yaml",
        "v1-service-shop-orders.yaml",
        "v1-service-shop-user.yaml",
        "v1-serviceaccount-shop-orders.yaml",
        "v1-serviceaccount-shop-report.yaml",
        "v1-serviceaccount-shop-user.yaml",
      ],
    );
  });

  it("renders what Kubernetes' schemas take, and nothing that only a deployment tells", async () => {
    const { manifests } = await render();
    for (const manifest of manifests) {
      const object = parse(manifestText(manifest));
      assert.deepStrictEqual(manifest.object, object);
      assert.deepEqual(manifest.simulated, [], manifest.file);
      const Model = SCHEMAS[object.kind];
      assert.ok(Model !== undefined || object.kind === "ExternalSecret", object.kind);
      if (Model !== undefined) {
        new Model(object as never).validate();
      }
    }
    const wrong = { metadata: { name: "x" }, spec: { selector: {}, template: { spec: { containers: "none" } } } };
    assert.throws(() => new Deployment(wrong as never).validate(), /containers must be array/);
  });

  it("leaves the number of pods out where an autoscaler decides it", async () => {
    const { manifests } = await render();
    const replicas = manifests
      .map(({ object }) => JSON.parse(JSON.stringify(object)))
      .filter(({ kind }) => kind === "Deployment")
      .map(({ metadata, spec }) => [metadata.name, spec.replicas]);
    assert.deepEqual(replicas, [
      ["orders", undefined],
      ["user", 2],
    ]);
  });

  it("fails when the folder is not one of the program's own", async () => {
    for (const directory of ["/tmp/manifests", "../manifests", "manifests/", ""]) {
      await assert.rejects(
        recordProgram(() => new RenderedManifests("shop", { directory })),
        /RenderedManifests "shop" has 1 fault.*\n {2}directory: given/,
      );
    }
  });
});
