import { Faults, fitName } from "../core";
import type { GcpProject } from "./gcp-project";
import { GCP_IDENTITY_SERVICES } from "./gcp-services";

/** Services that a cluster uses, by their short names. */
export const FLINK_SERVICES: readonly string[] = [
  ...GCP_IDENTITY_SERVICES,
  "cloudkms",
  "compute",
  "dataproc",
  "storage",
];

/** Images from this version on are maintained (Dataproc image versions, read 2026-11; 2.1 is not any more). */
const OLDEST_IMAGE = { major: 2, minor: 2 } as const;
/** Dataproc's standard clusters (Dataproc, "Create a cluster": two primary workers at least, read 2026-11). */
const MIN_WORKERS = 2;
/** Dataproc, "Scheduled deletion": idle for five minutes to fourteen days, read 2026-11. */
const IDLE_SECONDS = { min: 300, max: 1_209_600 } as const;
/** Smallest boot disk that leaves room for the image and YARN's work (Dataproc recommends 100 GB and more, read 2026-11). */
const DISK_GIB = { min: 50, max: 65_536 } as const;
/** Ids of service accounts: 6 to 30 characters (IAM REST reference, read 2026-11). */
const ACCOUNT_ID_LIMIT = 30;

/** What the plan looks at. */
export interface FlinkShape {
  readonly network: { readonly gcp: GcpProject };
  readonly imageVersion?: string;
  readonly machineType?: string;
  readonly masterMachineType?: string;
  readonly workers?: number;
  readonly maxWorkers?: number;
  readonly diskGiB?: number;
  readonly idleDeleteSeconds?: number;
  readonly checkpointSeconds?: number;
  readonly job?: FlinkJobShape;
  readonly deletionProtection?: boolean;
}

/** What the plan looks at of a job. */
export interface FlinkJobShape {
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly connector: { readonly uri: string; readonly sha256: string };
  readonly parallelism?: number;
}

/** The values of the arguments that have a default. */
export const FLINK_DEFAULTS = {
  imageVersion: "2.2-debian12",
  machineType: "e2-standard-2",
  workers: 2,
  diskGiB: 100,
  checkpointSeconds: 60,
  deletionProtection: true,
} as const satisfies Partial<FlinkShape>;

/** The arguments with every default filled in. */
export interface FlinkPlan {
  readonly gcp: GcpProject;
  readonly imageVersion: string;
  readonly machineType: string;
  readonly masterMachineType: string;
  readonly workers: number;
  /** Absent where the number of workers is fixed. */
  readonly maxWorkers?: number;
  readonly diskGiB: number;
  /** Absent where the cluster stays. */
  readonly idleDeleteSeconds?: number;
  readonly checkpointSeconds: number;
  readonly deletionProtection: boolean;
  readonly accountId: string;
  readonly roleId: string;
}

/** Checks the arguments and fills in the defaults. @throws {pulumi.InputPropertiesError} with every fault */
export function planFlink(name: string, args: FlinkShape): FlinkPlan {
  const machineType = args.machineType ?? FLINK_DEFAULTS.machineType;
  const plan: FlinkPlan = {
    gcp: args.network.gcp,
    imageVersion: args.imageVersion ?? FLINK_DEFAULTS.imageVersion,
    machineType,
    masterMachineType: args.masterMachineType ?? machineType,
    workers: args.workers ?? FLINK_DEFAULTS.workers,
    ...(args.maxWorkers === undefined ? {} : { maxWorkers: args.maxWorkers }),
    diskGiB: args.diskGiB ?? FLINK_DEFAULTS.diskGiB,
    ...(args.idleDeleteSeconds === undefined ? {} : { idleDeleteSeconds: args.idleDeleteSeconds }),
    checkpointSeconds: args.checkpointSeconds ?? FLINK_DEFAULTS.checkpointSeconds,
    deletionProtection: args.deletionProtection ?? FLINK_DEFAULTS.deletionProtection,
    accountId: fitName(`${name}-node`.toLowerCase().replace(/[^a-z0-9-]+/g, "-"), ACCOUNT_ID_LIMIT),
    roleId: `${name}-node`.replace(/[^A-Za-z0-9]+/g, "_"),
  };
  const faults = new Faults("FlinkCluster", name);
  checkImage(faults, plan.imageVersion);
  checkMachines(faults, plan);
  checkRange(faults, "diskGiB", plan.diskGiB, DISK_GIB);
  checkRange(faults, "idleDeleteSeconds", plan.idleDeleteSeconds ?? IDLE_SECONDS.min, IDLE_SECONDS);
  checkRange(faults, "checkpointSeconds", plan.checkpointSeconds, { min: 1, max: 600 });
  if (args.job !== undefined) {
    checkJob(faults, args.job);
  }
  faults.throwIfAny();
  return plan;
}

