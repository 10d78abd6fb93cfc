import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { HorizontalPodAutoscaler } from "@pulumi/kubernetes/autoscaling/v2";
import * as pulumi from "@pulumi/pulumi";
import { PROMETHEUS_ADDRESS } from "./rollout-analysis";
import type { ScaledQueue, ScalingTriggers } from "./scaling-args";
import type { MeshMember } from "./workload-mesh";
import type { WorkloadPlan } from "./workload-plan";

/** What an autoscaler changes. */
export interface ScaleTarget {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

type ScalingPlan = NonNullable<WorkloadPlan["scaling"]>;

/** Between two looks at queues and response times, in seconds. */
const POLLING_SECONDS = 15;

/** By CPU and memory alone. */
export function podAutoscaler(
  member: MeshMember,
  scaling: ScalingPlan,
  target: ScaleTarget,
  dependsOn: readonly pulumi.Resource[],
): HorizontalPodAutoscaler {
  const metric = (name: string, averageUtilization: number) => ({
    type: "Resource",
    resource: { name, target: { type: "Utilization", averageUtilization } },
  });
  return new HorizontalPodAutoscaler(
    member.childName("autoscaler"),
    {
      metadata: member.metadata,
      spec: {
        scaleTargetRef: target,
        minReplicas: scaling.min,
        maxReplicas: scaling.max,
        metrics: [
          metric("cpu", scaling.cpuPercent),
          ...(scaling.memoryPercent === undefined ? [] : [metric("memory", scaling.memoryPercent)]),
        ],
      },
    },
    { ...member.options, dependsOn: [...dependsOn] },
  );
}

/** By queues and response times too: KEDA makes the one autoscaler of it, so that two never contend. */
export function scaledObject(
  member: MeshMember,
  scaling: ScalingPlan & { readonly triggers: ScalingTriggers },
  target: ScaleTarget,
  dependsOn: readonly pulumi.Resource[],
): CustomResource {
  const queues = Object.entries(scaling.triggers.queues ?? {});
  const logins = queues.flatMap(([name, queue]) =>
    queue.kind === "rabbitMq" ? [queueLogin(member, name, queue)] : [],
  );
  return new CustomResource(
    member.childName("autoscaler"),
    {
      apiVersion: "keda.sh/v1alpha1",
      kind: "ScaledObject",
      metadata: member.metadata,
      spec: {
        scaleTargetRef: target,
        minReplicaCount: scaling.min,
        maxReplicaCount: scaling.max,
        pollingInterval: POLLING_SECONDS,
        triggers: [
          resourceTrigger("cpu", scaling.cpuPercent),
          ...(scaling.memoryPercent === undefined ? [] : [resourceTrigger("memory", scaling.memoryPercent)]),
          ...queues.map(([name, queue]) => queueTrigger(member, name, queue)),
          ...(scaling.triggers.latencyMs === undefined ? [] : [latencyTrigger(member, scaling.triggers.latencyMs)]),
        ],
      },
    },
    { ...member.options, dependsOn: [...dependsOn, ...logins] },
  );
}

function resourceTrigger(type: "cpu" | "memory", percent: number): object {
  return { type, metricType: "Utilization", metadata: { value: String(percent) } };
}

function loginName(member: MeshMember, queue: string): string {
  return `${member.metadata.name}-${queue}`;
}

function queueTrigger(member: MeshMember, name: string, queue: ScaledQueue): object {
  const length = String(queue.messagesPerPod);
  return queue.kind === "rabbitMq"
    ? {
        type: "rabbitmq",
        metadata: { queueName: queue.queue, mode: "QueueLength", value: length },
        authenticationRef: { name: loginName(member, name) },
      }
    : {
        type: "aws-sqs-queue",
        metadata: { queueURL: queue.url, queueLength: length, awsRegion: queue.region, identityOwner: "operator" },
      };
}

function queueLogin(
  member: MeshMember,
  name: string,
  { address, authority }: Extract<ScaledQueue, { readonly kind: "rabbitMq" }>,
): CustomResource {
  return new CustomResource(
    member.childName("queue-login", name),
    {
      apiVersion: "keda.sh/v1alpha1",
      kind: "TriggerAuthentication",
      metadata: { ...member.metadata, name: loginName(member, name) },
      spec: {
        secretTargetRef: [
          { parameter: "host", name: address.secret, key: address.key },
          ...(authority === undefined
            ? []
            : [
                { parameter: "ca", name: authority.secret, key: authority.key },
                // KEDA takes this from a Secret alone.
                { parameter: "tls", name: authority.secret, key: "tls" },
              ]),
        ],
      },
    },
    member.options,
  );
}

/** Without requests there is no quantile, and nothing to scale for. */
function latencyTrigger(member: MeshMember, latencyMs: number): object {
  const buckets = `http_server_request_duration_seconds_bucket{service_name="${member.metadata.name}"}`;
  const quantile = `1000 * histogram_quantile(0.95, sum by (le) (rate(${buckets}[2m])))`;
  return {
    type: "prometheus",
    // Of the service as a whole, and not divided by its pods.
    metricType: "Value",
    metadata: {
      serverAddress: PROMETHEUS_ADDRESS,
      query: `(${quantile} > 0) or vector(0)`,
      threshold: String(latencyMs),
    },
  };
}

/** Says what the pods should ask for; nothing is changed by it, since an autoscaler by the same numbers would contend. */
export function sizeRecommendation(
  member: MeshMember,
  target: ScaleTarget,
  dependsOn: readonly pulumi.Resource[],
): CustomResource {
  return new CustomResource(
    member.childName("recommendation"),
    {
      apiVersion: "autoscaling.k8s.io/v1",
      kind: "VerticalPodAutoscaler",
      metadata: member.metadata,
      spec: { targetRef: target, updatePolicy: { updateMode: "Off" } },
    },
    pulumi.mergeOptions(member.options, { dependsOn: [...dependsOn] }),
  );
}
