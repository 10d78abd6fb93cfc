import { Faults, fitName, parseArn } from "../core";
import { checkProject, type GcpProject } from "./gcp-project";

/** Ids of pools and their providers (IAM REST reference, workloadIdentityPools.create, read 2026-11). */
const POOL_ID = { max: 32, pattern: /^(?!gcp-)[a-z0-9-]{4,32}$/ } as const;
/** Ids of service accounts (IAM REST reference, projects.serviceAccounts.create, read 2026-11). */
const ACCOUNT_ID = { max: 30, pattern: /^[a-z][-a-z0-9]{4,28}[a-z0-9]$/ } as const;
/** Longest attribute condition, in characters (IAM REST reference, WorkloadIdentityPoolProvider, read 2026-11). */
export const CONDITION_LIMIT = 4096;
/** How long an impersonated token lives, in seconds: the least by clients, the most by the API (both read 2026-11). */
export const TOKEN_SECONDS = { min: 600, max: 3600 } as const;

/** What a caller reads a secret with. */
export const READ_SECRET = ["secretsmanager:GetSecretValue"] as const;

/** Id of the one provider in the pool. */
export const PROVIDER_ID = "aws-roles";

/**
 * The whole mapping, spelled out: Google maps `attribute.aws_role` by itself only where no mapping is given, and a
 * provider with a mapping of its own would lose it silently.
 *
 * The subject is role and session without the account in front: an assumed role's full ARN can exceed the 127 bytes that
 * a subject may have, and the condition admits one account only.
 */
export const ATTRIBUTE_MAPPING: Readonly<Record<string, string>> = {
  "google.subject": "assertion.arn.extract('assumed-role/{role_and_session}')",
  "attribute.aws_account": "assertion.account",
  "attribute.aws_role":
    "assertion.arn.extract('{account_arn}assumed-role/') + 'assumed-role/' + assertion.arn.extract('assumed-role/{role_name}/')",
};

/** What the plan looks at. */
export interface GcpIdentityShape {
  readonly gcp: GcpProject;
  readonly poolId?: string;
  readonly accountId?: string;
  readonly tokenSeconds?: number;
}

/** The arguments with every default filled in. */
export type GcpIdentityPlan = Required<GcpIdentityShape>;

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planGcpIdentity(name: string, args: GcpIdentityShape): GcpIdentityPlan {
  const plain = name.toLowerCase().replace(/[^a-z0-9-]+/g, "-");
  const plan: GcpIdentityPlan = {
    gcp: args.gcp,
    poolId: args.poolId ?? fitName(plain, POOL_ID.max),
    accountId: args.accountId ?? fitName(plain, ACCOUNT_ID.max),
    tokenSeconds: args.tokenSeconds ?? TOKEN_SECONDS.max,
  };
  const faults = new Faults("AwsToGcpIdentity", name);
  checkProject(faults, plan.gcp);
  faults.check(POOL_ID.pattern.test(plan.poolId), {
    property: "poolId",
    given: plan.poolId,
    allowed: "4 to 32 lower-case letters, digits and hyphens, not beginning with gcp-",
    fix: "rename the pool; an id stays taken for thirty days after its pool is deleted",
  });
  faults.check(ACCOUNT_ID.pattern.test(plan.accountId), {
    property: "accountId",
    given: plan.accountId,
    allowed: "6 to 30 lower-case letters, digits and hyphens, a letter first",
    fix: "rename the service account",
  });
  const { min, max } = TOKEN_SECONDS;
  faults.check(Number.isInteger(plan.tokenSeconds) && plan.tokenSeconds >= min && plan.tokenSeconds <= max, {
    property: "tokenSeconds",
    given: plan.tokenSeconds,
    allowed: `${min} to ${max} seconds`,
    fix: "choose a number of seconds in that range",
  });
  faults.throwIfAny();
  return plan;
}

/** `arn:aws:iam::1:role/path/name` → `arn:aws:sts::1:assumed-role/name`: how a session of the role names itself. */
export function assumedRoleArn(roleArn: string): string {
  const { partition, account, resource } = parseArn(roleArn);
  return `arn:${partition}:sts::${account}:assumed-role/${resource.slice(resource.lastIndexOf("/") + 1)}`;
}

/**
 * The provider's condition: sessions of exactly these roles, of exactly this account.
 * @throws {Error} where there is no role, several accounts, or too much text
 */
export function attributeCondition(owner: string, roleArns: readonly string[]): { account: string; condition: string } {
  const accounts = [...new Set(roleArns.map((arn) => parseArn(arn).account))];
  const [account] = accounts;
  if (account === undefined || accounts.length > 1) {
    const found = accounts.length === 0 ? "no role" : `roles of the accounts ${accounts.join(", ")}`;
    throw new Error(`${owner} allows ${found}; allow the roles of one AWS account.`);
  }
  const roles = [...new Set(roleArns.map(assumedRoleArn))].sort().map((role) => `'${role}'`);
  const condition = `attribute.aws_account == '${account}' && attribute.aws_role in [${roles.join(", ")}]`;
  if (condition.length > CONDITION_LIMIT) {
    throw new Error(
      `${owner} allows ${roles.length} roles, a condition of ${condition.length} characters; Google takes ${CONDITION_LIMIT}. Use a second identity.`,
    );
  }
  return { account, condition };
}

/** Names that the sign-in configuration is made of. */
export interface SignInNames {
  /** `projects/<number>/locations/global/workloadIdentityPools/<id>` */
  readonly pool: string;
  /** The service account's e-mail address. */
  readonly email: string;
  readonly tokenSeconds: number;
}

/** The sign-in configuration (`external_account`): names and addresses only, no secret. */
export function externalAccountConfig(names: SignInNames): Readonly<Record<string, unknown>> {
  return {
    type: "external_account",
    audience: `//iam.googleapis.com/${names.pool}/providers/${PROVIDER_ID}`,
    subject_token_type: "urn:ietf:params:aws:token-type:aws4_request",
    token_url: "https://sts.googleapis.com/v1/token",
    service_account_impersonation_url: `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${names.email}:generateAccessToken`,
    service_account_impersonation: { token_lifetime_seconds: names.tokenSeconds },
    credential_source: {
      environment_id: "aws1",
      region_url: "http://169.254.169.254/latest/meta-data/placement/availability-zone",
      url: "http://169.254.169.254/latest/meta-data/iam/security-credentials",
      regional_cred_verification_url: "https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15",
    },
  };
}
