import type * as iam from "@pulumi/aws/iam";
import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import {
  type Bindable,
  CollectedPolicy,
  type EncryptionKey,
  EstateComponent,
  type Grantee,
  grant,
  type NeedScope,
  parseArn,
  pascalCase,
  type Statement,
} from "../core";
import type { ObjectStoreArgs } from "./object-store-args";
import { planStore, type StorePlan } from "./object-store-plan";
import { type ReplicatedBucket, replicateBucket } from "./object-store-replication";
import { lifecycleRules, transportStatements } from "./object-store-rules";

/** Tag that tells policies which buckets hold access logs. */
export const LOG_BUCKET_TAG = { "bucket-role": "log" } as const;

const READ_ACTIONS = ["s3:GetObject", "s3:ListBucket"] as const;
const WRITE_ACTIONS = ["s3:AbortMultipartUpload", "s3:PutObject"] as const;
const DELETE_ACTIONS = ["s3:DeleteObject"] as const;
/** Actions on the bucket itself; all others are on objects. */
const BUCKET_ACTION = /^s3:(Get|List|Put|Delete)[A-Za-z]*Bucket|^s3:GetEncryptionConfiguration$/;
/** Actions whose answer a prefix can narrow (Service Authorization Reference, read 2026-11). */
const PREFIX_ACTIONS: ReadonlySet<string> = new Set(["s3:ListBucket", "s3:ListBucketVersions"]);

/**
 * An S3 bucket: private, versioned, encrypted by a customer key, over TLS 1.2 or newer only, its accesses logged.
 *
 * Creates the bucket, its encryption, public access block, ownership controls, versioning, lifecycle and policy; with
 * them, where asked for, access logging, notifications and object lock. Cost follows gigabytes stored and requests; the
 * bucket key spares calls to KMS.
 *
 * @example
 * const logs = new ObjectStore("logs", { role: "log", expireDays: 365 });
 * const lake = new ObjectStore("lake", { key, accessLogs: logs, tiers: [{ afterDays: 30, storageClass: "STANDARD_IA" }] });
 * lake.grantWrite(pipeline, "orders/");
 */
export class ObjectStore extends EstateComponent implements Bindable {
  public readonly bindingKind = "bucket";
  public readonly bindingReference: pulumi.Output<string>;
  public readonly bucket: s3.Bucket;
  public readonly arn: pulumi.Output<string>;
  /** The bucket's physical name. */
  public readonly bucketName: pulumi.Output<string>;
  public readonly role: "data" | "log";
  /** What encrypts its objects; a store of access logs has none. */
  public readonly key: EncryptionKey | undefined;
  private readonly statements: CollectedPolicy;
  private notified: string | undefined;
  private readonly versioning: s3.BucketVersioning;
  private readonly versioned: boolean;
  private copiedTo: string | undefined;

  public constructor(name: string, args: ObjectStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    const logs = args.role === "log" || args.accessLogs === "none" ? undefined : args.accessLogs;
    const plan = planStore(name, args, logs?.role);
    super("estate:data:ObjectStore", name, args, opts);
    this.role = plan.role;
    this.key = args.role === "log" ? undefined : args.key;
    this.bucket = this.makeBucket(plan);
    this.arn = this.bucket.arn;
    this.bucketName = this.bucket.bucket;
    this.bindingReference = this.bucketName;
    this.makeEncryption();
    this.makeAccess();
    this.versioned = plan.versioning;
    this.versioning = this.makeHistory(plan);
    this.statements = new CollectedPolicy(`ObjectStore "${name}"`, transportStatements(this.arn));
    this.makePolicy();
    this.makeNotification(plan);
    this.makeLogging(logs);
    this.registerOutputs({ arn: this.arn, bucketName: this.bucketName });
  }

  /** Lets the grantee list and get objects. @param prefix begins the keys that it may see @default all */
  public grantRead(grantee: Grantee, prefix?: string): iam.RolePolicy {
    return this.grantActions(grantee, "read", READ_ACTIONS, prefix);
  }

  /** Lets the grantee put objects, and not read or delete them. @param prefix begins the keys @default all */
  public grantWrite(grantee: Grantee, prefix?: string): iam.RolePolicy {
    return this.grantActions(grantee, "write", WRITE_ACTIONS, prefix);
  }

  /** Both of {@link grantRead} and {@link grantWrite}, as one policy. */
  public grantReadWrite(grantee: Grantee, prefix?: string): iam.RolePolicy {
    return this.grantActions(grantee, "read-write", [...READ_ACTIONS, ...WRITE_ACTIONS], prefix);
  }

