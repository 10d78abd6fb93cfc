import type * as iam from "@pulumi/aws/iam";
import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as pulumi from "@pulumi/pulumi";
import {
  type Bindable,
  type EncryptionKey,
  EstateComponent,
  type Grantee,
  grant,
  type NeedScope,
  parseArn,
  pascalCase,
  resourcePolicy,
  type Statement,
} from "../core";
import { planSecrets, type SecretShape, type SecretsPlan } from "./secret-store-plan";

/** What rotates a secret: a function that Secrets Manager may call. `FunctionService` is one. */
export interface RotationFunction extends Grantee {
  readonly arn: pulumi.Output<string>;
  /** Lets an AWS service call the function on behalf of one resource. */
  allowInvoke(key: string, service: string, sourceArn: pulumi.Input<string>): pulumi.Resource;
}

/** How a secret is rotated. */
export interface RotationSpec {
  /** Makes the new value; it also makes the first one where `value` is left out. */
  readonly function: RotationFunction;
  /** `rate(30 days)` or `cron(…)`, in UTC. */
  readonly schedule: string;
  /** Hours after the schedule's time within which rotation may run: `3h`. @default until the end of the day */
  readonly window?: string;
}

/** One secret. */
export interface SecretSpec extends SecretShape {
  /** What the secret opens, and who fills it. */
  readonly description: string;
  /**
   * The value, as a secret output: `config.requireSecret("openAiKey")`. It reaches the state encrypted.
   * @default an operator or the rotation function fills it, and neither code nor state ever sees it
   */
  readonly value?: pulumi.Output<string>;
  /** @default not rotated */
  readonly rotation?: RotationSpec;
  /**
   * It is rotated, by `rotation` or by what is made elsewhere: `value` is only where that begins, and never written again.
   * @default whether `rotation` is given
   */
  readonly rotated?: boolean;
  /** AWS services that read the value by themselves: `kafka.amazonaws.com`. @default none */
  readonly readBy?: readonly string[];
  /** Physical name. @default `${prefix}/${key}`, or Pulumi's auto-name without a prefix */
  readonly secretName?: string;
}

/** Arguments of {@link SecretStore}. */
export interface SecretStoreArgs<Name extends string = string> {
  /** The secrets, by the names under which the program speaks of them. */
  readonly secrets: Readonly<Record<Name, SecretSpec>>;
  /** The customer key of every secret. */
  readonly key: EncryptionKey;
  /** Begins the physical names: `${prefix}/${name}`. @default Pulumi names the secrets */
  readonly prefix?: string;
  /** Days for which a deleted secret can be restored, 7 to 30. @default 30 */
  readonly recoveryDays?: number;
  /**
   * Further regions, each with a customer key that stands there: every secret is copied to them, and follows each rotation.
   * @default none
   */
  readonly replicas?: readonly { readonly region: string; readonly key: EncryptionKey }[];
  /** Pulumi does not delete the secrets. Relax it for stacks that come and go. @default true */
  readonly deletionProtection?: boolean;
}

const READ_ACTIONS = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"] as const;
const ROTATE_ACTIONS = [
  "secretsmanager:DescribeSecret",
  "secretsmanager:GetSecretValue",
  "secretsmanager:PutSecretValue",
  "secretsmanager:UpdateSecretVersionStage",
] as const;
/** Takes no resource (Service Authorization Reference, read 2026-11). */
const GENERATE_ACTION = "secretsmanager:GetRandomPassword";
const ENCRYPTING_ACTIONS: ReadonlySet<string> = new Set([
  "secretsmanager:PutSecretValue",
  "secretsmanager:UpdateSecret",
]);

/** One secret of a `SecretStore`: its ARN, and the permissions that it can give. */
export class StoredSecret implements Bindable {
  public readonly bindingKind = "secret";
  public readonly bindingReference: pulumi.Output<string>;
  public readonly arn: pulumi.Output<string>;
  public readonly resource: secretsmanager.Secret;
  /** Logical name: `shop-openai`. */
  public readonly logicalName: string;
  private readonly key: EncryptionKey;
  private readonly replicaKeys: ReadonlyMap<string, EncryptionKey>;

