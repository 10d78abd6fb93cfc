import assert from "node:assert/strict";
import { DEFAULT_IMAGE, Workload, type WorkloadArgs } from "../../../components/platform";
import { type Recording, type RecordingMode, recordProgram } from "../../../planner/recorder";
import { restrictedBreaches } from "./pod-security";

function record(args: Partial<WorkloadArgs> = {}, mode: RecordingMode = "known"): Promise<Recording> {
  return recordProgram(() => void new Workload("backend", { namespace: "shop", ...args }), { mode });
}

function names(recording: Recording): readonly string[] {
  return recording.resources
    .filter(({ custom }) => custom)
    .map(({ type, name }) => `${type} ${name}`)
    .sort();
}

/** A nested property of plain data. */
function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => new Map(Object.entries(Object(inner))).get(key), value);
}

const METADATA = { name: "backend", namespace: "shop", labels: { "app.kubernetes.io/name": "backend" } };
const LABELS = { "app.kubernetes.io/name": "backend" };

describe("Workload", () => {
  it("makes exactly these objects for a fixed number of pods", async () => {
    assert.deepEqual(names(await record()), [
      "kubernetes:apps/v1:Deployment backend-deployment",
      "kubernetes:core/v1:Service backend-service",
      "kubernetes:core/v1:ServiceAccount backend-service-account",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy backend-network-policy",
      "kubernetes:policy/v1:PodDisruptionBudget backend-disruption-budget",
    ]);
  });

  it("writes the hardened Deployment", async () => {
    const probe = { httpGet: { path: "/healthz", port: "http" }, timeoutSeconds: 2 };
    const spread = (topologyKey: string) => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable: "ScheduleAnyway",
      labelSelector: { matchLabels: LABELS },
      matchLabelKeys: ["pod-template-hash"],
    });
    const { inputs } = (await record()).get("backend-deployment");
    assert.deepEqual(inputs["metadata"], METADATA);
    assert.deepEqual(inputs["spec"], {
      replicas: 2,
      revisionHistoryLimit: 3,
      selector: { matchLabels: LABELS },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: {
        metadata: { labels: LABELS },
        spec: {
          serviceAccountName: "backend",
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 10_001,
            runAsGroup: 10_001,
            fsGroup: 10_001,
            seccompProfile: { type: "RuntimeDefault" },
          },
          containers: [
            {
              name: "backend",
              image: DEFAULT_IMAGE,
              args: ["netexec", "--http-port=8080", "--udp-port=-1"],
              resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { cpu: "500m", memory: "128Mi" } },
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                runAsNonRoot: true,
                capabilities: { drop: ["ALL"] },
              },
              volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
              ports: [{ name: "http", containerPort: 8080, protocol: "TCP" }],
              startupProbe: { ...probe, periodSeconds: 5, failureThreshold: 24 },
              readinessProbe: { ...probe, periodSeconds: 5, failureThreshold: 3 },
              livenessProbe: { ...probe, periodSeconds: 10, failureThreshold: 3 },
              lifecycle: { preStop: { sleep: { seconds: 15 } } },
            },
          ],
          volumes: [{ name: "tmp", emptyDir: { sizeLimit: "256Mi" } }],
          terminationGracePeriodSeconds: 45,
          topologySpreadConstraints: [spread("topology.kubernetes.io/zone"), spread("kubernetes.io/hostname")],
        },
      },
    });
  });

  it("keeps the Pod Security Standard restricted, and the check would notice a breach", async () => {
    const pod = at((await record()).get("backend-deployment").inputs, "spec", "template", "spec");
    assert.deepEqual(restrictedBreaches(pod), []);
    assert.deepEqual(restrictedBreaches({ hostNetwork: true, containers: [{ name: "a" }] }), [
      "hostNetwork",
      "a: allowPrivilegeEscalation",
      "a: runAsNonRoot",
      "a: seccompProfile",
      "a: capabilities not dropped",
    ]);
  });

  it("leaves the number of pods to the autoscaler", async () => {
    const recording = await record({ scaling: { min: 2, max: 10, memoryPercent: 80 } });
    assert.equal(at(recording.get("backend-deployment").inputs, "spec", "replicas"), undefined);
    const metric = (name: string, averageUtilization: number) => ({
      type: "Resource",
      resource: { name, target: { type: "Utilization", averageUtilization } },
    });
    assert.deepEqual(recording.get("backend-autoscaler").inputs["spec"], {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "backend" },
      minReplicas: 2,
      maxReplicas: 10,
      metrics: [metric("cpu", 70), metric("memory", 80)],
    });
  });

  it("has no budget for a single pod unless one is asked for", async () => {
    const budgets = async (args: Partial<WorkloadArgs>) =>
      (await record(args)).ofType("kubernetes:policy/v1:PodDisruptionBudget").map(({ inputs }) => inputs["spec"]);
    assert.deepEqual(await budgets({ replicas: 1 }), []);
    const spec = { maxUnavailable: 1, selector: { matchLabels: LABELS } };
    assert.deepEqual(await budgets({ replicas: 1, maxUnavailable: 1 }), [spec]);
    assert.deepEqual(await budgets({}), [spec]);
  });

  it("takes variables from values, ConfigMaps and Secrets", async () => {
    const environment = {
      LEVEL: "info",
      MODE: { configMap: "settings", key: "mode" },
      API_KEY: { secret: "stripe", key: "value" },
    };
    const inputs = (await record({ environment })).get("backend-deployment").inputs;
    assert.deepEqual(at(inputs, "spec", "template", "spec", "containers", "0", "env"), [
      { name: "LEVEL", value: "info" },
      { name: "MODE", valueFrom: { configMapKeyRef: { name: "settings", key: "mode" } } },
      { name: "API_KEY", valueFrom: { secretKeyRef: { name: "stripe", key: "value" } } },
    ]);
  });

  it("registers the same in a preview", async () => {
    const urns = (recording: Recording) => recording.resources.map(({ urn }) => urn).sort();
    assert.deepEqual(urns(await record({}, "preview")), urns(await record()));
  });
});

