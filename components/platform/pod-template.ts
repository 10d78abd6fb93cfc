import type { core } from "@pulumi/kubernetes/types/input";
import { isReference, type PodPlan, STOP_SECONDS, type WorkloadPlan } from "./workload-plan";

/** The label that selects a workload's pods; nothing else is selected by, so that further labels may change. */
export const NAME_LABEL = "app.kubernetes.io/name";

/** Labels by which Services, budgets and policies find the pods. */
export function podLabels(plan: { readonly serviceName: string }): { readonly [NAME_LABEL]: string } {
  return { [NAME_LABEL]: plan.serviceName };
}

/** What a container may not do: everything that the Pod Security Standard `restricted` takes away, and writing to its image. */
export const CONTAINER_SECURITY = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  capabilities: { drop: ["ALL"] },
};

/** Most that a writable directory may hold: it lies on the node's disk. */
const SCRATCH_LIMIT = "256Mi";

/** A pod of a service. */
export function servicePod(plan: WorkloadPlan): core.v1.PodSpec {
  const { readiness, liveness, startupSeconds } = plan.probes;
  const probe = (path: string) => ({ httpGet: { path, port: "http" }, timeoutSeconds: 2 });
  return {
    ...basePod(plan, {
      ports: [{ name: "http", containerPort: plan.port, protocol: "TCP" }],
      startupProbe: { ...probe(liveness), periodSeconds: 5, failureThreshold: Math.ceil(startupSeconds / 5) },
      readinessProbe: { ...probe(readiness), periodSeconds: 5, failureThreshold: 3 },
      livenessProbe: { ...probe(liveness), periodSeconds: 10, failureThreshold: 3 },
      // Endpoints vanish while this sleeps: no load balancer sends to a process that has stopped.
      ...(plan.drainSeconds === 0 ? {} : { lifecycle: { preStop: { sleep: { seconds: plan.drainSeconds } } } }),
    }),
    terminationGracePeriodSeconds: plan.drainSeconds + STOP_SECONDS,
    topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
      maxSkew: 1,
      topologyKey,
      // After the loss of a zone the pods must find a place in the others.
      whenUnsatisfiable: "ScheduleAnyway",
      labelSelector: { matchLabels: podLabels(plan) },
      matchLabelKeys: ["pod-template-hash"],
    })),
  };
}

/** A pod under the Pod Security Standard `restricted`, with one container. */
export function basePod(plan: PodPlan, container: Partial<core.v1.Container>): core.v1.PodSpec {
  const { cpu, memory, cpuLimit, memoryLimit } = plan.resources;
  const volumes = plan.writablePaths.map((path) => ({ name: volumeName(path), path }));
  return {
    serviceAccountName: plan.serviceName,
    automountServiceAccountToken: plan.apiToken,
    enableServiceLinks: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: plan.user,
      runAsGroup: plan.user,
      fsGroup: plan.user,
      seccompProfile: { type: "RuntimeDefault" },
    },
    containers: [
      {
        name: plan.serviceName,
        image: plan.image,
        ...(plan.arguments.length === 0 ? {} : { args: [...plan.arguments] }),
        ...environment(plan),
        resources: { requests: { cpu, memory }, limits: { cpu: cpuLimit, memory: memoryLimit } },
        securityContext: CONTAINER_SECURITY,
        volumeMounts: volumes.map(({ name, path }) => ({ name, mountPath: path })),
        ...container,
      },
    ],
    volumes: volumes.map(({ name }) => ({ name, emptyDir: { sizeLimit: SCRATCH_LIMIT } })),
  };
}

/** `/var/cache/nginx` → `var-cache-nginx`. */
function volumeName(path: string): string {
  return path
    .slice(1)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-");
}

/** Where OpenTelemetry's SDKs send what they measure, and what they say of themselves. */
const TELEMETRY = { endpoint: "OTEL_EXPORTER_OTLP_ENDPOINT", attributes: "OTEL_RESOURCE_ATTRIBUTES" } as const;

/**
 * Tells a service's pods apart in what they measure, by the label `instance`: the counters of two pods under one name would be
 * one series to Prometheus, which goes up and down.
 */
function instance({ environment: given }: PodPlan): core.v1.EnvVar[] {
  return TELEMETRY.endpoint in given && !(TELEMETRY.attributes in given) && !("POD_NAME" in given)
    ? [
        { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
        { name: TELEMETRY.attributes, value: "service.instance.id=$(POD_NAME)" },
      ]
    : [];
}

function environment(plan: PodPlan): { env?: core.v1.EnvVar[] } {
  const named = Object.entries(plan.environment).map(([name, value]): core.v1.EnvVar => {
    if (!isReference(value)) {
      return { name, value };
    }
    return "secret" in value
      ? { name, valueFrom: { secretKeyRef: { name: value.secret, key: value.key } } }
      : { name, valueFrom: { configMapKeyRef: { name: value.configMap, key: value.key } } };
  });
  const env = [...named, ...instance(plan)];
  return env.length === 0 ? {} : { env };
}
