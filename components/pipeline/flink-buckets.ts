import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core";
import { GcpKeys } from "./gcp-keys";
import { GcpLake } from "./gcp-lake";
import type { GcpProject } from "./gcp-project";

/** Arguments of {@link FlinkBuckets}: `FlinkCluster` has checked them. */
export interface FlinkBucketsArgs {
  readonly gcp: GcpProject;
  readonly deletionProtection: boolean;
  readonly after: readonly pulumi.Resource[];
}

const KEY = "flink";
/** Days after which what a run left behind goes. */
const TEMPORARY_DAYS = 7;
/** Days for which a replaced or deleted object can be had back; a checkpoint is worth nothing once others follow it. */
const EARLIER_DAYS = 1;

/**
 * The key and the three buckets of a cluster: `staging` for scripts and Dataproc's own files, `temporary` for what jobs leave,
 * `checkpoints` for the state from which a job goes on, whatever becomes of the cluster.
 */
export class FlinkBuckets extends EstateComponent {
  public readonly keys: GcpKeys;
  public readonly keyId: pulumi.Output<string>;
  public readonly staging: GcpLake;
  public readonly temporary: GcpLake;
  public readonly checkpoints: GcpLake;
  private readonly args: FlinkBucketsArgs;

  public constructor(name: string, args: FlinkBucketsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("estate:pipeline:FlinkBuckets", name, {}, opts);
    this.args = args;
    this.keys = new GcpKeys(
      this.childName("keys"),
      { ...args, keys: { [KEY]: { agents: ["compute", "storage"] } } },
      this.childOptions(),
    );
    this.keyId = this.keys.id(KEY);
    this.staging = this.makeBucket("staging");
    this.temporary = this.makeBucket("temporary", TEMPORARY_DAYS);
    this.checkpoints = this.makeBucket("checkpoints");
    this.registerOutputs({});
  }

  /** Lets the cluster's nodes work in these three buckets, and in no other of the project. */
  public grantWork(member: pulumi.Input<string>): readonly pulumi.Resource[] {
    return [this.staging, this.temporary, this.checkpoints].flatMap((bucket) => bucket.grantWork("nodes", member));
  }

  /** Without it no disk can be made. */
  public keyGrants(): readonly pulumi.Resource[] {
    return this.keys.grants(KEY);
  }

  private makeBucket(role: string, expireDays?: number): GcpLake {
    return new GcpLake(
      this.childName(role),
      {
        ...this.args,
        key: { ring: this.keys, name: KEY },
        noncurrentDays: EARLIER_DAYS,
        ...(expireDays === undefined ? {} : { expireDays }),
      },
      this.childOptions(),
    );
  }
}
