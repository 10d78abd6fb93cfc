import { type Judge, Node, type Stack, type Subject } from "../../engine";
import { type PolicyDocument, type PolicyStatement, parsePolicy } from "../../iam";
import { readPolicy } from "./resource-policies";
import { ROLES } from "./types";

/** The types that say what an identity may do. */
export const IDENTITY_POLICIES = [
  "aws:iam/policy:Policy",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/userPolicy:UserPolicy",
  "aws:iam/groupPolicy:GroupPolicy",
  "aws:iam/role:Role",
] as const;

/** A policy and where it stands. */
export interface PlacedPolicy {
  readonly node: Node;
  readonly document: PolicyDocument;
}

/** The identity policies that a resource writes down: one, or a role's inline ones. */
export function identityPolicies(subject: Subject, judge: Judge): readonly PlacedPolicy[] {
  const nodes =
    subject.type === "aws:iam/role:Role"
      ? subject
          .get("inlinePolicies")
          .items()
          .map((item) => item.get("policy"))
      : [subject.get("policy")];
  return nodes.flatMap((node) => {
    const document = readPolicy(node, judge);
    return document === undefined ? [] : [{ node, document }];
  });
}

/** Asks about every Allow statement; skips resources without a policy. */
export function eachAllow(
  subject: Subject,
  judge: Judge,
  ask: (statement: PolicyStatement, place: (part: StatementPart) => Node) => void,
): void {
  const policies = identityPolicies(subject, judge);
  if (policies.length === 0) {
    judge.skip("no policy here");
  }
  for (const { node, document } of policies) {
    for (const statement of document.statements.filter(({ effect }) => effect === "Allow")) {
      ask(statement, (part) => statementNode(node, statement, part));
    }
  }
}

export type StatementPart =
  | "Action"
  | "NotAction"
  | "Resource"
  | "NotResource"
  | "Principal"
  | "NotPrincipal"
  | "Condition";

/** A part of a statement, as a place that a finding can name. */
export function statementNode(node: Node, statement: PolicyStatement, part: StatementPart): Node {
  return new Node(`${node.path}.${statement.path}.${part}`, partValue(statement, part));
}

function partValue(statement: PolicyStatement, part: StatementPart) {
  switch (part) {
    case "Action":
      return statement.actions;
    case "NotAction":
      return statement.notActions;
    case "Resource":
      return statement.resources;
    case "NotResource":
      return statement.notResources;
    case "Condition":
      return statement.conditions.map(({ operator, key, values }) => `${operator} ${key} ${values.join(", ")}`);
    case "Principal":
    case "NotPrincipal": {
      const principals = part === "Principal" ? statement.principals : statement.notPrincipals;
      return principals === undefined
        ? undefined
        : [
            ...(principals.everyone ? ["*"] : []),
            ...principals.aws,
            ...principals.services,
            ...principals.federated,
            ...principals.canonical,
          ];
    }
  }
}

/** Does an ARN name nothing in particular: `*`, `arn:aws:s3:::*`, `arn:aws:dynamodb:*:*:table/*`? */
export function namesNothing(resource: string): boolean {
  if (/^[*?]+$/.test(resource)) {
    return true;
  }
  const [, , service, , , ...rest] = resource.split(":");
  const name = rest.join(":").replace(/^[a-z-]+[/:]/, "");
  return service === undefined || /^[*?/:]*$/.test(name);
}

/** Keys that say which resource, or whose: a condition on one of them scopes a star. */
export function scopes(statement: PolicyStatement): boolean {
  return statement.conditions.some(({ operator, key, values }) => {
    const positive = !/not|ifexists|forallvalues|null/i.test(operator);
    const scoping = /^aws:(resourcetag\/|requesttag\/|resourceaccount|resourceorgid)/i.test(key) || !/^aws:/i.test(key);
    return positive && scoping && values.length > 0 && !values.includes("*");
  });
}

/** Everything that bears on what a role may do. */
export interface EffectivePolicies {
  readonly placed: readonly PlacedPolicy[];
  readonly documents: readonly PolicyDocument[];
  readonly boundary: readonly PolicyDocument[];
  /** ARNs of policies that AWS keeps. */
  readonly managed: readonly string[];
  /** Names of what is not known yet. */
  readonly unknown: readonly string[];
}

/** The sum of a role's policies: inline, attached, and the boundary. */
export function effectivePolicies(role: Subject, stack: Stack): EffectivePolicies {
  return stack.memo(`effective ${role.urn}`, () => collect(role, stack));
}

function collect(role: Subject, stack: Stack): EffectivePolicies {
  const placed: PlacedPolicy[] = [];
  const managed: string[] = [];
  const unknown: string[] = [];
  const add = (node: Node, owner: string): void => {
    const document = parsePolicy(node.raw);
    placed.push({ node, document });
    unknown.push(...document.unknown.map(() => owner));
  };
  const attach = (subject: Subject, node: Node): void => {
    const policy = stack.resolve(subject, node, ["aws:iam/policy:Policy"])[0];
    if (policy !== undefined) {
      add(policy.get("policy"), policy.name);
    } else if (node.unknown) {
      unknown.push(subject.name);
    } else {
      managed.push(...node.texts());
    }
  };
  const inline = role.get("inlinePolicies");
  for (const item of inline.unknown ? [] : inline.items()) {
    add(item.get("policy"), role.name);
  }
  for (const policy of stack.referrers(role, ["aws:iam/rolePolicy:RolePolicy"], "role").found) {
    add(policy.get("policy"), policy.name);
  }
  for (const attachment of stack.referrers(role, ["aws:iam/rolePolicyAttachment:RolePolicyAttachment"], "role").found) {
    attach(attachment, attachment.get("policyArn"));
  }
  const arns = role.get("managedPolicyArns");
  for (const item of arns.unknown ? [] : arns.items()) {
    attach(role, item);
  }
  const boundary = stack.targets(role, "permissionsBoundary", ["aws:iam/policy:Policy"]);
  return {
    placed,
    documents: placed.map(({ document }) => document),
    boundary: boundary.map((policy) => parsePolicy(policy.get("policy").raw)),
    managed,
    unknown,
  };
}

/** The trust policy of a role. */
export function trustOf(role: Subject, judge: Judge): PlacedPolicy | undefined {
  const node = role.get("assumeRolePolicy");
  const document = readPolicy(node, judge);
  return document === undefined ? undefined : { node, document };
}

/** The roles of a stack. */
export function rolesOf(stack: Stack): readonly Subject[] {
  return stack.ofTypes(ROLES);
}

/** A role's ARN: the cloud's, or one that stands for it. */
export function arnOf(role: Subject): string {
  const known = [...role.identities()].find((identity) => /^arn:[^:]+:iam::\d{12}:role\//.test(identity));
  return known ?? `arn:aws:iam::111122223333:role/${role.name}`;
}
