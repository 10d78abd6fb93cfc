import { type Faults, fitName } from "../core";
import { checkSource, type GitHubSource, mayChange, subjectOf } from "./github";

/** Ids of pools (IAM REST reference, workloadIdentityPools.create, read 2026-11). */
const POOL_ID = { max: 32, pattern: /^(?!gcp-)[a-z0-9-]{4,32}$/ } as const;
/** Ids of service accounts (IAM REST reference, projects.serviceAccounts.create, read 2026-11). */
const ACCOUNT_ID = { max: 30, pattern: /^[a-z][-a-z0-9]{4,28}[a-z0-9]$/ } as const;
/** Longest subject, in bytes (IAM documentation, "Workload identity federation", read 2026-11). */
const SUBJECT_BYTES = 127;
/** Roles in one condition on grants (IAM documentation, "Set limits on granting roles": `hasOnly`, read 2026-11). */
const MAX_GRANTABLE = 10;
/** Ids of custom roles (IAM REST reference, projects.roles.create, read 2026-11). */
const ROLE_ID_LENGTH = 64;
const PREDEFINED_ROLE = /^roles\/[a-z][A-Za-z0-9.]+$/;
const CUSTOM_ROLE = /^(?:projects\/([a-z][a-z0-9-]{4,28}[a-z0-9])|organizations\/\d+)\/roles\/[a-zA-Z0-9_.]{3,64}$/;

/** What the plan looks at. */
export interface GcpDeliveryShape {
  readonly source: GitHubSource;
  readonly project: string;
  readonly roles?: readonly string[];
  readonly mayGrant?: readonly string[];
  readonly poolId?: string;
  readonly accountId?: string;
}

/** The arguments with every default filled in. */
export type GcpDeliveryPlan = Required<GcpDeliveryShape> & {
  /** Id of the role by which the account grants others, unique in the project. */
  readonly granterId: string;
};

/** Fills in the defaults. */
export function planGcpDelivery(name: string, args: GcpDeliveryShape): GcpDeliveryPlan {
  const plain = name.toLowerCase().replace(/[^a-z0-9-]+/g, "-");
  return {
    source: args.source,
    project: args.project,
    roles: [...new Set(args.roles ?? [])],
    mayGrant: [...new Set(args.mayGrant ?? [])],
    granterId: fitName(`${plain}-grants`, ROLE_ID_LENGTH).replaceAll("-", "_"),
    poolId: args.poolId ?? fitName(plain, POOL_ID.max),
    accountId: args.accountId ?? fitName(plain, ACCOUNT_ID.max),
  };
}

/** Checks the plan. */
export function checkGcpDelivery(faults: Faults, plan: GcpDeliveryPlan): void {
  checkSource(faults, plan.source);
  const subject = subjectOf(plan.source);
  faults.check(Buffer.byteLength(subject) <= SUBJECT_BYTES, {
    property: "source",
    given: subject,
    allowed: `a subject of up to ${SUBJECT_BYTES} bytes`,
    fix: "shorten the names of the repository, the environment or the branch",
  });
  faults.check(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(plan.project), {
    property: "project",
    given: plan.project,
    allowed: "6 to 30 lower-case letters, digits and hyphens, a letter first",
    fix: "give the project's id, not its display name",
  });
  for (const [property, { pattern }] of [
    ["poolId", POOL_ID],
    ["accountId", ACCOUNT_ID],
  ] as const) {
    faults.check(pattern.test(plan[property]), {
      property,
      given: plan[property],
      allowed: `an id of the form ${pattern.source}`,
      fix: "choose another id; it stays taken for thirty days after a deletion",
    });
  }
  checkRoles(faults, "roles", plan);
  checkRoles(faults, "mayGrant", plan);
  faults.check(plan.mayGrant.length <= MAX_GRANTABLE, {
    property: "mayGrant",
    given: plan.mayGrant.length,
    allowed: `up to ${MAX_GRANTABLE} roles`,
    fix: "leave to an administrator what is granted once",
  });
  const writes = mayChange(plan.source) || plan.mayGrant.length === 0;
  faults.check(writes, {
    property: "mayGrant",
    given: plan.mayGrant,
    allowed: "nothing for a job of pull requests, which only reads",
    fix: "leave it out",
  });
}

/** Neither list may hold a role that can make itself or others more than it says. */
function checkRoles(faults: Faults, property: "roles" | "mayGrant", plan: GcpDeliveryPlan): void {
  for (const role of plan[property]) {
    const custom = CUSTOM_ROLE.exec(role);
    const predefined = PREDEFINED_ROLE.test(role) && !isPrimitiveOrAdministers(role);
    faults.check(predefined || (custom !== null && (custom[1] ?? plan.project) === plan.project), {
      property,
      given: role,
      allowed:
        "predefined roles that administer nothing, such as roles/dataflow.developer, and custom roles of this project or an " +
        `organization, such as projects/${plan.project}/roles/deployer`,
      fix: "let an administrator make a custom role of the exact permissions, or grant on the resource itself, to `member`",
    });
  }
}

/** Owner, editor and viewer are of every service; an administrator of one can hand out what it has. */
function isPrimitiveOrAdministers(role: string): boolean {
  return /^roles\/(owner|editor|viewer)$|admin(\.v\d+)?$/i.test(role);
}