  /** Lets the grantee delete objects; in a versioned bucket the versions remain. */
  public grantDelete(grantee: Grantee, prefix?: string): iam.RolePolicy {
    return this.grantActions(grantee, "delete", DELETE_ACTIONS, prefix);
  }

  /**
   * Copies every new object to a store of another region within fifteen minutes, deletions too, and encrypts the copy with
   * the key that stands there. What was in the store before stays where it is. Beside storage and transfer, the promise of
   * fifteen minutes costs 1.5 US cents a gigabyte.
   *
   * @throws {Error} where one of the stores keeps no versions or holds access logs, or this one is replicated already
   */
  public replicateTo(copy: ObjectStore): s3.BucketReplicationConfig {
    if (this.copiedTo !== undefined || copy === this) {
      throw new Error(
        `ObjectStore "${this.componentName}" is replicated to "${this.copiedTo ?? copy.componentName}": ` +
          "a bucket has one replication, to another bucket.",
      );
    }
    this.copiedTo = copy.componentName;
    const make = { name: (role: string, key?: string) => this.childName(role, key), options: this.childOptions() };
    return replicateBucket(make, this.replicated(), copy.replicated(), [this.versioning, copy.versioning]);
  }

  /**
   * Lets an AWS service use objects on behalf of one resource: CloudFront for a distribution, log delivery for a load
   * balancer.
   *
   * @param key unique among the store's services: `web-distribution`
   * @param request.sourceArn the resource for which the service acts, `*` allowed where the service makes the name up
   * @param request.sourceAccount its account, where the ARN names none, as a bucket's @default not checked
   * @param request.path part of the bucket, such as `AWSLogs/*` @default all objects
   */
  public allowService(
    key: string,
    request: {
      readonly service: string;
      readonly actions: readonly string[];
      readonly sourceArn: pulumi.Input<string>;
      readonly sourceAccount?: pulumi.Input<string>;
      readonly path?: pulumi.Input<string>;
    },
  ): void {
    const onBucket = request.actions.filter((action) => BUCKET_ACTION.test(action));
    const onObjects = request.actions.filter((action) => !BUCKET_ACTION.test(action));
    const common = {
      principals: [{ service: request.service }],
      conditions: {
        ArnLike: { "aws:SourceArn": request.sourceArn },
        ...(request.sourceAccount === undefined
          ? {}
          : { StringEquals: { "aws:SourceAccount": request.sourceAccount } }),
      },
    };
    const objects = pulumi.interpolate`${this.arn}/${request.path ?? "*"}`;
    const sid = pascalCase(key);
    if (onObjects.length > 0) {
      this.statements.add({ sid: `${sid}Objects`, ...common, actions: onObjects, resources: [objects] });
    }
    if (onBucket.length > 0) {
      this.statements.add({ sid: `${sid}Bucket`, ...common, actions: onBucket, resources: [this.arn] });
    }
  }

  /**
   * Reserves the bucket's notification: S3 knows one configuration per bucket, so that a second resource would replace the
   * first without a word.
   * @param owner who makes it, for messages: `ObjectTrigger "uploads"`
   * @throws {Error} where somebody else makes it
   */
  public claimNotification(owner: string): void {
    if (this.notified !== undefined) {
      throw new Error(
        `The notification of ObjectStore "${this.componentName}" is made by ${this.notified}; ${owner} would replace it. ` +
          "To fix: put all rules, and eventBridge, into one ObjectTrigger.",
      );
    }
    this.notified = owner;
  }

  public bindingStatements(actions: readonly string[], scope: NeedScope): readonly Statement[] {
    const { prefix } = scope;
    const listing = actions.filter((action) => PREFIX_ACTIONS.has(action));
    const onBucket = actions.filter((action) => BUCKET_ACTION.test(action) && !PREFIX_ACTIONS.has(action));
    const onObjects = actions.filter((action) => !BUCKET_ACTION.test(action));
    const narrowed = prefix === undefined ? {} : { conditions: { StringLike: { "s3:prefix": `${prefix}*` } } };
    const objects = pulumi.interpolate`${this.arn}/${prefix ?? ""}*`;
    return [
      ...(onObjects.length > 0 ? [{ sid: "Objects", actions: onObjects, resources: [objects] }] : []),
      ...(listing.length > 0 ? [{ sid: "List", actions: listing, resources: [this.arn], ...narrowed }] : []),
      ...(onBucket.length > 0 ? [{ sid: "Bucket", actions: onBucket, resources: [this.arn] }] : []),
      ...this.keyStatements(onObjects),
    ];
  }

