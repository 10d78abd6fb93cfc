import type { CreateRequest, FamilyModel, PlainObject, TypeModel } from "../../model";

/** Kinds that belong to no namespace, of Kubernetes itself and of what the estates install. */
const CLUSTER_KINDS = new Set([
  "APIService",
  "CSIDriver",
  "ClusterIssuer",
  "ClusterPolicy",
  "ClusterRole",
  "ClusterRoleBinding",
  "ClusterSecretStore",
  "CustomResourceDefinition",
  "EC2NodeClass",
  "GatewayClass",
  "ImageValidatingPolicy",
  "IngressClass",
  "KongClusterPlugin",
  "MutatingWebhookConfiguration",
  "Namespace",
  "NodePool",
  "PersistentVolume",
  "PriorityClass",
  "RuntimeClass",
  "StorageClass",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "ValidatingWebhookConfiguration",
]);

/** Digits that the provider's auto-naming appends. */
const AUTO_NAME_DIGITS = 8;

function kindOf(request: CreateRequest): string {
  return request.type.split(":").at(-1) ?? "";
}

function object(value: unknown): PlainObject {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is PlainObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function metadataOf(request: CreateRequest): PlainObject {
  const given = object(request.inputs["metadata"]);
  const name =
    typeof given["name"] === "string" ? given["name"] : `${request.name}-${request.digits(AUTO_NAME_DIGITS)}`;
  const namespace = typeof given["namespace"] === "string" ? given["namespace"] : "default";
  return { ...given, name, ...(CLUSTER_KINDS.has(kindOf(request)) ? {} : { namespace }) };
}

function uid(request: CreateRequest): string {
  const digits = request.digits(32, "hex", "uid");
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join(
    "-",
  );
}

/** What controllers write, as far as programs read it: the address of a load balancer, and that a workload is there. */
function statusOf(request: CreateRequest): PlainObject {
  const spec = object(request.inputs["spec"]);
  const balanced = kindOf(request) === "Ingress" || (kindOf(request) === "Service" && spec["type"] === "LoadBalancer");
  if (balanced) {
    const hostname = `k8s-${request.digits(8)}-${request.digits(10, "decimal")}.${request.cloud.aws.region}.elb.amazonaws.com`;
    return { status: { loadBalancer: { ingress: [{ hostname }] } } };
  }
  const { replicas } = spec;
  const scaled = ["Deployment", "StatefulSet", "ReplicaSet"].includes(kindOf(request)) && typeof replicas === "number";
  return scaled ? { status: { replicas, readyReplicas: replicas, availableReplicas: replicas } } : {};
}

/** What every kind is: an object with metadata, custom resources included. */
const OBJECT: FamilyModel["model"] = {
  nameScope: "none",
  id: (request) => {
    const { name, namespace } = metadataOf(request);
    return namespace === undefined ? String(name) : `${String(namespace)}/${String(name)}`;
  },
  outputs: (request) => ({
    metadata: { ...metadataOf(request), uid: uid(request), generation: 1, resourceVersion: "1" },
    ...statusOf(request),
  }),
  replaceOn: ["apiVersion", "kind", "metadata.name", "metadata.namespace"],
};

/** Kinds that take longer than others, or hold data. */
export const kubernetesTypes: readonly TypeModel[] = [
  {
    ...OBJECT,
    type: "kubernetes:elasticsearch.k8s.elastic.co/v1:Elasticsearch",
    stateful: true,
    // Volumes, certificates, and nodes that find each other: about three minutes, as ECK's users report.
    minutes: { create: 3, update: 5, delete: 1 },
  },
  {
    ...OBJECT,
    type: "kubernetes:kibana.k8s.elastic.co/v1:Kibana",
    minutes: { create: 2, update: 2, delete: 1 },
  },
  {
    ...OBJECT,
    type: "kubernetes:logstash.k8s.elastic.co/v1alpha1:Logstash",
    stateful: true,
    minutes: { create: 2, update: 3, delete: 1 },
  },
  {
    ...OBJECT,
    type: "kubernetes:cert-manager.io/v1:Certificate",
    // A key, and a signature of an issuer in the cluster.
    minutes: { create: 0.2, update: 0.2, delete: 0.1 },
  },
];

/** Every kind that is not named above. */
export const kubernetesFamilies: readonly FamilyModel[] = [{ prefix: "kubernetes:", model: OBJECT }];

/** Providers: the engine gives each an id, and nothing else comes of them. */
export const providerFamilies: readonly FamilyModel[] = [
  { prefix: "pulumi:providers:", model: { nameScope: "none", id: uid } },
];
