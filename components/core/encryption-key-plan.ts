import { Faults } from "./faults";
import { accountRoot, parseArn, type ResourceStatement } from "./policy";

/** Shortest and longest rotation period, in days (KMS developer guide, "Rotating AWS KMS keys", read 2026-11). */
export const ROTATION_DAYS = { min: 90, max: 2560 } as const;

/** Shortest and longest waiting period before a key is deleted, in days (KMS API, `ScheduleKeyDeletion`, read 2026-11). */
export const DELETION_WINDOW_DAYS = { min: 7, max: 30 } as const;

/** Longest alias, `alias/` included, in characters (KMS API, `CreateAlias`, read 2026-11). */
const ALIAS_LIMIT = 256;
/** Longest description, in characters (KMS API, `CreateKey`, read 2026-11). */
const DESCRIPTION_LIMIT = 8192;

/** What a service does with the data that the key protects, where it acts by itself and not for a caller. */
const SERVICE_ACTIONS = ["kms:Decrypt", "kms:GenerateDataKey"] as const;
/** CloudWatch Logs and EC2 Auto Scaling need more: they encrypt, re-encrypt and look at the key. */
const STORAGE_ACTIONS = [
  "kms:Decrypt",
  "kms:DescribeKey",
  "kms:Encrypt",
  "kms:GenerateDataKey",
  "kms:GenerateDataKeyWithoutPlaintext",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
] as const;

/** The values of the arguments that have a default. */
export const KEY_DEFAULTS = {
  services: [],
  rotationDays: 365,
  deletionWindowDays: 30,
  multiRegion: false,
} as const;

/** What the plan looks at. */
export interface KeyShape {
  readonly description: string;
  readonly services?: readonly string[];
  readonly rotationDays?: number;
  readonly deletionWindowDays?: number;
  readonly multiRegion?: boolean;
  readonly alias?: string;
  readonly replicaOf?: { readonly componentName: string; readonly multiRegion: boolean };
}

/** The arguments with every default filled in. */
export interface KeyPlan {
  readonly description: string;
  readonly services: readonly string[];
  readonly rotationDays: number;
  readonly deletionWindowDays: number;
  readonly multiRegion: boolean;
  /** With `alias/`; absent where Pulumi names it. */
  readonly alias?: string;
}

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planKey(name: string, args: KeyShape): KeyPlan {
  const plan = {
    description: args.description,
    services: [...new Set(args.services ?? KEY_DEFAULTS.services)],
    rotationDays: args.rotationDays ?? KEY_DEFAULTS.rotationDays,
    deletionWindowDays: args.deletionWindowDays ?? KEY_DEFAULTS.deletionWindowDays,
    multiRegion: args.multiRegion ?? KEY_DEFAULTS.multiRegion,
  };
  const faults = new Faults("EncryptionKey", name);
  checkPrimary(faults, args);
  const alias = args.alias === undefined ? undefined : `alias/${args.alias.replace(/^alias\//, "")}`;
  checkText(faults, plan.description, alias);
  checkDays(faults, "rotationDays", plan.rotationDays, ROTATION_DAYS);
  checkDays(faults, "deletionWindowDays", plan.deletionWindowDays, DELETION_WINDOW_DAYS);
  for (const service of plan.services) {
    faults.check(service in KNOWN_SERVICES || /^[a-z0-9.-]+\.amazonaws\.com$/.test(service), {
      property: "services",
      given: service,
      allowed: `a service principal such as "sns.amazonaws.com", or one of ${Object.keys(KNOWN_SERVICES).join(", ")}`,
      fix: "write the principal as the service's own documentation does",
    });
  }
  faults.throwIfAny();
  return alias === undefined ? plan : { ...plan, alias };
}

/** A replica shares material and rotation with its primary, and cannot be replicated further. */
function checkPrimary(faults: Faults, { replicaOf, rotationDays, multiRegion }: KeyShape): void {
  if (replicaOf === undefined) {
    return;
  }
  faults.check(replicaOf.multiRegion, {
    property: "replicaOf",
    given: replicaOf.componentName,
    allowed: "a key made with multiRegion: true, which cannot be changed later",
    fix: `give EncryptionKey "${replicaOf.componentName}" multiRegion: true when it is first made`,
  });
  faults.check(rotationDays === undefined && multiRegion !== true, {
    property: "replicaOf",
    given: { rotationDays, multiRegion },
    allowed: "neither rotationDays nor multiRegion beside it: the primary decides",
    fix: "leave them out",
  });
}

function checkText(faults: Faults, description: string, alias: string | undefined): void {
  faults.check(description.trim() !== "" && description.length <= DESCRIPTION_LIMIT, {
    property: "description",
    given: description,
    allowed: `1 to ${DESCRIPTION_LIMIT} characters that say what the key protects`,
    fix: 'write what the key protects, such as "Orders at rest"',
  });
  const valid =
    alias === undefined ||
    (/^alias\/[A-Za-z0-9/_-]+$/.test(alias) && !alias.startsWith("alias/aws/") && alias.length <= ALIAS_LIMIT);
  faults.check(valid, {
    property: "alias",
    given: alias,
    allowed: `letters, digits, "/", "_" and "-", up to ${ALIAS_LIMIT} characters with "alias/", not beginning with "aws/"`,
    fix: "rename the alias, or omit it and let Pulumi name it",
  });
}

function checkDays(faults: Faults, property: string, given: number, limit: { min: number; max: number }): void {
  faults.check(Number.isInteger(given) && given >= limit.min && given <= limit.max, {
    property,
    given,
    allowed: `whole days from ${limit.min} to ${limit.max}`,
    fix: "choose a number of days in that range",
  });
}

