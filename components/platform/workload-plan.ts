import * as pulumi from "@pulumi/pulumi";
import { Faults } from "../core/faults";
import { bytes, checkBytes, checkCpu, checkLabel, checkServiceName, checkWhole, milliCores } from "./checks";
import { type MeshPlan, planMesh } from "./mesh-traffic";
import { type DeliveryPlan, planDelivery } from "./rollout-plan";
import { checkTriggers } from "./scaling-plan";
import type { PodArgs, PodResources, Probes, Scaling, WorkloadArgs } from "./workload-args";

/** Ports that a process without privileges may listen on. */
export const PORTS = { min: 1024, max: 65_535 } as const;
/** Most pods that one workload may have; a larger number is a slip of the keyboard. */
export const REPLICAS = { min: 1, max: 1000 } as const;
export const DRAIN_SECONDS = { min: 0, max: 120 } as const;
export const STARTUP_SECONDS = { min: 10, max: 600 } as const;
/** What a service has to finish its requests once it is told to stop, in seconds. */
export const STOP_SECONDS = 30;
const USERS = { min: 1, max: 2_147_483_647 } as const;

/**
 * Kubernetes' own test image, which serves `/healthz` as any user on a read-only file system. The digest is the one that the
 * tag 2.53 itself leads to, for every architecture: kubelets of public test runs that pulled the tag report it as the image's
 * id (read 2026-11). By digest, so that no other content can come under the name.
 */
export const DEFAULT_IMAGE =
  "registry.k8s.io/e2e-test-images/agnhost:2.53@sha256:99c6b4bb4a1e1df3f0b3752168c89358794d02258ebebc26bf21c29399011a85";

export const WORKLOAD_DEFAULTS = {
  image: DEFAULT_IMAGE,
  port: 8080,
  replicas: 2,
  resources: { cpu: "100m", memory: "128Mi" },
  probes: { readiness: "/healthz", liveness: "/healthz" },
  startupSeconds: 120,
  cpuPercent: 70,
  writablePaths: ["/tmp"],
  user: 10_001,
  drainSeconds: 15,
} as const;

/** A pod with every default filled in. */
export interface PodPlan {
  readonly serviceName: string;
  readonly namespace: string;
  readonly image: pulumi.Input<string>;
  readonly arguments: readonly string[];
  readonly environment: NonNullable<PodArgs["environment"]>;
  readonly resources: Required<PodResources>;
  readonly writablePaths: readonly string[];
  readonly user: number;
  readonly apiToken: boolean;
}

/** A service with every default filled in. */
export interface WorkloadPlan extends PodPlan {
  readonly port: number;
  /** Absent where the load decides. */
  readonly replicas?: number;
  readonly scaling?: Scaling & { readonly cpuPercent: number };
  readonly probes: Required<Probes>;
  readonly maxUnavailable: number | false;
  readonly drainSeconds: number;
  readonly mesh?: MeshPlan;
  readonly delivery?: DeliveryPlan;
}

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planWorkload(name: string, args: WorkloadArgs): WorkloadPlan {
  const faults = new Faults("Workload", name);
  const port = args.port ?? WORKLOAD_DEFAULTS.port;
  const most = args.scaling?.max ?? args.replicas ?? WORKLOAD_DEFAULTS.replicas;
  const plan: WorkloadPlan = {
    ...planPod(faults, name, args, ["netexec", `--http-port=${port}`, "--udp-port=-1"]),
    port,
    ...(args.scaling === undefined
      ? { replicas: args.replicas ?? WORKLOAD_DEFAULTS.replicas }
      : { scaling: { cpuPercent: WORKLOAD_DEFAULTS.cpuPercent, ...args.scaling } }),
    probes: { startupSeconds: WORKLOAD_DEFAULTS.startupSeconds, ...(args.probes ?? WORKLOAD_DEFAULTS.probes) },
    maxUnavailable: args.maxUnavailable ?? (most > 1 ? 1 : false),
    drainSeconds: args.drainSeconds ?? WORKLOAD_DEFAULTS.drainSeconds,
    ...(args.mesh === undefined ? {} : { mesh: planMesh(faults, args.mesh) }),
    ...(args.delivery === undefined ? {} : { delivery: planDelivery(faults, args.delivery, args.mesh !== undefined) }),
  };
  checkService(faults, plan);
  checkScaling(faults, args, plan);
  faults.throwIfAny();
  return plan;
}

