import * as iam from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";
import { childName } from "./names";
import { identityPolicy, type Statement } from "./policy";

/** Something that permissions can be given to: a function, a pod's service account, a task. */
export interface Grantee {
  /** Logical name; the policies that a grant makes start with it. */
  readonly granteeName: string;
  /** The role that carries the permissions. */
  readonly role: iam.Role;
}

/**
 * Gives a grantee the statements as one inline policy of its role, and returns the policy.
 *
 * An inline policy belongs to one role, so a grant can never widen anybody else's rights. The sum of a role's inline
 * policies may be 10,240 characters (IAM quotas, read 2026-11).
 *
 * @param key what the policy is for, unique among the grantee's policies: `products-read`
 */
export function grant(
  grantee: Grantee,
  key: string,
  statements: readonly Statement[],
  opts?: pulumi.CustomResourceOptions,
): iam.RolePolicy {
  return new iam.RolePolicy(
    childName(grantee.granteeName, "policy", key),
    { role: grantee.role.name, policy: identityPolicy(statements) },
    { parent: grantee.role, ...opts },
  );
}
