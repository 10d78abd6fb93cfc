import * as storage from "@pulumi/gcp/storage";
import * as pulumi from "@pulumi/pulumi";
import { EstateComponent, Faults } from "../core";
import type { GcpKeys } from "./gcp-keys";
import { checkProject, type GcpProject } from "./gcp-project";

/** Days for which a deleted object can be restored (Cloud Storage, "Soft delete", read 2026-11). */
export const SOFT_DELETE_DAYS = { min: 7, max: 90 } as const;
/** Longest retention of a bucket, in days: a hundred years (Cloud Storage, "Bucket Lock", read 2026-11). */
const RETENTION_DAYS = { min: 1, max: 36_500 } as const;
/** Google's group that writes the records of who reads and writes ("Usage logs & storage logs", read 2026-11). */
const ACCESS_LOG_WRITER = "group:cloud-storage-analytics@google.com";
const SECONDS_PER_DAY = 86_400;

/** A colder class, and when an object moves there. */
export interface LakeTier {
  readonly afterDays: number;
  readonly storageClass: "NEARLINE" | "COLDLINE" | "ARCHIVE";
}

/** Arguments of {@link GcpLake}. */
export interface GcpLakeArgs {
  readonly gcp: GcpProject;
  /** The customer key: a ring, and the name of the key in it that Cloud Storage's agent may use. */
  readonly key: { readonly ring: GcpKeys; readonly name: string };
  /** Physical name, unique in the world. @default Pulumi names the bucket */
  readonly bucketName?: string;
  /** Colder classes, from warm to cold. @default none */
  readonly tiers?: readonly LakeTier[];
  /** Days after which an object goes. @default never */
  readonly expireDays?: number;
  /** Days after which an earlier version goes. @default 90 */
  readonly noncurrentDays?: number;
  /** Days for which a deleted object can be restored, 7 to 90. @default 7 */
  readonly softDeleteDays?: number;
  /**
   * Days for which no object can be deleted or replaced, by anybody. Cloud Storage keeps no earlier versions then: there are
   * none. @default none
   */
  readonly retentionDays?: number;
  /** The bucket that takes the records of who read and wrote what, and the folder in it. @default none */
  readonly accessLog?: { readonly bucketName: pulumi.Input<string>; readonly prefix: string };
  /** Pulumi neither deletes the bucket nor empties it. Relax it for stacks that come and go. @default true */
  readonly deletionProtection?: boolean;
  /** What must stand first: the enabled services. @default nothing */
  readonly after?: readonly pulumi.Resource[];
}

const DEFAULTS = {
  tiers: [],
  noncurrentDays: 90,
  softDeleteDays: SOFT_DELETE_DAYS.min,
  deletionProtection: true,
  after: [],
} as const satisfies Partial<GcpLakeArgs>;

type LakeShape = Omit<GcpLakeArgs, "key" | "accessLog">;
type LakePlan = LakeShape & Required<Pick<LakeShape, keyof typeof DEFAULTS>>;

/**
 * A Cloud Storage bucket for a data lake: encrypted by a customer key, never public, permissions on the bucket alone and
 * not on objects, versioned.
 *
 * Creates the bucket. Cost follows gigabytes stored by class, operations, and what leaves the region.
 *
 * @example
 * const lake = new GcpLake("lake", { gcp, key: { ring: keys, name: "lake" }, expireDays: 400 });
 * lake.grantAppend("pipeline", identity.member);
 */
export class GcpLake extends EstateComponent {
  public readonly bucket: storage.Bucket;
  public readonly bucketName: pulumi.Output<string>;
  /** `gs://…`, as jobs take it. */
  public readonly url: pulumi.Output<string>;

  public constructor(name: string, args: GcpLakeArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planLake(name, args);
    super("estate:pipeline:GcpLake", name, args, opts);
    this.bucket = this.makeBucket(plan, args);
    this.bucketName = this.bucket.name;
    this.url = this.bucket.url;
    this.registerOutputs({ bucketName: this.bucketName });
  }

  /**
   * Lets a principal create objects, and neither read, replace nor delete them: a second object of the same name is
   * refused. @param grantee unique among the bucket's grants
   */
  public grantAppend(grantee: string, member: pulumi.Input<string>, prefix?: string): storage.BucketIAMMember {
    return this.grantRole(`${grantee}-append`, "roles/storage.objectCreator", member, prefix);
  }

  /** Lets a principal read objects and list them. */
  public grantRead(grantee: string, member: pulumi.Input<string>): storage.BucketIAMMember {
    return this.grantRole(`${grantee}-read`, "roles/storage.objectViewer", member);
  }

  /** Lets a principal create, read, replace and delete objects. */
  public grantReadWrite(grantee: string, member: pulumi.Input<string>, prefix?: string): storage.BucketIAMMember {
    return this.grantRole(`${grantee}-read-write`, "roles/storage.objectUser", member, prefix);
  }

  /** Lets a principal find the bucket, and create, read, replace and delete objects: what clusters ask of their buckets. */
  public grantWork(grantee: string, member: pulumi.Input<string>): readonly storage.BucketIAMMember[] {
    return [
      this.grantRole(`${grantee}-find`, "roles/storage.legacyBucketReader", member),
      this.grantReadWrite(grantee, member),
    ];
  }