/** Checks what services and jobs have in common, and fills in the defaults. */
export function planPod(faults: Faults, name: string, args: PodArgs, demonstration: readonly string[]): PodPlan {
  const given = args.resources ?? WORKLOAD_DEFAULTS.resources;
  const plan: PodPlan = {
    serviceName: args.serviceName ?? name,
    namespace: args.namespace,
    image: args.image ?? WORKLOAD_DEFAULTS.image,
    arguments: args.arguments ?? (args.image === undefined ? demonstration : []),
    environment: args.environment ?? {},
    resources: { cpuLimit: `${(milliCores(given.cpu) ?? 0) * 5}m`, memoryLimit: given.memory, ...given },
    writablePaths: args.writablePaths ?? WORKLOAD_DEFAULTS.writablePaths,
    user: args.user ?? WORKLOAD_DEFAULTS.user,
    apiToken: args.apiToken ?? false,
  };
  checkServiceName(faults, "serviceName", plan.serviceName);
  checkLabel(faults, "namespace", plan.namespace);
  checkWhole(faults, "user", plan.user, USERS, "a user that is not root");
  checkImage(faults, plan.image);
  checkResources(faults, plan.resources);
  checkPaths(faults, plan.writablePaths);
  checkEnvironment(faults, plan.environment);
  checkIdentity(faults, args, plan);
  return plan;
}

function checkService(faults: Faults, plan: WorkloadPlan): void {
  checkWhole(faults, "port", plan.port, PORTS, "a port that needs no privilege");
  checkWhole(faults, "drainSeconds", plan.drainSeconds, DRAIN_SECONDS, "seconds");
  checkWhole(faults, "probes.startupSeconds", plan.probes.startupSeconds, STARTUP_SECONDS, "seconds");
  for (const probe of ["readiness", "liveness"] as const) {
    faults.check(/^\/\S*$/.test(plan.probes[probe]), {
      property: `probes.${probe}`,
      given: plan.probes[probe],
      allowed: 'a path that begins with "/"',
      fix: "write the path of the endpoint alone, such as /healthz",
    });
  }
  if (plan.maxUnavailable !== false) {
    checkWhole(faults, "maxUnavailable", plan.maxUnavailable, REPLICAS, "pods");
  }
}

function checkScaling(faults: Faults, args: WorkloadArgs, plan: WorkloadPlan): void {
  const { scaling } = plan;
  if (scaling === undefined) {
    checkWhole(faults, "replicas", plan.replicas ?? 0, REPLICAS, "pods");
    return;
  }
  faults.check(args.replicas === undefined, {
    property: "replicas",
    given: args.replicas,
    allowed: "nothing beside scaling: each deployment would undo what the load decided",
    fix: "drop replicas; scaling.min is what is always there",
  });
  checkWhole(faults, "scaling.min", scaling.min, REPLICAS, "pods");
  checkWhole(faults, "scaling.max", scaling.max, REPLICAS, "pods");
  faults.check(scaling.min <= scaling.max, {
    property: "scaling.min",
    given: scaling.min,
    allowed: `at most scaling.max, which is ${scaling.max}`,
    fix: "raise the one or lower the other",
  });
  for (const key of ["cpuPercent", "memoryPercent"] as const) {
    checkWhole(faults, `scaling.${key}`, scaling[key] ?? 1, { min: 1, max: 100 }, "percent of what is reserved");
  }
  if (scaling.triggers !== undefined) {
    checkTriggers(faults, scaling.triggers);
  }
}

