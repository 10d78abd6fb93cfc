import { createHash } from "node:crypto";
import * as storage from "@pulumi/gcp/storage";
import * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../../core";
import type { Column } from "../analytics-warehouse-plan";
import type { GcpKeys } from "../gcp-keys";
import type { GcpProject } from "../gcp-project";
import { rowTransform, schemaFile } from "./row-transform";

/** Days after which what a run left behind goes. */
const TEMPORARY_DAYS = 3;
/** Length of the digest in an object's name: a changed file is a new object, so that a running job keeps its own. */
const DIGEST_LENGTH = 12;

/** Arguments of {@link DataflowStaging}. */
export interface DataflowStagingArgs {
  readonly gcp: GcpProject;
  readonly key: { readonly ring: GcpKeys; readonly name: string };
  readonly columns: readonly Column[];
  readonly after: readonly pulumi.Resource[];
}

/**
 * The bucket that a job works in: its transform, its schema, and what a run writes on the way. Nothing in it is worth
 * keeping, so what runs leave goes after days, and the bucket may be destroyed with what it holds.
 */
export class DataflowStaging extends EstateComponent {
  public readonly bucket: storage.Bucket;
  /** `gs://…/transform/….js` */
  public readonly transform: pulumi.Output<string>;
  /** `gs://…/schema/….json` */
  public readonly schema: pulumi.Output<string>;
  /** `gs://…/temp` */
  public readonly temporary: pulumi.Output<string>;

  public constructor(name: string, args: DataflowStagingArgs, opts?: pulumi.ComponentResourceOptions) {
    super("estate:pipeline:DataflowStaging", name, args, opts);
    this.bucket = this.makeBucket(args);
    this.transform = this.upload("transform", "js", "text/javascript", rowTransform(args.columns));
    this.schema = this.upload("schema", "json", "application/json", schemaFile(args.columns));
    this.temporary = pulumi.interpolate`${this.bucket.url}/temp`;
    this.registerOutputs({ bucketName: this.bucket.name });
  }

  /** Lets a principal create, read, replace and delete objects. */
  public grantReadWrite(grantee: string, member: pulumi.Input<string>): storage.BucketIAMMember {
    return new storage.BucketIAMMember(
      this.childName("grant", grantee),
      { bucket: this.bucket.name, role: "roles/storage.objectUser", member },
      this.childOptions(),
    );
  }

  private makeBucket({ gcp, key, after }: DataflowStagingArgs): storage.Bucket {
    return new storage.Bucket(
      this.childName("bucket"),
      {
        project: gcp.project,
        location: gcp.location.toUpperCase(),
        encryption: { defaultKmsKeyName: key.ring.id(key.name) },
        uniformBucketLevelAccess: true,
        publicAccessPrevention: "enforced",
        lifecycleRules: [
          { action: { type: "Delete" }, condition: { age: TEMPORARY_DAYS, matchesPrefixes: ["temp/"] } },
        ],
        forceDestroy: true,
      },
      this.childOptions({ dependsOn: [...after, ...key.ring.grants(key.name)] }),
    );
  }

  private upload(folder: string, extension: string, contentType: string, text: string): pulumi.Output<string> {
    const digest = createHash("sha256").update(text).digest("hex").slice(0, DIGEST_LENGTH);
    const object = new storage.BucketObject(
      this.childName(folder),
      {
        bucket: this.bucket.name,
        name: `${folder}/${digest}.${extension}`,
        contentType,
        source: new pulumi.asset.StringAsset(text),
      },
      this.childOptions(),
    );
    return pulumi.interpolate`gs://${object.bucket}/${object.name}`;
  }
}
