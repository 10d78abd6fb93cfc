import type { PolicyResource } from "../../../policies";
import { type RuleCase, resource, single } from "./resource";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";

const CONTAINER = {
  name: "orders",
  image: "registry.example/orders@sha256:0000",
  resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } },
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    capabilities: { drop: ["ALL"] },
    seccompProfile: { type: "RuntimeDefault" },
  },
};

const POD = { serviceAccountName: "orders", automountServiceAccountToken: false, containers: [CONTAINER] };

function deployment(pod: object, replicas = 1) {
  const labels = { app: "orders" };
  return {
    metadata: { name: "orders", namespace: "shop" },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { ...POD, ...pod } } },
  };
}

const contained = (container: object) => deployment({ containers: [{ ...CONTAINER, ...container }] });
const secured = (context: object) => contained({ securityContext: { ...CONTAINER.securityContext, ...context } });

const GOOD = deployment({});
const ROLE = "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole";
const rules = (...list: readonly object[]) => ({ metadata: { name: "reader" }, rules: list });
const READ = { apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list"] };

const NAMESPACE = "kubernetes:core/v1:Namespace";
const LABEL = "pod-security.kubernetes.io/enforce";
const namespace = resource(NAMESPACE, "shop", { metadata: { name: "shop", labels: { [LABEL]: "restricted" } } });

function deny(spec: object) {
  return [
    namespace,
    resource("kubernetes:networking.k8s.io/v1:NetworkPolicy", "deny", { metadata: { namespace: "shop" }, spec }),
  ];
}

/** The first resource in one cluster, all others in another. */
function elsewhere(resources: readonly PolicyResource[]): readonly PolicyResource[] {
  return resources.map(({ type, name, props }, index) => {
    const cluster = index === 0 ? "here" : "there";
    return resource(type, name, props, { provider: { kubeconfig: cluster }, providerName: cluster });
  });
}

const workload = (replicas: number) => resource(DEPLOYMENT, "orders", deployment({}, replicas));

function budget(app: string) {
  const spec = { maxUnavailable: 1, selector: { matchLabels: { app } } };
  return resource("kubernetes:policy/v1:PodDisruptionBudget", "budget", { metadata: { namespace: "shop" }, spec });
}

export const KUBERNETES_CASES: Readonly<Record<string, RuleCase>> = {
  "pod-meets-baseline": single(
    DEPLOYMENT,
    GOOD,
    deployment({ hostNetwork: true }),
    deployment({ volumes: [{ name: "node", hostPath: { path: "/" } }] }),
    secured({ privileged: true }),
    secured({ capabilities: { drop: ["ALL"], add: ["SYS_ADMIN"] } }),
    deployment({ initContainers: [{ ...CONTAINER, securityContext: { privileged: true } }] }),
    deployment({ ephemeralContainers: [{ ...CONTAINER, ports: [{ hostPort: 80 }] }] }),
  ),
  "pod-meets-restricted": single(
    DEPLOYMENT,
    GOOD,
    secured({ allowPrivilegeEscalation: true }),
    secured({ runAsNonRoot: false }),
    secured({ runAsUser: 0 }),
    secured({ capabilities: { drop: ["NET_RAW"] } }),
    secured({ seccompProfile: { type: "Unconfined" } }),
    deployment({ volumes: [{ name: "share", nfs: { server: "s", path: "/" } }] }),
    deployment({ initContainers: [{ name: "init", image: "x" }] }),
  ),
  "image-is-pinned": single(
    DEPLOYMENT,
    GOOD,
    contained({ image: "nginx" }),
    contained({ image: "registry.example:5000/nginx:latest" }),
    secured({ readOnlyRootFilesystem: false }),
  ),
  "service-account-token-not-mounted": single(
    DEPLOYMENT,
    GOOD,
    deployment({ serviceAccountName: "default" }),
    deployment({ automountServiceAccountToken: true }),
  ),
  "rbac-grants-no-escalation": single(
    ROLE,
    rules(READ),
    rules({ ...READ, verbs: ["*"] }),
    rules({ ...READ, resources: ["*"] }),
    rules({ ...READ, resources: ["secrets"] }),
    rules({ ...READ, resources: ["pods/exec"], verbs: ["create"] }),
    rules({ apiGroups: ["rbac.authorization.k8s.io"], resources: ["clusterroles"], verbs: ["bind"] }),
    rules({
      apiGroups: ["certificates.k8s.io"],
      resources: ["certificatesigningrequests/approval"],
      verbs: ["update"],
    }),
  ),
  "namespace-denies-by-default": {
    good: deny({ podSelector: {}, policyTypes: ["Ingress", "Egress"] }),
    bad: [
      [namespace],
      deny({ podSelector: { matchLabels: { app: "one" } }, policyTypes: ["Ingress"] }),
      deny({ podSelector: {}, policyTypes: ["Ingress"], ingress: [{}] }),
      elsewhere(deny({ podSelector: {}, policyTypes: ["Ingress", "Egress"] })),
    ],
  },
  "namespace-enforces-restricted": single(
    NAMESPACE,
    { metadata: { name: "shop", labels: { [LABEL]: "restricted" } } },
    { metadata: { name: "shop" } },
    { metadata: { name: "shop", labels: { [LABEL]: "baseline" } } },
  ),
  "container-has-requests-and-limits": single(
    DEPLOYMENT,
    GOOD,
    contained({ resources: {} }),
    contained({ resources: { requests: CONTAINER.resources.requests } }),
  ),
  "replicated-workload-survives-drain": {
    good: [workload(2), budget("orders")],
    bad: [[workload(2)], [workload(3), budget("payments")], elsewhere([workload(2), budget("orders")])],
  },
  "no-literal-secret": single(
    DEPLOYMENT,
    GOOD,
    contained({ env: [{ name: "DATABASE_PASSWORD", value: "correct-horse" }] }),
    deployment({ initContainers: [{ ...CONTAINER, env: [{ name: "API_TOKEN", value: "abcdef123456" }] }] }),
  ),
  "chart-is-visible": single(
    "kubernetes:helm.sh/v3:Release",
    { chart: "falco", version: "4.0.0", description: `rendered sha256:${"0".repeat(64)}` },
    { chart: "falco", version: "4.0.0" },
    { chart: "falco", description: `rendered sha256:${"0".repeat(64)}` },
  ),
};