/** Services whose statement differs from the general one, by the names under which they are asked for. */
const KNOWN_SERVICES: Readonly<Record<string, (keyArn: string) => readonly ResourceStatement[]>> = {
  logs: logsStatements,
  "logs.amazonaws.com": logsStatements,
  "delivery.logs.amazonaws.com": deliveryStatements,
  autoscaling: autoscalingStatements,
  "autoscaling.amazonaws.com": autoscalingStatements,
  "cloudfront.amazonaws.com": cloudfrontStatements,
  "indexing.s3vectors.amazonaws.com": vectorStatements,
};

/**
 * The key's policy: the account administers the key and delegates its use to IAM policies; a service that acts by itself
 * may use it for resources of this account only.
 */
export function keyPolicyStatements(keyArn: string, services: readonly string[]): readonly ResourceStatement[] {
  const administrators: ResourceStatement = {
    sid: "AccountAdministersAndDelegatesToIam",
    principals: [{ aws: accountRoot(keyArn) }],
    actions: ["kms:*"],
    resources: ["*"],
  };
  const statements = services.flatMap((service) => (KNOWN_SERVICES[service] ?? generalStatements(service))(keyArn));
  const bySid = new Map(statements.map((statement) => [statement.sid, statement]));
  return [administrators, ...bySid.values()];
}

function generalStatements(service: string): (keyArn: string) => readonly ResourceStatement[] {
  return (keyArn) => [
    {
      sid: sidFor(service),
      principals: [{ service }],
      actions: SERVICE_ACTIONS,
      resources: ["*"],
      conditions: { StringEquals: { "aws:SourceAccount": parseArn(keyArn).account } },
    },
  ];
}

/** CloudWatch Logs has one principal per region, and names the log group in the encryption context. */
function logsStatements(keyArn: string): readonly ResourceStatement[] {
  const { partition, region, account } = parseArn(keyArn);
  return [
    {
      sid: sidFor("logs"),
      principals: [{ service: `logs.${region}.amazonaws.com` }],
      actions: STORAGE_ACTIONS,
      resources: ["*"],
      conditions: {
        ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:${partition}:logs:${region}:${account}:log-group:*` },
      },
    },
  ];
}

/** Log delivery (VPC flow logs, load balancers and the like into encrypted buckets) names the delivery as its source. */
function deliveryStatements(keyArn: string): readonly ResourceStatement[] {
  const { partition, region, account } = parseArn(keyArn);
  return [
    {
      sid: sidFor("delivery.logs"),
      principals: [{ service: "delivery.logs.amazonaws.com" }],
      actions: STORAGE_ACTIONS,
      resources: ["*"],
      conditions: {
        StringEquals: { "aws:SourceAccount": account },
        ArnLike: { "aws:SourceArn": `arn:${partition}:logs:${region}:${account}:*` },
      },
    },
  ];
}

/** CloudFront reads encrypted buckets for a distribution, which it names as its source; distributions have no region. */
function cloudfrontStatements(keyArn: string): readonly ResourceStatement[] {
  const { partition, account } = parseArn(keyArn);
  return [
    {
      sid: sidFor("cloudfront"),
      principals: [{ service: "cloudfront.amazonaws.com" }],
      actions: ["kms:Decrypt"],
      resources: ["*"],
      conditions: { ArnLike: { "aws:SourceArn": `arn:${partition}:cloudfront::${account}:distribution/*` } },
    },
  ];
}

/** S3 Vectors orders its indexes by itself, and names the vector bucket as its source. */
function vectorStatements(keyArn: string): readonly ResourceStatement[] {
  const { partition, region, account } = parseArn(keyArn);
  return [
    {
      sid: sidFor("indexing.s3vectors"),
      principals: [{ service: "indexing.s3vectors.amazonaws.com" }],
      actions: ["kms:Decrypt"],
      resources: ["*"],
      conditions: {
        StringEquals: { "aws:SourceAccount": account },
        ArnLike: { "aws:SourceArn": `arn:${partition}:s3vectors:${region}:${account}:bucket/*` },
      },
    },
  ];
}

/**
 * Auto Scaling starts instances with encrypted volumes as its service-linked role, and hands EC2 a grant. The role stands in
 * a condition: an account that never had an Auto Scaling group has no such role yet, and KMS refuses a policy whose principal
 * does not exist ("PutKeyPolicy", `Policy`; read 2026-11).
 */
function autoscalingStatements(keyArn: string): readonly ResourceStatement[] {
  const { partition, account } = parseArn(keyArn);
  const role = `arn:${partition}:iam::${account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;
  const byRole = { StringEquals: { "aws:PrincipalArn": role } };
  return [
    {
      sid: sidFor("autoscaling"),
      principals: [{ anyone: true }],
      actions: STORAGE_ACTIONS,
      resources: ["*"],
      conditions: byRole,
    },
    {
      sid: "AutoscalingHandsOverGrants",
      principals: [{ anyone: true }],
      actions: ["kms:CreateGrant"],
      resources: ["*"],
      conditions: { ...byRole, Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
  ];
}

/** `sns.amazonaws.com` → `SnsUsesTheKey`. */
function sidFor(service: string): string {
  const words = service.replace(/\.amazonaws\.com$/, "").split(/[^A-Za-z0-9]+/);
  return `${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("")}UsesTheKey`;
}

/** What the holder of a use statement does with the key. */
export type KeyUse = "decrypt" | "encryptDecrypt";

/** Exact actions per use. Data keys are what every service asks for when it writes; `Encrypt` is for small values. */
export const KEY_USE_ACTIONS: Readonly<Record<KeyUse, readonly string[]>> = {
  decrypt: ["kms:Decrypt"],
  encryptDecrypt: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
};
