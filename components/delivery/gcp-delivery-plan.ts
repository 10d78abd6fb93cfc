import { type Faults, fitName } from "../core";
import { checkSource, type GitHubSource, subjectOf } from "./github";

/** Ids of pools (IAM REST reference, workloadIdentityPools.create, read 2026-11). */
const POOL_ID = { max: 32, pattern: /^(?!gcp-)[a-z0-9-]{4,32}$/ } as const;
/** Ids of service accounts (IAM REST reference, projects.serviceAccounts.create, read 2026-11). */
const ACCOUNT_ID = { max: 30, pattern: /^[a-z][-a-z0-9]{4,28}[a-z0-9]$/ } as const;
/** Longest subject, in bytes (IAM documentation, "Workload identity federation", read 2026-11). */
const SUBJECT_BYTES = 127;
/** What the plan looks at. */
export interface GcpDeliveryShape {
  readonly source: GitHubSource;
  readonly project: string;
  readonly roles?: readonly string[];
  readonly poolId?: string;
  readonly accountId?: string;
}

/** The arguments with every default filled in. */
export type GcpDeliveryPlan = Required<GcpDeliveryShape>;

/** Fills in the defaults. */
export function planGcpDelivery(name: string, args: GcpDeliveryShape): GcpDeliveryPlan {
  const plain = name.toLowerCase().replace(/[^a-z0-9-]+/g, "-");
  return {
    source: args.source,
    project: args.project,
    roles: [...new Set(args.roles ?? [])],
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
  for (const role of plan.roles) {
    faults.check(/^roles\/[a-z][A-Za-z0-9.]+$/.test(role) && !/^roles\/(owner|editor|viewer)$|admin$/i.test(role), {
      property: "roles",
      given: role,
      allowed: "predefined roles that administer nothing, such as roles/dataflow.developer",
      fix: "grant a narrow role here, and what must administer on the resource itself, to `member`",
    });
  }
}
