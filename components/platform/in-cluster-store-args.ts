import type * as pulumi from "@pulumi/pulumi";
import { Faults } from "../core/faults";
import { bytes, checkBytes, checkCpu, checkLabel, checkServiceName, checkWhole } from "./checks";
import type { MeshTraffic } from "./mesh-traffic";
import { PORTS } from "./workload-plan";

/** Arguments of {@link InClusterStore}. */
export interface InClusterStoreArgs {
  /** Namespace, which must exist. */
  readonly namespace: string;
  /** Name of the objects in the cluster. @default the component's name */
  readonly serviceName?: string;
  /** The engine's official image, by digest. */
  readonly image: string;
  /** Port on which it answers, 1024 to 65535. */
  readonly port: number;
  /** Numeric user and group of the image, 1 or more. */
  readonly user: { readonly uid: number; readonly gid: number };
  /** Command in place of the image's. @default the image's own */
  readonly command?: readonly string[];
  /** Plain values; passwords come by `secrets`. @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /** Path of a file → its content, readable by everybody who may see the namespace. @default none */
  readonly files?: Readonly<Record<string, string>>;
  /** Name of a file below `/run/secrets` → the Secret of the namespace that holds it. @default none */
  readonly secrets?: Readonly<Record<string, { readonly secret: string; readonly key: string }>>;
  /** Where it keeps its data, and how much. @default nothing outlives the pod */
  readonly data?: { readonly path: string; readonly storage: string };
  /** Directories that are writable, empty at the start. @default ["/tmp"] */
  readonly writablePaths?: readonly string[];
  /** @default 100m and 256Mi */
  readonly resources?: { readonly cpu: string; readonly memory: string };
  /** Makes it a member of the mesh: callers come by mutual TLS, and only those that are named. @default it is none */
  readonly mesh?: MeshTraffic;
  /** What must stand before it starts, such as its secrets. @default nothing */
  readonly after?: readonly pulumi.Resource[];
}

const DEFAULTS = { writablePaths: ["/tmp"], resources: { cpu: "100m", memory: "256Mi" } } as const;
const IDS = { min: 1, max: 2_147_483_647 } as const;

/** The arguments with every default filled in. */
export type StorePlan = InClusterStoreArgs &
  Required<Pick<InClusterStoreArgs, "serviceName" | "writablePaths" | "resources">>;

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planStore(name: string, args: InClusterStoreArgs): StorePlan {
  const plan = { ...DEFAULTS, serviceName: name, ...args };
  const faults = new Faults("InClusterStore", name);
  checkLabel(faults, "namespace", plan.namespace);
  checkServiceName(faults, "serviceName", plan.serviceName);
  checkWhole(faults, "port", plan.port, PORTS, "a port");
  checkWhole(faults, "user.uid", plan.user.uid, IDS, "a user, and not root");
  checkWhole(faults, "user.gid", plan.user.gid, IDS, "a group, and not root's");
  checkCpu(faults, "resources.cpu", plan.resources.cpu);
  checkBytes(faults, "resources.memory", plan.resources.memory);
  faults.check(/@sha256:[0-9a-f]{64}$/.test(plan.image), {
    property: "image",
    given: plan.image,
    allowed: "an image by digest: registry/name:tag@sha256:…",
    fix: "append the digest that the tag leads to",
  });
  faults.check(plan.data === undefined || bytes(plan.data.storage) !== undefined, {
    property: "data.storage",
    given: plan.data?.storage,
    allowed: 'bytes such as "5Gi"',
    fix: "write the quantity as Kubernetes does",
  });
  for (const path of [...plan.writablePaths, ...Object.keys(plan.files ?? {}), plan.data?.path ?? "/data"]) {
    faults.check(/^\/[\w./-]+$/.test(path), {
      property: "paths",
      given: path,
      allowed: "absolute paths of letters, digits, dots and hyphens",
      fix: "write it from the root",
    });
  }
  faults.throwIfAny();
  return plan;
}