function checkImage(faults: Faults, image: pulumi.Input<string>): void {
  if (typeof image !== "string") {
    return;
  }
  const last = image.split("/").at(-1) ?? "";
  const pinned = last.includes("@sha256:") || (last.includes(":") && !/:latest$/.test(last));
  faults.check(pinned && !/\s/.test(image), {
    property: "image",
    given: image,
    allowed: "an image with a digest, or with a tag other than latest",
    fix: "add @sha256:…, or the tag that the build made",
  });
}

function checkResources(faults: Faults, resources: Required<PodResources>): void {
  checkCpu(faults, "resources.cpu", resources.cpu);
  checkBytes(faults, "resources.memory", resources.memory);
  checkLimit(faults, "cpuLimit", resources.cpuLimit, resources.cpu, milliCores);
  checkLimit(faults, "memoryLimit", resources.memoryLimit, resources.memory, bytes);
}

function checkLimit(
  faults: Faults,
  key: string,
  limit: string,
  request: string,
  parse: (quantity: string) => number | undefined,
): void {
  const least = parse(request);
  if (least === undefined) {
    return;
  }
  faults.check((parse(limit) ?? 0) >= least, {
    property: `resources.${key}`,
    given: limit,
    allowed: `a quantity of at least what is reserved, ${request}`,
    fix: "raise the limit or reserve less",
  });
}

function checkPaths(faults: Faults, paths: readonly string[]): void {
  for (const path of paths) {
    faults.check(/^\/[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/.test(path) && !path.includes(".."), {
      property: "writablePaths",
      given: path,
      allowed: "absolute directories below the root",
      fix: "name the directory that the process writes to",
    });
  }
  faults.check(new Set(paths).size === paths.length, {
    property: "writablePaths",
    given: paths,
    allowed: "each directory once",
    fix: "drop the repetition",
  });
}

const SECRET_NAME = /(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|CREDENTIALS?)$/i;
const SECRET_VALUE = /^(?:AKIA|ASIA)[A-Z0-9]{16}$|-----BEGIN [A-Z ]*PRIVATE KEY-----|:\/\/[^/\s:@]+:[^/\s@]+@/;

function checkEnvironment(faults: Faults, environment: PodPlan["environment"]): void {
  for (const [name, value] of Object.entries(environment)) {
    const property = `environment.${name}`;
    faults.check(/^[A-Za-z_][A-Za-z0-9_]*$/.test(name), {
      property,
      given: name,
      allowed: "letters, digits and underscores, not beginning with a digit",
      fix: "rename the variable",
    });
    const literal = !isReference(value);
    const secret = (literal && SECRET_NAME.test(name)) || (typeof value === "string" && SECRET_VALUE.test(value));
    faults.check(!(secret || (pulumi.Output.isInstance(value) && SECRET_NAME.test(name))), {
      property,
      given: "[a literal that looks like a secret]",
      allowed: "for a secret, a reference: { secret, key }",
      fix: "keep the value in Secrets Manager and bring it in with an ExternalSecret",
    });
  }
}

/** A key of a ConfigMap or Secret, not a value. */
export function isReference(
  value: unknown,
): value is { readonly key: string } & (
  | { readonly configMap: pulumi.Input<string> }
  | { readonly secret: pulumi.Input<string> }
) {
  const object = typeof value === "object" && value !== null && !pulumi.Output.isInstance(value);
  return object && ("configMap" in value || "secret" in value) && "key" in value;
}

function checkIdentity(faults: Faults, args: PodArgs, plan: PodPlan): void {
  const trusted = args.identity?.serviceAccount;
  const own = `${plan.namespace}/${plan.serviceName}`;
  faults.check(trusted === undefined || `${trusted.namespace}/${trusted.name}` === own, {
    property: "identity",
    given: trusted === undefined ? undefined : `${trusted.namespace}/${trusted.name}`,
    allowed: `a role for the service account ${own}`,
    fix: "make the role for that account: every workload has an account of its own name",
  });
}
