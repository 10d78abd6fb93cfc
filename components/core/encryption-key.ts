import * as kms from "@pulumi/aws/kms";
import * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "./component";
import { KEY_USE_ACTIONS, type KeyPlan, type KeyUse, keyPolicyStatements, planKey } from "./encryption-key-plan";
import { type Grantee, grant } from "./grants";
import { parseArn, resourcePolicy, type Statement } from "./policy";

export type { KeyUse } from "./encryption-key-plan";

/** Arguments of {@link EncryptionKey}. */
export interface EncryptionKeyArgs {
  /** What the key protects, as an auditor reads it: `Orders and customers at rest`. */
  readonly description: string;
  /**
   * Services that use the key by themselves, not for a caller: `logs`, `sns.amazonaws.com`, `cloudwatch.amazonaws.com`,
   * `events.amazonaws.com`, `delivery.logs.amazonaws.com`, `autoscaling` (its service-linked role). Each is held to this
   * account. Services that act for a caller (DynamoDB, S3, Lambda, Secrets Manager) need no entry.
   * @default none
   */
  readonly services?: readonly string[];
  /** Days between rotations of the key material, 90 to 2560. @default 365 */
  readonly rotationDays?: number;
  /** Days between the order to delete and the deletion, 7 to 30. @default 30 */
  readonly deletionWindowDays?: number;
  /** A primary that can be replicated into other regions. Cannot be changed later. @default false */
  readonly multiRegion?: boolean;
  /**
   * Makes a replica of this key, with the same material, in the region of the component's provider: what one encrypts the
   * other decrypts.
   * @default a key of its own
   */
  readonly replicaOf?: EncryptionKey;
  /** Alias, with or without `alias/`. @default named by Pulumi after the component */
  readonly alias?: string;
}

/**
 * A customer key in KMS: symmetric, rotated, administered by the account and delegated to IAM policies.
 *
 * Creates one key, its alias and its policy. Costs one US dollar per month, another for each of the first two rotations,
 * and three cents per 10,000 requests. Pass `protect: true` among the options where the data must outlive mistakes.
 *
 * @example
 * const key = new EncryptionKey("shop", { description: "Shop data at rest", services: ["logs", "sns.amazonaws.com"] });
 * key.grantDecrypt(reader, "shop-key");
 *
 * // The same key in another region, for data that is replicated there:
 * const primary = new EncryptionKey("orders", { description: "Orders at rest", multiRegion: true });
 * new EncryptionKey("orders-west", { description: "Orders at rest, second region", replicaOf: primary }, { provider: west });
 */
export class EncryptionKey extends EstateComponent {
  public readonly key: kms.Key | kms.ReplicaKey;
  public readonly alias: kms.Alias;
  public readonly policy: kms.KeyPolicy;
  /** Known once the policy stands, so that nothing tries to use the key before it may. */
  public readonly arn: pulumi.Output<string>;
  /** Key id, a UUID; known once the policy stands. */
  public readonly keyId: pulumi.Output<string>;
  /** Services that the policy lets use the key by themselves. */
  public readonly services: readonly string[];
  /** Whether replicas can be made of it. */
  public readonly multiRegion: boolean;
  /** One object per use, so that whoever collects statements can tell that two are the same. */
  private readonly statements = new Map<string, Statement>();

  public constructor(name: string, args: EncryptionKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planKey(name, args);
    super("estate:core:EncryptionKey", name, args, opts);
    this.services = plan.services;
    this.multiRegion = plan.multiRegion;
    this.key = args.replicaOf === undefined ? this.makeKey(plan) : this.makeReplica(plan, args.replicaOf);
    this.alias = this.makeAlias(plan);
    this.policy = this.makePolicy(plan);
    this.arn = pulumi.all([this.key.arn, this.policy.id]).apply(([arn]) => arn);
    this.keyId = pulumi.all([this.key.keyId, this.policy.id]).apply(([keyId]) => keyId);
    this.registerOutputs({ arn: this.arn, keyId: this.keyId, alias: this.alias.name });
  }

  /**
   * The statement that lets a principal use the key.
   *
   * @param use reading needs `decrypt`, writing `encryptDecrypt`
   * @param viaService the service through which alone the key may be used: `dynamodb`, `s3`, `sqs`
   */
  public useStatement(use: KeyUse, viaService?: string): Statement {
    const known = this.statements.get(`${use}/${viaService}`);
    const statement = known ?? this.makeStatement(use, viaService);
    this.statements.set(`${use}/${viaService}`, statement);
    return statement;
  }

  /** Lets the grantee decrypt. @param key unique among the grantee's policies */
  public grantDecrypt(grantee: Grantee, key: string, viaService?: string): void {
    grant(grantee, key, [this.useStatement("decrypt", viaService)]);
  }

  /** Lets the grantee encrypt and decrypt. @param key unique among the grantee's policies */
  public grantEncryptDecrypt(grantee: Grantee, key: string, viaService?: string): void {
    grant(grantee, key, [this.useStatement("encryptDecrypt", viaService)]);
  }

  private makeStatement(use: KeyUse, viaService: string | undefined): Statement {
    return {
      sid: `UseKey${viaService === undefined ? "" : capitalised(viaService)}`,
      actions: KEY_USE_ACTIONS[use],
      resources: [this.arn],
      ...(viaService === undefined
        ? {}
        : { conditions: { StringEquals: { "kms:ViaService": this.servicePrincipal(viaService) } } }),
    };
  }

  private servicePrincipal(service: string): pulumi.Output<string> {
    return this.arn.apply((arn) => `${service}.${parseArn(arn).region}.amazonaws.com`);
  }

  private makeKey(plan: KeyPlan): kms.Key {
    return new kms.Key(
      this.childName("key"),
      {
        description: plan.description,
        enableKeyRotation: true,
        rotationPeriodInDays: plan.rotationDays,
        deletionWindowInDays: plan.deletionWindowDays,
        multiRegion: plan.multiRegion,
      },
      this.childOptions(),
    );
  }

  private makeReplica(plan: KeyPlan, primary: EncryptionKey): kms.ReplicaKey {
    return new kms.ReplicaKey(
      this.childName("key"),
      {
        description: plan.description,
        primaryKeyArn: primary.arn,
        deletionWindowInDays: plan.deletionWindowDays,
      },
      // A replica outlives its primary: replacing it by one of another primary would take the data that it encrypts.
      this.childOptions({ ignoreChanges: ["primaryKeyArn"] }),
    );
  }

  private makeAlias(plan: KeyPlan): kms.Alias {
    return new kms.Alias(
      this.childName("alias"),
      { ...(plan.alias === undefined ? {} : { name: plan.alias }), targetKeyId: this.key.keyId },
      this.childOptions(),
    );
  }

  /** A resource of its own, because the policy speaks of the key's ARN. */
  private makePolicy(plan: KeyPlan): kms.KeyPolicy {
    return new kms.KeyPolicy(
      this.childName("policy"),
      {
        keyId: this.key.keyId,
        policy: this.key.arn.apply((arn) => resourcePolicy(keyPolicyStatements(arn, plan.services))),
      },
      this.childOptions(),
    );
  }
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
