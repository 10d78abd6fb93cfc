import { deepEqual } from "node:assert/strict";
import type { PlainObject } from "./support/client";
import { dangling } from "./support/references";

const LABELS = { app: "shop" };
const STORE = { kind: "ClusterSecretStore", name: "store" };

function object(kind: string, name: string, spec: PlainObject, namespace = "shop"): PlainObject {
  return { kind, metadata: { name, namespace }, spec };
}

function deployment(env: PlainObject): PlainObject {
  const containers = [{ name: "shop", image: "shop", env: [{ name: "VALUE", valueFrom: env }] }];
  return object("Deployment", "shop", { template: { metadata: { labels: LABELS }, spec: { containers } } });
}

describe("references between a cluster's objects", () => {
  it("lead to what the objects are and what controllers make from them", () => {
    const objects = [
      deployment({ secretKeyRef: { name: "database", key: "password" } }),
      object("ExternalSecret", "password", { target: { name: "database" }, secretStoreRef: STORE }),
      { kind: "ClusterSecretStore", metadata: { name: "store" } },
      object("Service", "shop", { selector: LABELS }),
      object("HorizontalPodAutoscaler", "shop", { scaleTargetRef: { kind: "Deployment", name: "shop" } }),
    ];
    deepEqual(dangling(objects), []);
  });

  describe("fail when", () => {
    it("a pod names a ConfigMap of another namespace", () => {
      const objects = [deployment({ configMapKeyRef: { name: "values" } }), object("ConfigMap", "values", {}, "other")];
      deepEqual(dangling(objects), ["Deployment shop/shop names ConfigMap values, which nothing makes"]);
    });

    it("an autoscaler names a workload of another kind", () => {
      const autoscaler = object("ScaledObject", "shop", { scaleTargetRef: { kind: "Rollout", name: "shop" } });
      deepEqual(dangling([deployment({}), autoscaler]), [
        "ScaledObject shop/shop names Rollout shop, which nothing makes",
      ]);
    });

    it("a Service or a disruption budget selects no pod", () => {
      const objects = [
        deployment({}),
        object("Service", "shop", { selector: { app: "sop" } }),
        object("PodDisruptionBudget", "shop", { selector: { matchLabels: LABELS } }, "other"),
      ];
      deepEqual(dangling(objects), [
        "Service shop/shop selects no pod",
        "PodDisruptionBudget other/shop selects no pod",
      ]);
    });
  });
});