describe("Workload's connections", () => {
  const peer = (name: string) => ({
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "shop" } },
    podSelector: { matchLabels: { "app.kubernetes.io/name": name } },
  });

  async function policy(use: (frontend: Workload, backend: Workload) => void, name: string): Promise<unknown> {
    const recording = await recordProgram(() => {
      const frontend = new Workload("frontend", { namespace: "shop" });
      use(frontend, new Workload("backend", { namespace: "shop" }));
    });
    return recording.get(name).inputs["spec"];
  }

  it("are closed both ways but for names", async () => {
    assert.deepEqual((await record()).get("backend-network-policy").inputs["spec"], {
      podSelector: { matchLabels: LABELS },
      policyTypes: ["Ingress", "Egress"],
      egress: [
        {
          to: [
            {
              namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
              podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
            },
          ],
          ports: [
            { protocol: "UDP", port: 53 },
            { protocol: "TCP", port: 53 },
          ],
        },
      ],
    });
  });

  it("open at the caller and at the called, each naming the other", async () => {
    const ports = [{ protocol: "TCP", port: 8080 }];
    const use = (frontend: Workload, backend: Workload) => frontend.connectTo(backend);
    assert.deepEqual(await policy(use, "frontend-to-backend-8080"), {
      podSelector: { matchLabels: { "app.kubernetes.io/name": "frontend" } },
      policyTypes: ["Egress"],
      egress: [{ to: [peer("backend")], ports }],
    });
    assert.deepEqual(await policy(use, "backend-from-frontend-8080"), {
      podSelector: { matchLabels: LABELS },
      policyTypes: ["Ingress"],
      ingress: [{ from: [peer("frontend")], ports }],
    });
  });

  it("open to the internet over TLS without the private networks", async () => {
    assert.deepEqual(
      at(await policy((_, backend) => backend.connectToInternet(), "backend-to-internet-443"), "egress"),
      [
        {
          to: [
            {
              ipBlock: {
                cidr: "0.0.0.0/0",
                except: ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"],
              },
            },
          ],
          ports: [{ protocol: "TCP", port: 443 }],
        },
      ],
    );
  });

  it("let a load balancer in by its addresses", async () => {
    const use = (_: Workload, backend: Workload) => backend.allowFrom("alb", { cidrs: ["10.0.0.0/16"] });
    assert.deepEqual(at(await policy(use, "backend-from-alb-8080"), "ingress"), [
      { from: [{ ipBlock: { cidr: "10.0.0.0/16" } }], ports: [{ protocol: "TCP", port: 8080 }] },
    ]);
  });
});

describe("Workload fails when", () => {
  it("anything is wrong, and says all of it at once", async () => {
    const args: WorkloadArgs = {
      namespace: "Shop",
      image: "nginx:latest",
      port: 80,
      replicas: 3,
      scaling: { min: 5, max: 2 },
      resources: { cpu: "100m", memory: "1.5Gi", cpuLimit: "50m" },
      environment: { DB_PASSWORD: "hunter2" },
      probes: { readiness: "healthz", liveness: "/healthz" },
      user: 0,
    };
    await assert.rejects(
      recordProgram(() => void new Workload("Backend", args)),
      (error: Error) => {
        const properties = [...error.message.matchAll(/^ {2}([\w.]+):/gm)].map(([, property]) => property);
        assert.deepEqual(properties, [
          "serviceName",
          "namespace",
          "user",
          "image",
          "resources.memory",
          "resources.cpuLimit",
          "environment.DB_PASSWORD",
          "port",
          "probes.readiness",
          "replicas",
          "scaling.min",
        ]);
        assert.ok(!error.message.includes("hunter2"), "the message shows the secret");
        return true;
      },
    );
  });

  it("a connection names no block, which would open everything", async () => {
    await assert.rejects(
      recordProgram(() => new Workload("a", { namespace: "b" }).allowFrom("alb", { cidrs: [] })),
      /at least one block/,
    );
  });
});