function checkImage(faults: Faults, given: string): void {
  const [, major = 0, minor = 0] = (/^(\d+)\.(\d+)(?:\.\d+)?-debian\d+$/.exec(given) ?? []).map(Number);
  const { major: oldestMajor, minor: oldestMinor } = OLDEST_IMAGE;
  faults.check(major > oldestMajor || (major === oldestMajor && minor >= oldestMinor), {
    property: "imageVersion",
    given,
    allowed: `an image of Debian from ${oldestMajor}.${oldestMinor} on, such as ${FLINK_DEFAULTS.imageVersion}`,
    fix: "choose a maintained image; the job's connector must fit the Flink that it holds",
  });
}

function checkMachines(faults: Faults, { workers, maxWorkers, machineType, masterMachineType }: FlinkPlan): void {
  faults.check(Number.isInteger(workers) && workers >= MIN_WORKERS, {
    property: "workers",
    given: workers,
    allowed: `a whole number from ${MIN_WORKERS} on`,
    fix: "a cluster with fewer has no place for Hadoop's two copies",
  });
  faults.check(maxWorkers === undefined || (Number.isInteger(maxWorkers) && maxWorkers > workers), {
    property: "maxWorkers",
    given: maxWorkers,
    allowed: `a whole number above workers (${workers})`,
    fix: "leave it out where the number of workers is fixed",
  });
  for (const [property, given] of Object.entries({ machineType, masterMachineType })) {
    faults.check(/^[a-z]\d[a-z]?-(standard|highmem)-\d+$/.test(given), {
      property,
      given,
      allowed: "a standard or highmem machine of two processors or more, such as e2-standard-2",
      fix: "shared cores and highcpu have too little memory for YARN and Flink",
    });
  }
}

/** Rooms for values in the job's SQL: `${KAFKA_BROKERS}`. */
const PLACEHOLDER = /^[A-Z][A-Z0-9_]*$/;

function checkJob(faults: Faults, job: FlinkJobShape): void {
  faults.check(/^[a-z][a-z0-9-]{0,62}$/.test(job.name), {
    property: "job.name",
    given: job.name,
    allowed: "lower-case letters, digits and hyphens, a letter first",
    fix: "name the job by what it makes, such as order-analytics",
  });
  for (const key of Object.keys(job.values)) {
    faults.check(PLACEHOLDER.test(key) && key !== "SASL_JAAS_CONFIG", {
      property: `job.values.${key}`,
      given: key,
      allowed: "capitals, digits and underscores; SASL_JAAS_CONFIG is filled in on the cluster, from the secret",
      fix: "name it as the job's SQL does",
    });
  }
  faults.check(/^gs:\/\/[^/]+\/.+\.jar$/.test(job.connector.uri), {
    property: "job.connector.uri",
    given: job.connector.uri,
    allowed: "a jar in Cloud Storage: gs://…/….jar",
    fix: "nodes reach Google's APIs and no package registry",
  });
  faults.check(/^[0-9a-f]{64}$/.test(job.connector.sha256), {
    property: "job.connector.sha256",
    given: job.connector.sha256,
    allowed: "the jar's SHA-256, 64 hexadecimal digits",
    fix: "compute it from the jar that you tested",
  });
  checkRange(faults, "job.parallelism", job.parallelism ?? 1, { min: 1, max: 1_000 });
}

function checkRange(faults: Faults, property: string, given: number, limit: { min: number; max: number }): void {
  faults.check(Number.isInteger(given) && given >= limit.min && given <= limit.max, {
    property,
    given,
    allowed: `a whole number from ${limit.min} to ${limit.max}`,
    fix: "choose a number in that range",
  });
}
