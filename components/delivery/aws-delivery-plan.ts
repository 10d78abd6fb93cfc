import * as pulumi from "@pulumi/pulumi";
import type { Faults, ResourceStatement, Statement } from "../core";
import { checkSource, GITHUB_HOST, type GitHubSource, mayChange, subjectOf } from "./github";

/** How long a session lives, in seconds: the least that a role takes (IAM API, `CreateRole`, read 2026-11). */
export const SESSION_SECONDS = 3600;
/** Actions that change nothing; decrypting reads. */
const READING =
  /^[a-z0-9-]+:(BatchGet|Describe|Get|Head|List|Lookup|Query|Scan|Search|Simulate)[A-Za-z]*$|^kms:Decrypt$/;

/** Where Pulumi keeps a stack's state, in the estate's own account. */
export interface StateStore {
  readonly bucketArn: pulumi.Input<string>;
  /** Customer key of the bucket and of the stack's secrets. */
  readonly keyArn: pulumi.Input<string>;
  /** Begins the keys of the state, such as `cloudmart/`. @default the whole bucket */
  readonly prefix?: string;
}

/** What the plan looks at. */
export interface AwsDeliveryShape {
  readonly source: GitHubSource;
  readonly statements?: readonly Statement[];
}

/** Checks the arguments. */
export function checkAwsDelivery(faults: Faults, args: AwsDeliveryShape): void {
  checkSource(faults, args.source);
  for (const [position, statement] of (args.statements ?? []).entries()) {
    checkStatement(faults, `statements[${position}]`, statement, mayChange(args.source));
  }
}

function checkStatement(faults: Faults, property: string, statement: Statement, changes: boolean): void {
  if (statement.effect === "Deny") {
    return;
  }
  for (const action of statement.actions) {
    faults.check(/^[a-z0-9-]+:[A-Za-z0-9]+$/.test(action), {
      property: `${property}.actions`,
      given: action,
      allowed: "exact actions, such as s3:GetObject",
      fix: "name what the stack's resources need; the plan lists it under permissions",
    });
    faults.check(changes || READING.test(action), {
      property: `${property}.actions`,
      given: action,
      allowed: "actions that read: a pull request's job runs code that nobody has reviewed",
      fix: "leave it to the role of an environment",
    });
    faults.check(action !== "iam:PassRole" || passesTo(statement), {
      property: `${property}.conditions`,
      given: statement.conditions,
      allowed: "iam:PassRole with a condition on iam:PassedToService",
      fix: "name the service that gets the role",
    });
  }
  faults.check(!statement.resources.includes("*") || statement.conditions !== undefined, {
    property: `${property}.resources`,
    given: "*",
    allowed: "ARNs, or a condition beside the wildcard",
    fix: "name the resources, or hold the statement to a region or a tag",
  });
}

function passesTo({ conditions }: Statement): boolean {
  return Object.values(conditions ?? {}).some((keys) => "iam:PassedToService" in keys);
}

/**
 * Who may assume the role: tokens that GitHub made for AWS, for exactly this subject. Repository, environment and branch are
 * asked for besides, by the claims that STS checks since January 2026 ("AWS STS now supports validation of select identity
 * provider specific claims", read 2026-11): a name can change hands, an id cannot, and a subject leaves the branch out.
 */
export function githubTrust(
  provider: pulumi.Input<string>,
  source: GitHubSource,
): Omit<ResourceStatement, "resources"> {
  const { repositoryId, trigger } = source;
  const claims = {
    aud: "sts.amazonaws.com",
    sub: subjectOf(source),
    repository_id: repositoryId,
    ...("pullRequest" in trigger ? {} : { environment: trigger.environment, ref: `refs/heads/${trigger.branch}` }),
  };
  return {
    sid: "GitHubSignsIn",
    principals: [{ federated: provider }],
    actions: ["sts:AssumeRoleWithWebIdentity"],
    conditions: {
      StringEquals: Object.fromEntries(
        Object.entries(claims).map(([claim, value]) => [`${GITHUB_HOST}:${claim}`, value]),
      ),
    },
  };
}

/** What `pulumi preview` (reading) and `pulumi up` do with the state. */
export function stateStatements(state: StateStore | undefined, changes: boolean): readonly Statement[] {
  if (state === undefined) {
    return [];
  }
  const { bucketArn, keyArn, prefix } = state;
  const narrowed = prefix === undefined ? {} : { conditions: { StringLike: { "s3:prefix": [prefix, `${prefix}*`] } } };
  return [
    {
      sid: "State",
      actions: changes ? ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"] : ["s3:GetObject"],
      resources: [pulumi.interpolate`${bucketArn}/${prefix ?? ""}*`],
    },
    { sid: "ListState", actions: ["s3:ListBucket"], resources: [bucketArn], ...narrowed },
    {
      sid: "StateKey",
      actions: changes ? ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"] : ["kms:Decrypt"],
      resources: [keyArn],
    },
  ];
}

/** Whatever else the role may do, it cannot widen itself. */
export function selfDefence(roleArn: pulumi.Input<string>, boundaryArn: pulumi.Input<string>): readonly Statement[] {
  return [
    {
      sid: "NeverItsOwnRole",
      effect: "Deny",
      actions: [
        "iam:AttachRolePolicy",
        "iam:DeleteRolePermissionsBoundary",
        "iam:DeleteRolePolicy",
        "iam:DetachRolePolicy",
        "iam:PutRolePermissionsBoundary",
        "iam:PutRolePolicy",
        "iam:UpdateAssumeRolePolicy",
      ],
      resources: [roleArn],
    },
    {
      sid: "NeverItsOwnBoundary",
      effect: "Deny",
      actions: [
        "iam:CreatePolicyVersion",
        "iam:DeletePolicy",
        "iam:DeletePolicyVersion",
        "iam:SetDefaultPolicyVersion",
      ],
      resources: [boundaryArn],
    },
  ];
}