  public constructor(
    logicalName: string,
    resource: secretsmanager.Secret,
    key: EncryptionKey,
    replicaKeys: ReadonlyMap<string, EncryptionKey> = new Map(),
  ) {
    this.logicalName = logicalName;
    this.resource = resource;
    this.key = key;
    this.replicaKeys = replicaKeys;
    this.arn = resource.arn;
    this.bindingReference = resource.arn;
  }

  /**
   * Lets a grantee of another region read the copy there.
   * @throws {Error} where the secret has no copy in the region
   */
  public grantReadReplica(grantee: Grantee, region: string): iam.RolePolicy {
    const statements = this.replicaStatements(region);
    return grant(grantee, `${this.logicalName}-read-${region}`, statements);
  }

  /** What {@link grantReadReplica} gives, for a pod's role. */
  public replicaStatements(region: string): readonly Statement[] {
    const key = this.replicaKeys.get(region);
    if (key === undefined) {
      throw new Error(
        `Secret "${this.logicalName}" has no copy in ${region}; it has ${[...this.replicaKeys.keys()].join(", ") || "none"}.`,
      );
    }
    return [
      { sid: "Secret", actions: READ_ACTIONS, resources: [this.replicaArn(region)] },
      key.useStatement("decrypt", "secretsmanager"),
    ];
  }

  /** The copy's ARN: the same but for the region. */
  public replicaArn(region: string): pulumi.Output<string> {
    return this.arn.apply((arn) => arn.replace(`:${parseArn(arn).region}:`, `:${region}:`));
  }

  /** Lets the grantee read the value. */
  public grantRead(grantee: Grantee): iam.RolePolicy {
    return grant(grantee, `${this.logicalName}-read`, this.bindingStatements(READ_ACTIONS, {}));
  }

  /** Lets the grantee make new values and say which is current. */
  public grantRotate(grantee: Grantee): iam.RolePolicy {
    const generate = { sid: "Generate", actions: [GENERATE_ACTION], resources: ["*"] };
    return grant(grantee, `${this.logicalName}-rotate`, [...this.bindingStatements(ROTATE_ACTIONS, {}), generate]);
  }

  public bindingStatements(actions: readonly string[], _scope: NeedScope): readonly Statement[] {
    const encrypts = actions.some((action) => ENCRYPTING_ACTIONS.has(action));
    return [
      { sid: "Secret", actions, resources: [this.arn] },
      this.key.useStatement(encrypts ? "encryptDecrypt" : "decrypt", "secretsmanager"),
    ];
  }
}

/**
 * A map of secrets: encrypted by a customer key, closed to other accounts, restorable, rotated by a function.
 *
 * Creates per entry a secret and its policy; a version where a value is given; a rotation where one is asked for. Each
 * secret costs forty US cents per month, and reads five cents per 10,000. Values are generated by the rotation function
 * and not here: whatever a program generates ends in its state, and differs at every preview.
 *
 * @example
 * const secrets = new SecretStore("shop", { key, secrets: { openai: { description: "OpenAI key; filled by the team" } } });
 * secrets.secret("openai").grantRead(backend);
 */
export class SecretStore<Name extends string = string> extends EstateComponent {
  private readonly handles: ReadonlyMap<string, StoredSecret>;

  public constructor(name: string, args: SecretStoreArgs<Name>, opts?: pulumi.ComponentResourceOptions) {
    const plan = planSecrets(name, args);
    super("estate:data:SecretStore", name, args, opts);
    const specs = Object.entries<SecretSpec>(args.secrets);
    this.handles = new Map(specs.map(([key, spec]) => [key, this.makeSecret(key, spec, args, plan)]));
    this.registerOutputs(Object.fromEntries([...this.handles].map(([key, handle]) => [key, handle.arn])));
  }

  /** A secret's handle: ARN and permissions. */
  public secret(name: Name): StoredSecret {
    const handle = this.handles.get(name);
    if (handle === undefined) {
      throw new Error(
        `SecretStore "${this.componentName}" has no secret "${name}"; it has ${[...this.handles.keys()]}.`,
      );
    }
    return handle;
  }