  /** Lets Cloud Storage write access records of another bucket here. */
  public grantAccessLogs(): storage.BucketIAMMember {
    return this.grantRole("access-logs", "roles/storage.objectCreator", ACCESS_LOG_WRITER);
  }

  /**
   * Lets Storage Transfer Service's agent find the bucket, list its objects and create those that are missing: the two
   * smallest roles that have all it asks for ("Configure access to a sink: Cloud Storage", read 2026-11).
   */
  public grantTransfer(grantee: string, member: pulumi.Input<string>): readonly storage.BucketIAMMember[] {
    return [
      this.grantRole(`${grantee}-write`, "roles/storage.legacyBucketWriter", member),
      this.grantRole(`${grantee}-compare`, "roles/storage.objectViewer", member),
    ];
  }

  private grantRole(key: string, role: string, member: pulumi.Input<string>, prefix?: string): storage.BucketIAMMember {
    const condition = (begin: string) => ({
      title: "only-under-the-prefix",
      expression: pulumi.interpolate`resource.name.startsWith("projects/_/buckets/${this.bucketName}/objects/${begin}")`,
    });
    return new storage.BucketIAMMember(
      this.childName("grant", key),
      { bucket: this.bucketName, role, member, ...(prefix === undefined ? {} : { condition: condition(prefix) }) },
      this.childOptions(),
    );
  }

  private makeBucket(plan: LakePlan, { key, accessLog }: GcpLakeArgs): storage.Bucket {
    return new storage.Bucket(
      this.childName("bucket"),
      {
        project: plan.gcp.project,
        location: plan.gcp.location.toUpperCase(),
        ...(plan.bucketName === undefined ? {} : { name: plan.bucketName }),
        encryption: { defaultKmsKeyName: key.ring.id(key.name) },
        uniformBucketLevelAccess: true,
        publicAccessPrevention: "enforced",
        versioning: { enabled: plan.retentionDays === undefined },
        ...(plan.retentionDays === undefined
          ? {}
          : { retentionPolicy: { retentionPeriod: String(plan.retentionDays * SECONDS_PER_DAY) } }),
        ...(accessLog === undefined
          ? {}
          : { logging: { logBucket: accessLog.bucketName, logObjectPrefix: accessLog.prefix } }),
        softDeletePolicy: { retentionDurationSeconds: plan.softDeleteDays * SECONDS_PER_DAY },
        lifecycleRules: lifecycleRules(plan),
        forceDestroy: !plan.deletionProtection,
      },
      this.childOptions({
        dependsOn: [...plan.after, ...key.ring.grants(key.name)],
        ...(plan.deletionProtection ? { protect: true } : {}),
      }),
    );
  }
}

function lifecycleRules(plan: LakePlan) {
  const colder = plan.tiers.map((tier) => ({
    action: { type: "SetStorageClass", storageClass: tier.storageClass },
    condition: { age: tier.afterDays },
  }));
  const expiry =
    plan.expireDays === undefined ? [] : [{ action: { type: "Delete" }, condition: { age: plan.expireDays } }];
  const earlier = {
    action: { type: "Delete" },
    condition: { daysSinceNoncurrentTime: plan.noncurrentDays, withState: "ARCHIVED" },
  };
  return [...colder, ...expiry, earlier];
}

/** Checks the arguments and fills in the defaults. @throws {pulumi.InputPropertiesError} with every fault */
export function planLake(name: string, args: LakeShape): LakePlan {
  const plan = { ...DEFAULTS, ...args };
  const faults = new Faults("GcpLake", name);
  checkProject(faults, plan.gcp);
  const named = plan.bucketName;
  faults.check(named === undefined || /^(?!goog)[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/.test(named), {
    property: "bucketName",
    given: named,
    allowed: "3 to 63 lower-case letters, digits, dots, hyphens and underscores, not beginning with goog",
    fix: "rename the bucket, or omit the name and let Pulumi choose it",
  });
  checkDays(faults, "softDeleteDays", plan.softDeleteDays, SOFT_DELETE_DAYS);
  checkDays(faults, "retentionDays", plan.retentionDays ?? RETENTION_DAYS.min, RETENTION_DAYS);
  const days = [
    ...plan.tiers.map((tier) => tier.afterDays),
    ...(plan.expireDays === undefined ? [] : [plan.expireDays]),
  ];
  faults.check(
    days.every((day, index) => Number.isInteger(day) && day > (days[index - 1] ?? 0)),
    {
      property: "tiers",
      given: days,
      allowed: "whole days, each later than the one before, expireDays last",
      fix: "order the tiers from warm to cold",
    },
  );
  faults.throwIfAny();
  return plan;
}

function checkDays(faults: Faults, property: string, given: number, limit: { min: number; max: number }): void {
  faults.check(Number.isInteger(given) && given >= limit.min && given <= limit.max, {
    property,
    given,
    allowed: `whole days from ${limit.min} to ${limit.max}`,
    fix: "choose a number of days in that range",
  });
}
