import * as storage from "@pulumi/gcp/storage";
import * as pulumi from "@pulumi/pulumi";
import { EstateComponent, parseArn } from "../core";
import type { GcpLake } from "./gcp-lake";
import type { GcpToAwsIdentity } from "./gcp-to-aws-identity";

/** A job in Flink's SQL that runs without end, and signs in to Kafka by SCRAM with a secret of AWS. */
export interface FlinkJobArgs {
  /** Names the application on the cluster, and the folder of its checkpoints. */
  readonly name: string;
  /** The job's SQL, and the scripts that keep it running: `ORDER_ANALYTICS.files` has all three. */
  readonly files: {
    readonly sql: pulumi.asset.Asset;
    /** Runs on the first node for good: starts the job, and again from its last checkpoint. */
    readonly supervise: pulumi.asset.Asset;
    /** Runs once on each node while the cluster is made. */
    readonly install: pulumi.asset.Asset;
  };
  /** What stands for the placeholders of the SQL: `{ ORDERS_TOPIC: "orders" }`. No secret. */
  readonly values: Readonly<Record<string, pulumi.Input<string>>>;
  /** ARN of the secret in AWS Secrets Manager, JSON with `username` and `password`: `stream.userSecret("flink").arn`. */
  readonly secretArn: pulumi.Input<string>;
  /** The Kafka connector in Cloud Storage and its SHA-256; it must fit the image's Flink. */
  readonly connector: { readonly uri: string; readonly sha256: string };
  /** Parallel instances of each step. @default 1 */
  readonly parallelism?: number;
}

/** Arguments of {@link FlinkJobFiles}: `FlinkCluster` has checked them. */
export interface FlinkJobFilesArgs {
  readonly job: FlinkJobArgs;
  readonly staging: GcpLake;
  readonly checkpoints: GcpLake;
  readonly identity: GcpToAwsIdentity;
}

/**
 * A job's files in the staging bucket, under names that stay: the supervisor on the cluster looks for changes and starts the
 * job anew, so that a new query replaces no machine.
 */
export class FlinkJobFiles extends EstateComponent {
  /** `gs://…/jobs/<name>`, which the first node reads. */
  public readonly folder: pulumi.Output<string>;
  /** `gs://…/install.sh`. */
  public readonly installer: pulumi.Output<string>;
  public readonly objects: readonly storage.BucketObject[];
  private readonly args: FlinkJobFilesArgs;

  public constructor(name: string, args: FlinkJobFilesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("estate:pipeline:FlinkJobFiles", name, {}, opts);
    this.args = args;
    const { files, name: job } = args.job;
    this.folder = pulumi.interpolate`${args.staging.url}/jobs/${job}`;
    // Put together and not read from the object, or a new text would replace the cluster that names it.
    this.installer = pulumi.interpolate`${this.folder}/install.sh`;
    this.objects = [
      this.upload("install", "install.sh", { source: files.install }),
      this.upload("supervise", "supervise.py", { source: files.supervise }),
      this.upload("sql", "job.sql", { source: files.sql }),
      this.upload("settings", "settings.json", { content: this.settings() }),
    ];
    this.registerOutputs({ folder: this.folder });
  }

  private settings(): pulumi.Output<string> {
    const { job, checkpoints, identity } = this.args;
    return pulumi.jsonStringify({
      name: job.name,
      checkpoints: pulumi.interpolate`${checkpoints.url}/${job.name}`,
      connector: { uri: job.connector.uri, sha256: job.connector.sha256 },
      parallelism: job.parallelism ?? 1,
      aws: {
        region: pulumi.output(job.secretArn).apply((arn) => parseArn(arn).region),
        roleArn: identity.roleArn,
        secretArn: job.secretArn,
      },
      values: job.values,
    });
  }

  private upload(
    role: string,
    file: string,
    body: Pick<storage.BucketObjectArgs, "source" | "content">,
  ): storage.BucketObject {
    return new storage.BucketObject(
      this.childName(role),
      { bucket: this.args.staging.bucketName, name: `jobs/${this.args.job.name}/${file}`, ...body },
      // The name stays, so that the old object must go before, and not after, the new one is there.
      this.childOptions({ deleteBeforeReplace: true }),
    );
  }
}
