import { deepEqual, equal, match, ok, throws } from "node:assert/strict";
import { applyAll } from "./support/apply";
import type { PlainObject } from "./support/client";
import { type Definition, fetchDefinitions, SOURCES } from "./support/definitions";
import { findPrograms } from "./support/programs";
import { type ApiServer, startApiServer } from "./support/server";

/** Building the server takes minutes, once per machine. */
const LONGEST_MS = 30 * 60_000;

function namespace(name: string): PlainObject {
  const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}

/** A Deployment that meets the restricted standard, changed where asked for. */
function deployment(space: string, pod: PlainObject = {}, container: PlainObject = {}): PlainObject {
  const labels = { app: "shop" };
  const securityContext = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    runAsNonRoot: true,
    seccompProfile: { type: "RuntimeDefault" },
  };
  const resources = { requests: { cpu: "100m", memory: "64Mi" } };
  const containers = [{ name: "shop", image: "shop@sha256:00", securityContext, resources, ...container }];
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "shop", namespace: space },
    spec: {
      replicas: 3,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { automountServiceAccountToken: false, containers, ...pod } },
    },
  };
}

describe("a real API server", function () {
  this.timeout(LONGEST_MS);
  let server: ApiServer;
  let definitions: readonly Definition[];

  before(async () => {
    definitions = fetchDefinitions();
    server = await startApiServer(await findPrograms());
  });

  // Undefined where there is no server: the suite's own failure is then what is to be shown.
  after(async () => server?.stop());

  const judge = (...objects: readonly PlainObject[]) => applyAll(server.client, objects, definitions);

  it("takes a workload that meets the restricted standard, and makes its pods", async () => {
    const { applied, pods, problems } = await judge(namespace("good"), deployment("good"));
    // Three, and one of the next version beside them.
    deepEqual({ applied, pods, problems }, { applied: 2, pods: 4, problems: [] });
  });

  describe("fails when", () => {
    it("a pod is privileged, naming the standard and the field", async () => {
      const privileged = { securityContext: { privileged: true } };
      const { pods, problems } = await judge(namespace("bad"), deployment("bad", {}, privileged));
      equal(pods, 0);
      const last = problems.at(-1) ?? "";
      match(last, /^Pod of Deployment \(apps\/v1\) bad\/shop: .*violates PodSecurity "restricted:latest": privileged/);
    });

    it("a pod shares the node's network", async () => {
      const { pods, problems } = await judge(namespace("shared"), deployment("shared", { hostNetwork: true }));
      equal(pods, 0);
      match(problems.at(-1) ?? "", /host namespaces \(hostNetwork=true\)/);
    });

    it("a field has a name that the server does not know", async () => {
      const { problems } = await judge(namespace("typo"), deployment("typo", { serviceAcountName: "shop" }));
      match(
        problems[0] ?? "",
        /^Deployment \(apps\/v1\) typo\/shop: .*serviceAcountName: field not declared in schema/,
      );
    });

    it("a custom resource breaks its definition", async () => {
      const object = {
        apiVersion: "keda.sh/v1alpha1",
        kind: "ScaledObject",
        metadata: { name: "shop", namespace: "scaled" },
        spec: { scaleTargetRef: { name: "shop" }, maxReplicas: 2, triggers: [] },
      };
      const { problems } = await judge(namespace("scaled"), object);
      match(problems[0] ?? "", /^ScaledObject \(keda\.sh\/v1alpha1\) scaled\/shop: .*maxReplicas/);
    });

    it("an object's namespace is not there", async () => {
      const { problems } = await judge(deployment("nowhere"));
      match(problems[0] ?? "", /namespaces "nowhere" not found/);
    });

    it("an autoscaler may ask for more pods than the quota allows", async () => {
      const quota = {
        apiVersion: "v1",
        kind: "ResourceQuota",
        metadata: { name: "shop", namespace: "narrow" },
        spec: { hard: { pods: "5", "requests.cpu": "1" } },
      };
      const autoscaler = {
        apiVersion: "autoscaling/v2",
        kind: "HorizontalPodAutoscaler",
        metadata: { name: "shop", namespace: "narrow" },
        spec: { maxReplicas: 6, scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "shop" } },
      };
      const { pods, problems } = await judge(namespace("narrow"), quota, autoscaler, deployment("narrow"));
      equal(pods, 5);
      equal(problems.length, 1);
      match(problems[0] ?? "", /exceeded quota: shop, requested: pods=1, used: pods=5, limited: pods=5/);
    });

    it("two resources declare one object", async () => {
      const { problems } = await judge(namespace("twice"), deployment("twice"), deployment("twice"));
      deepEqual(problems, ["Deployment (apps/v1) twice/shop is declared 2 times"]);
    });

    it("a module of definitions is not the one that was pinned", () => {
      const [source] = SOURCES;
      ok(source !== undefined);
      throws(() => fetchDefinitions([{ ...source, sum: "h1:another" }]), /has the sum h1:.* wants h1:another$/);
    });

    it("a kind has no definition: it is named, and not passed", async () => {
      const object = { apiVersion: "example.com/v1", kind: "Unheard", metadata: { name: "one" } };
      const { applied, unknown } = await judge(object);
      deepEqual({ applied, unknown: [...unknown] }, { applied: 0, unknown: [["Unheard (example.com/v1)", 1]] });
    });
  });
});