  private makeSecret(key: string, spec: SecretSpec, args: SecretStoreArgs, plan: SecretsPlan): StoredSecret {
    const { key: encryption, replicas = [] } = args;
    const physicalName = plan.names.get(key);
    const secret = new secretsmanager.Secret(
      this.childName("secret", key),
      {
        ...(physicalName === undefined ? {} : { name: physicalName }),
        description: spec.description,
        kmsKeyId: encryption.arn,
        recoveryWindowInDays: plan.recoveryDays,
        ...(replicas.length === 0
          ? {}
          : { replicas: replicas.map((replica) => ({ region: replica.region, kmsKeyId: replica.key.arn })) }),
      },
      this.childOptions(plan.deletionProtection ? { protect: true } : {}),
    );
    this.makePolicy(key, secret, spec.readBy ?? []);
    if (spec.value !== undefined) {
      this.makeVersion(key, secret, spec.value, spec.rotated ?? spec.rotation !== undefined);
    }
    const handle = new StoredSecret(
      `${this.componentName}-${key}`,
      secret,
      encryption,
      new Map(replicas.map((replica) => [replica.region, replica.key])),
    );
    this.makeRotation(key, handle, spec.rotation);
    return handle;
  }

  /**
   * A version that rotation has left behind loses its stages, and Secrets Manager deletes it: the next refresh would find it
   * gone, make it anew as the current one, and lock everybody out. A stage of its own keeps it.
   */
  private makeVersion(
    key: string,
    secret: secretsmanager.Secret,
    value: pulumi.Output<string>,
    rotated: boolean,
  ): void {
    const version = { secretId: secret.id, secretString: pulumi.secret(value) };
    new secretsmanager.SecretVersion(
      this.childName("version", key),
      rotated ? { ...version, versionStages: ["AWSCURRENT", "BEGINNING"] } : version,
      this.childOptions(rotated ? { ignoreChanges: ["secretString", "versionStages"] } : {}),
    );
  }

  private makePolicy(key: string, secret: secretsmanager.Secret, readBy: readonly string[]): void {
    const account = secret.arn.apply((arn) => parseArn(arn).account);
    const strangers = {
      sid: "DenyOtherAccounts",
      effect: "Deny" as const,
      principals: [{ anyone: true as const }],
      actions: ["secretsmanager:*"],
      resources: [secret.arn],
      conditions: {
        StringNotEquals: { "aws:PrincipalAccount": account },
        // AWS services have no account; without this the condition would hold for them, too.
        Bool: { "aws:PrincipalIsAWSService": "false" },
      },
    };
    const readers = readBy.map((service) => ({
      sid: `Read${pascalCase(service)}`,
      principals: [{ service }],
      actions: ["secretsmanager:GetSecretValue"],
      resources: [secret.arn],
      // Not every service says for whom it reads; one that says so must do it for this account.
      conditions: { StringEqualsIfExists: { "aws:SourceAccount": account } },
    }));
    new secretsmanager.SecretPolicy(
      this.childName("policy", key),
      { secretArn: secret.arn, policy: resourcePolicy([strangers, ...readers]), blockPublicPolicy: true },
      this.childOptions(),
    );
  }

  private makeRotation(key: string, handle: StoredSecret, rotation: RotationSpec | undefined): void {
    if (rotation === undefined) {
      return;
    }
    const policy = handle.grantRotate(rotation.function);
    const permission = rotation.function.allowInvoke(
      `rotate-${pascalCase(handle.logicalName)}`,
      "secretsmanager.amazonaws.com",
      handle.arn,
    );
    new secretsmanager.SecretRotation(
      this.childName("rotation", key),
      {
        secretId: handle.arn,
        rotationLambdaArn: rotation.function.arn,
        rotateImmediately: true,
        rotationRules: {
          scheduleExpression: rotation.schedule,
          ...(rotation.window === undefined ? {} : { duration: rotation.window }),
        },
      },
      this.childOptions({ dependsOn: [policy, permission] }),
    );
  }
}
