import { type PlainObject, plain, plainList } from "./client";

/** Pods that a workload comes to, and the volumes that it claims for them. */
export interface WorkloadPods {
  readonly workload: PlainObject;
  /** A pod as the workload's controller would make it. */
  readonly pod: PlainObject;
  /** As many as its autoscaler may ask for, and as stand beside them while a new version is rolled out. */
  readonly count: number;
  readonly claims: readonly PlainObject[];
}

/** Kinds that scale others, and the field that bounds them. */
const AUTOSCALERS: Readonly<Record<string, string>> = {
  HorizontalPodAutoscaler: "maxReplicas",
  ScaledObject: "maxReplicaCount",
};

/** The pods of every object that holds a whole template for them: Deployments, StatefulSets, Jobs, Rollouts and so on. */
export function podsOf(objects: readonly PlainObject[]): readonly WorkloadPods[] {
  return objects.flatMap((workload) => {
    const template = templateOf(workload);
    const scale = largestScale(workload, objects);
    return template === undefined ? [] : [podsOfOne(workload, template, scale + surge(workload, scale))];
  });
}

function podsOfOne(workload: PlainObject, template: PlainObject, count: number): WorkloadPods {
  const { name, namespace } = metadataOf(workload);
  const { labels, annotations } = metadataOf(template);
  const claims = plainList(plain(workload["spec"])["volumeClaimTemplates"]);
  const spec = plain(template["spec"]);
  const volumes = [
    ...plainList(spec["volumes"]),
    ...claims.map((claim) => ({
      name: metadataOf(claim)["name"],
      persistentVolumeClaim: { claimName: claimName(claim, name) },
    })),
  ];
  return {
    workload,
    count,
    pod: {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { generateName: `${String(name)}-`, namespace, labels, annotations },
      spec: { ...spec, ...(volumes.length === 0 ? {} : { volumes }) },
    },
    claims: claims.map((claim) => ({
      ...claim,
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { ...metadataOf(claim), name: claimName(claim, name), namespace },
    })),
  };
}

/** As a StatefulSet names the claim of its first pod. */
function claimName(claim: PlainObject, workload: unknown): string {
  return `${String(metadataOf(claim)["name"])}-${String(workload)}-0`;
}

/** A template with containers in it; operators' own kinds have templates that only change some fields. */
function templateOf({ kind, spec }: PlainObject): PlainObject | undefined {
  const owner = kind === "CronJob" ? plain(plain(plain(spec)["jobTemplate"])["spec"]) : plain(spec);
  const template = plain(owner["template"]);
  return plainList(plain(template["spec"])["containers"]).some(({ image }) => image !== undefined)
    ? template
    : undefined;
}

/** Replicas at most: what its autoscaler may ask for, or else what it says itself. */
function largestScale(workload: PlainObject, objects: readonly PlainObject[]): number {
  const { name, namespace } = metadataOf(workload);
  const bounds = objects.flatMap((object) => {
    const field = AUTOSCALERS[String(object["kind"])];
    const target = plain(plain(object["spec"])["scaleTargetRef"]);
    const aims = target["kind"] === workload["kind"] && target["name"] === name;
    return field !== undefined && aims && metadataOf(object)["namespace"] === namespace
      ? [Number(plain(object["spec"])[field])]
      : [];
  });
  const { replicas, parallelism } = plain(workload["spec"]);
  return Math.max(...bounds, bounds.length === 0 ? Number(replicas ?? parallelism ?? 1) : 0);
}

/** Pods beyond the scale while a new version is rolled out; blue-green has all of both. */
function surge({ kind, spec }: PlainObject, scale: number): number {
  const { strategy } = plain(spec);
  const { type, blueGreen, canary, rollingUpdate } = plain(strategy);
  if ((kind !== "Deployment" && kind !== "Rollout") || type === "Recreate") {
    return 0;
  }
  if (blueGreen !== undefined) {
    return scale;
  }
  const { maxSurge = "25%" } = plain(canary ?? rollingUpdate);
  const text = String(maxSurge);
  return text.endsWith("%") ? Math.ceil((Number.parseInt(text, 10) / 100) * scale) : Number(text);
}

export function metadataOf(object: PlainObject): PlainObject {
  return plain(object["metadata"]);
}
