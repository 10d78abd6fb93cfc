import type * as storage from "@pulumi/gcp/storage";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core";
import { GcpKeys } from "./gcp-keys";
import { GcpLake, type GcpLakeArgs, planLake } from "./gcp-lake";

/** Services that a lake uses, by their short names. */
export const DATA_LAKE_SERVICES: readonly string[] = ["cloudkms", "storage"];

/** Arguments of {@link DataLake}: those of `GcpLake`, whose key and access log it makes itself. */
export interface DataLakeArgs extends Omit<GcpLakeArgs, "key" | "accessLog"> {
  /** Days for which records of who read and wrote are kept. @default 365 */
  readonly accessLogDays?: number;
}

const DEFAULTS = { accessLogDays: 365 } as const satisfies Partial<DataLakeArgs>;
const KEY = "lake";

/**
 * A data lake in Cloud Storage, complete: a key of its own, the bucket, and a second bucket that records who read and wrote.
 *
 * Creates a key ring with one key, and two buckets that are encrypted by it, never public, versioned and restorable. Cost
 * follows gigabytes stored by class, and operations.
 *
 * @example
 * const lake = new DataLake("shop-lake", { gcp, tiers: [{ afterDays: 90, storageClass: "COLDLINE" }], expireDays: 730 });
 * lake.grantReadWrite("flink", cluster.account.member, "raw/");
 */
export class DataLake extends EstateComponent {
  public readonly keys: GcpKeys;
  public readonly lake: GcpLake;
  public readonly accessLog: GcpLake;
  public readonly bucketName: pulumi.Output<string>;
  /** `gs://…`, as jobs take it. */
  public readonly url: pulumi.Output<string>;

  public constructor(name: string, args: DataLakeArgs, opts?: pulumi.ComponentResourceOptions) {
    const { accessLogDays = DEFAULTS.accessLogDays, ...shape } = args;
    planLake(name, shape);
    super("estate:pipeline:DataLake", name, args, opts);
    const { gcp, after = [] } = args;
    const protection = args.deletionProtection === undefined ? {} : { deletionProtection: args.deletionProtection };
    this.keys = new GcpKeys(
      this.childName("keys"),
      { gcp, keys: { [KEY]: { agents: ["storage"] } }, after, ...protection },
      this.childOptions(),
    );
    const key = { ring: this.keys, name: KEY };
    this.accessLog = new GcpLake(
      this.childName("access-log"),
      { gcp, key, expireDays: accessLogDays, after, ...protection },
      this.childOptions(),
    );
    this.accessLog.grantAccessLogs();
    this.lake = new GcpLake(
      this.childName("lake"),
      { ...shape, key, accessLog: { bucketName: this.accessLog.bucketName, prefix: name } },
      this.childOptions(),
    );
    this.bucketName = this.lake.bucketName;
    this.url = this.lake.url;
    this.registerOutputs({ bucketName: this.bucketName });
  }

  /** Lets a principal read objects and list them. @param grantee unique among the lake's grants */
  public grantRead(grantee: string, member: pulumi.Input<string>): storage.BucketIAMMember {
    return this.lake.grantRead(grantee, member);
  }

  /** Lets a principal create, read, replace and delete objects, below a folder where one is given. */
  public grantReadWrite(grantee: string, member: pulumi.Input<string>, prefix?: string): storage.BucketIAMMember {
    return this.lake.grantReadWrite(grantee, member, prefix);
  }

  /** Lets a principal create objects, and neither read, replace nor delete them. */
  public grantAppend(grantee: string, member: pulumi.Input<string>, prefix?: string): storage.BucketIAMMember {
    return this.lake.grantAppend(grantee, member, prefix);
  }
}
