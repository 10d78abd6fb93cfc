import assert from "node:assert/strict";
import { Repository } from "@pulumi/aws/ecr/repository";
import { Provider } from "@pulumi/kubernetes/provider";
import { DeployedEnvironment, RenderedManifests, Workload } from "../../../components/platform";
import { type RecordingMode, recordProgram } from "../../../planner/recorder";
import { renderManifests } from "../../../planner/render";
import { plainInputs } from "./plain";

function program(): void {
  const cluster = new Provider("cluster", { kubeconfig: "{}" });
  const manifests = new RenderedManifests("shop", { directory: "manifests" });
  const { repositoryUrl } = new Repository("shop");
  const { environment } = new DeployedEnvironment(
    "orders",
    {
      namespace: "shop",
      environment: { HOST: repositoryUrl, LEVEL: "info", PASSWORD: { secret: "database", key: "password" } },
    },
    { provider: cluster },
  );
  new Workload("orders", { namespace: "shop", environment }, { provider: manifests.provider });
}

const record = (mode: RecordingMode) => recordProgram(program, { mode });

describe("DeployedEnvironment", () => {
  it("puts what only a deployment tells into a ConfigMap of the cluster, and nothing else", async () => {
    const recording = await record("known");
    const map = recording.get("orders-values");
    assert.equal(map.provider, recording.get("cluster").urn);
    const { metadata, data } = plainInputs(map);
    assert.deepEqual(metadata, { name: "orders-deployed", namespace: "shop" });
    assert.deepEqual(Object.keys(data), ["HOST"]);
    const [container] = plainInputs(recording.get("orders-deployment"))["spec"].template.spec.containers;
    assert.deepEqual(container.env, [
      { name: "HOST", valueFrom: { configMapKeyRef: { name: "orders-deployed", key: "HOST" } } },
      { name: "LEVEL", value: "info" },
      { name: "PASSWORD", valueFrom: { secretKeyRef: { name: "database", key: "password" } } },
    ]);
  });

  it("leaves manifests that are the same before a deployment and after it", async () => {
    const { manifests } = renderManifests(await record("known"), await record("preview"));
    assert.deepEqual(
      manifests.flatMap(({ simulated }) => simulated),
      [],
    );
  });

  it("makes nothing where every value is plain", async () => {
    const recording = await recordProgram(() => {
      const { environment } = new DeployedEnvironment("user", { namespace: "shop", environment: { LEVEL: "info" } });
      assert.deepEqual(environment, { LEVEL: "info" });
    });
    assert.deepEqual(recording.ofType("kubernetes:core/v1:ConfigMap"), []);
  });

  it("fails when the namespace or the name is none", () =>
    assert.rejects(
      recordProgram(() => new DeployedEnvironment("Orders", { namespace: "Shop", environment: {} })),
      /DeployedEnvironment "Orders" has 2 faults/,
    ));
});