  private keyStatements(onObjects: readonly string[]): readonly Statement[] {
    const reads = onObjects.some((action) => action.startsWith("s3:Get"));
    const writes = onObjects.some((action) => action.startsWith("s3:Put"));
    return this.key === undefined || !(reads || writes)
      ? []
      : [this.key.useStatement(writes ? "encryptDecrypt" : "decrypt", "s3")];
  }

  private grantActions(grantee: Grantee, key: string, actions: readonly string[], prefix?: string): iam.RolePolicy {
    const part = prefix === undefined ? "" : `-${prefix.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "")}`;
    const scope = prefix === undefined ? {} : { prefix };
    return grant(grantee, `${this.componentName}-${key}${part}`, this.bindingStatements(actions, scope));
  }

  private makeBucket(plan: StorePlan): s3.Bucket {
    return new s3.Bucket(
      this.childName("bucket"),
      {
        ...(plan.bucketName === undefined ? {} : { bucket: plan.bucketName }),
        ...(plan.objectLock === undefined ? {} : { objectLockEnabled: true }),
        ...(plan.role === "log" ? { tags: LOG_BUCKET_TAG } : {}),
        forceDestroy: !plan.deletionProtection,
      },
      this.childOptions(plan.deletionProtection ? { protect: true } : {}),
    );
  }

  private makeEncryption(): void {
    const rule =
      this.key === undefined
        ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
        : {
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: this.key.arn },
            bucketKeyEnabled: true,
          };
    new s3.BucketServerSideEncryptionConfiguration(
      this.childName("encryption"),
      { bucket: this.bucket.bucket, rules: [rule] },
      this.childOptions(),
    );
  }

  private makeAccess(): void {
    const bucket = this.bucket.bucket;
    new s3.BucketPublicAccessBlock(
      this.childName("public-access"),
      { bucket, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
      this.childOptions(),
    );
    new s3.BucketOwnershipControls(
      this.childName("ownership"),
      { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
      this.childOptions(),
    );
  }

  /** Versions, how long they and their objects stay, and what locks them. */
  private makeHistory(plan: StorePlan): s3.BucketVersioning {
    const bucket = this.bucket.bucket;
    const versioning = new s3.BucketVersioning(
      this.childName("versioning"),
      { bucket, versioningConfiguration: { status: plan.versioning ? "Enabled" : "Suspended" } },
      this.childOptions(),
    );
    const after = this.childOptions({ dependsOn: [versioning] });
    new s3.BucketLifecycleConfiguration(this.childName("lifecycle"), { bucket, rules: lifecycleRules(plan) }, after);
    if (plan.objectLock !== undefined) {
      const { mode, days } = plan.objectLock;
      new s3.BucketObjectLockConfiguration(
        this.childName("object-lock"),
        { bucket, rule: { defaultRetention: { mode: mode.toUpperCase(), days } } },
        after,
      );
    }
    return versioning;
  }

  /** This store as an end of a replication. @throws {Error} where it cannot be one */
  private replicated(): ReplicatedBucket {
    if (this.key === undefined || !this.versioned) {
      throw new Error(
        `ObjectStore "${this.componentName}" cannot be replicated: it ${this.key === undefined ? "holds access logs" : "keeps no versions"}. ` +
          "To fix: replicate versioned stores of data only.",
      );
    }
    return { arn: this.arn, bucketName: this.bucketName, key: this.key };
  }

  private makePolicy(): void {
    new s3.BucketPolicy(
      this.childName("policy"),
      { bucket: this.bucket.bucket, policy: this.statements.json },
      this.childOptions(),
    );
  }

  private makeNotification(plan: StorePlan): void {
    if (plan.eventBridge) {
      this.claimNotification("its own argument eventBridge");
      new s3.BucketNotification(
        this.childName("notification"),
        { bucket: this.bucket.bucket, eventbridge: true },
        this.childOptions(),
      );
    }
  }

  private makeLogging(logs: ObjectStore | undefined): void {
    if (logs === undefined) {
      return;
    }
    const targetPrefix = `${this.componentName}/`;
    logs.allowService(`access-logs-${this.componentName}`, {
      service: "logging.s3.amazonaws.com",
      actions: ["s3:PutObject"],
      sourceArn: this.arn,
      ...(this.key === undefined ? {} : { sourceAccount: this.key.arn.apply((arn) => parseArn(arn).account) }),
      path: `${targetPrefix}*`,
    });
    new s3.BucketLogging(
      this.childName("logging"),
      { bucket: this.bucket.bucket, targetBucket: logs.bucketName, targetPrefix },
      this.childOptions(),
    );
  }
}
