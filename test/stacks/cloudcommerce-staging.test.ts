import { deepEqual, equal, ok } from "node:assert/strict";
import { evaluatePolicies } from "../../planner/proofs/policy";
import { PACKS } from "../../policies";
import { cloudCommerce } from "../../stacks/cloudcommerce";
import { type CloudCommerceSettings, cloudCommerceSchema } from "../../stacks/cloudcommerce/settings";
import { type RecordedStack, recordStack } from "../support/stack";

/** A rule of a NetworkPolicy. */
interface Egress {
  readonly to?: readonly { readonly ipBlock?: { readonly cidr: string } }[];
  readonly ports?: readonly { readonly port: number }[];
}

/** The same with users' documents kept by MongoDB's operator. */
const DOCUMENT_OPERATOR = { members: 3, storage: "2Gi", cpu: "100m", memory: "1Gi" } as const;

const PATIENCE_MS = 120_000;

/** A connection of a workload is a policy on its side: `order-to-product-8080`. */
const OUTWARD = /^(user|product|order|payment|notification)-to-(.+)$/;
const INWARD = /^(user|product|order|payment|notification)-from-(.+)$/;

describe("CloudCommerce's staging", function () {
  this.timeout(PATIENCE_MS);
  let stack: RecordedStack<CloudCommerceSettings>;

  before(async () => {
    stack = await recordStack("cloudcommerce-staging", { schema: cloudCommerceSchema, program: cloudCommerce });
  });

  /** What a pattern names in the plan, sorted. */
  function named(pattern: RegExp): readonly string[] {
    return stack.recording
      .ofType("kubernetes:networking.k8s.io/v1:NetworkPolicy")
      .map(({ name }) => name)
      .filter((name) => pattern.test(name))
      .sort();
  }

  it("asks no cloud for anything", () => {
    const foreign = stack.recording.resources.filter(
      ({ type }) => !/^(kubernetes|estate|pulumi:providers:kubernetes|pulumi:pulumi)/.test(type),
    );
    deepEqual(
      foreign.map(({ urn }) => urn),
      [],
    );
  });

  it("opens the ways that the design draws, and no others", () => {
    deepEqual(
      named(OUTWARD).filter((name) => !name.includes("opentelemetry")),
      [
        "notification-to-rabbitmq.rabbitmq-5671",
        "order-to-payment-8080",
        "order-to-postgresql.data-5432",
        "order-to-product-8080",
        "order-to-rabbitmq.rabbitmq-5671",
        "order-to-redis.data-6379",
        "payment-to-internet-443",
        "payment-to-rabbitmq.rabbitmq-5671",
        "product-to-postgresql.data-5432",
        "product-to-redis.data-6379",
        "user-to-mongodb.data-27017",
      ],
    );
    deepEqual(
      named(INWARD).filter((name) => !name.includes("prometheus")),
      [
        "order-from-kong-8080",
        "payment-from-order-8080",
        "product-from-kong-8080",
        "product-from-order-8080",
        "user-from-kong-8080",
      ],
    );
  });

  it("holds every namespace but the nodes' agents to the restricted standard", () => {
    const loose = stack.recording
      .ofType("kubernetes:core/v1:Namespace")
      .filter(({ inputs }) => !JSON.stringify(inputs).includes('"pod-security.kubernetes.io/enforce":"restricted"'))
      .map(({ name }) => name);
    deepEqual(loose.sort(), [
      "shop-platform-namespace-falco-namespace",
      "shop-platform-namespace-istio-cni-namespace",
      "shop-platform-namespace-node-exporter-namespace",
    ]);
  });

  it("lets whatever speaks to the Kubernetes API reach Kind's, which answers behind its Service at 6443", () => {
    const reaching = stack.recording
      .ofType("kubernetes:networking.k8s.io/v1:NetworkPolicy")
      .filter(({ name }) => /-policy-outward$|^rabbitmq-network-policy$/.test(name))
      .map(({ name, inputs }) => ({ name, egress: JSON.parse(JSON.stringify(inputs["spec"])).egress as Egress[] }))
      // Prometheus may call every port of the cluster.
      .filter(({ egress }) => egress.every(({ ports }) => ports !== undefined));
    ok(reaching.length > 10);
    const kinds = ({ egress }: { readonly egress: readonly Egress[] }) =>
      egress.some(
        ({ to = [], ports = [] }) =>
          ports.some(({ port }) => port === 6443) && to.some(({ ipBlock }) => ipBlock?.cidr === "172.16.0.0/12"),
      );
    deepEqual(
      reaching.filter((policy) => !kinds(policy)).map(({ name }) => name),
      [],
    );
  });

  it("writes no Secret: the cluster makes passwords up for itself", () => {
    equal(stack.recording.ofType("kubernetes:core/v1:Secret").length, 0);
  });

  it("keeps users' documents by MongoDB's operator where the settings say so, and in no pod of their own", async () => {
    const { recording } = await recordStack(
      "cloudcommerce-staging",
      { schema: cloudCommerceSchema, program: cloudCommerce },
      (settings) =>
        settings.home.mode === "cluster"
          ? { ...settings, home: { ...settings.home, documentOperator: DOCUMENT_OPERATOR } }
          : settings,
    );
    deepEqual(
      recording
        .ofType("kubernetes:networking.k8s.io/v1:NetworkPolicy")
        .map(({ name }) => name)
        .filter((name) => name.startsWith("user-to-") && !name.includes("opentelemetry")),
      ["user-to-documents.mongodb-27017"],
    );
    const stores = recording.ofType("kubernetes:apps/v1:StatefulSet").map(({ name }) => name);
    deepEqual(stores.sort(), ["postgresql-stateful-set", "redis-stateful-set"]);
    const secrets = recording.ofType("kubernetes:external-secrets.io/v1:ExternalSecret").map(({ name }) => name);
    deepEqual(secrets.filter((name) => !name.includes("platform") && /mongodb|documents/.test(name)).sort(), [
      "mongodb-documents-setup",
      "mongodb-documents-tls",
      "mongodb-documents-user",
      "shop-documents-user",
    ]);
    deepEqual(
      evaluatePolicies(recording, {
        packs: PACKS,
        stack: "cloudcommerce-staging",
        environment: "staging",
        today: "2026-11-21",
      }).violations,
      [],
    );
  });
});
