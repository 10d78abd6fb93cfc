import { allOf, conditionsHold, type Truth } from "./conditions";
import { RequestContext } from "./context";
import type { PolicyDocument, PolicyStatement } from "./document";
import {
  accountOf,
  actionMatches,
  type Caller,
  type PrincipalMatch,
  principalMatch,
  resourceMatches,
  roleOf,
} from "./match";

/** A question: may the caller do this to that? */
export interface IamRequest {
  readonly caller: Caller;
  /** `s3:GetObject` */
  readonly action: string;
  /** ARN, or `*`. */
  readonly resource: string;
  /** Where the ARN does not tell, as with buckets. */
  readonly resourceAccount?: string;
  readonly context: RequestContext;
}

/** The policies that bear on a request. */
export interface PolicySet {
  readonly identity?: readonly PolicyDocument[];
  /** The resource's own policy: a bucket's, a key's, a role's trust. */
  readonly resource?: PolicyDocument;
  readonly boundary?: readonly PolicyDocument[];
  readonly session?: PolicyDocument;
  /** Service control policies: each must allow. */
  readonly organization?: readonly PolicyDocument[];
}

export type Decision = "allowed" | "denied explicitly" | "denied";

/**
 * `certain`: only what holds whatever the caller chooses. `possible`: what an attacker could reach, who chooses the values
 * under his control so that Allow holds and Deny does not.
 */
export type Reading = "certain" | "possible";

export interface Verdict {
  readonly decision: Decision;
  /** The statement that decided, where one did. */
  readonly statement?: PolicyStatement;
}

/** The answer of IAM, as its evaluation logic is published (IAM user guide, "Policy evaluation logic", read 2026-11). */
export function evaluateRequest(request: IamRequest, policies: PolicySet, reading: Reading = "certain"): Verdict {
  const context = withPrincipalFacts(request);
  const asked = { ...request, context };
  const deny = findDeny(asked, policies, reading);
  if (deny !== undefined) {
    return { decision: "denied explicitly", statement: deny };
  }
  const limits = [...(policies.organization ?? [])];
  if (limits.some((document) => findAllow(asked, document, reading) === undefined)) {
    return { decision: "denied" };
  }
  const allow = allowingStatement(asked, policies, reading);
  return allow === undefined ? { decision: "denied" } : { decision: "allowed", statement: allow };
}

/** Does the resource's policy alone let somebody in? */
export function resourcePolicyAllows(
  request: IamRequest,
  document: PolicyDocument,
  reading: Reading = "possible",
): Verdict {
  return evaluateRequest(request, { resource: document, identity: [FULL_ACCESS] }, reading);
}

/** What an attacker gives himself in his own account. */
export const FULL_ACCESS: PolicyDocument = {
  statements: [{ path: "Statement[0]", effect: "Allow", actions: ["*"], resources: ["*"], conditions: [] }],
  unknown: [],
  faults: [],
};

function findDeny(request: IamRequest, policies: PolicySet, reading: Reading): PolicyStatement | undefined {
  const documents = [
    ...(policies.identity ?? []),
    ...(policies.boundary ?? []),
    ...(policies.organization ?? []),
    ...(policies.session === undefined ? [] : [policies.session]),
  ];
  const counts = (match: Truth): boolean => match === "yes" || (match === "maybe" && reading === "certain");
  for (const statement of documents.flatMap((document) => document.statements)) {
    if (statement.effect === "Deny" && counts(statementFits(statement, request))) {
      return statement;
    }
  }
  return policies.resource?.statements.find(
    (statement) =>
      statement.effect === "Deny" &&
      principalMatch(statement, request.caller) !== "none" &&
      counts(statementFits(statement, request)),
  );
}

function findAllow(request: IamRequest, document: PolicyDocument, reading: Reading): PolicyStatement | undefined {
  return document.statements.find(
    (statement) => statement.effect === "Allow" && holds(statementFits(statement, request), reading),
  );
}

function holds(match: Truth, reading: Reading): boolean {
  return match === "yes" || (match === "maybe" && reading === "possible");
}

function statementFits(statement: PolicyStatement, request: IamRequest): Truth {
  if (!actionMatches(statement, request.action)) {
    return "no";
  }
  const resource = resourceMatches(statement, request.resource, request.context);
  return resource === "no" ? "no" : allOf([resource, conditionsHold(statement.conditions, request.context)]);
}

interface ResourceAllow {
  readonly statement: PolicyStatement;
  readonly match: PrincipalMatch;
}

function resourceAllow(
  request: IamRequest,
  document: PolicyDocument | undefined,
  reading: Reading,
): ResourceAllow | undefined {
  let found: ResourceAllow | undefined;
  for (const statement of document?.statements ?? []) {
    const match = principalMatch(statement, request.caller);
    if (statement.effect !== "Allow" || match === "none" || !holds(statementFits(statement, request), reading)) {
      continue;
    }
    if (found === undefined || found.match === "account") {
      found = { statement, match };
    }
  }
  return found;
}

/** Services whose resource's policy must agree even inside the account. */
function policyIsFinal(action: string): boolean {
  return action.toLowerCase().startsWith("kms:") || action.toLowerCase().startsWith("sts:assumerole");
}

function allowingStatement(request: IamRequest, policies: PolicySet, reading: Reading): PolicyStatement | undefined {
  const byResource = resourceAllow(request, policies.resource, reading);
  if (request.caller.kind !== "aws") {
    return byResource?.statement;
  }
  const identity = identityAllow(request, policies, reading);
  const sameAccount = accountOf(request.caller.arn) === (request.resourceAccount ?? accountOf(request.resource));
  if (!sameAccount) {
    return byResource === undefined ? undefined : identity === undefined ? undefined : byResource.statement;
  }
  if (
    byResource !== undefined &&
    byResource.match !== "account" &&
    withinLimits(request, policies, reading, byResource)
  ) {
    return byResource.statement;
  }
  return policyIsFinal(request.action) && byResource === undefined ? undefined : identity;
}

/** Identity policies, as far as boundary and session leave them. */
function identityAllow(request: IamRequest, policies: PolicySet, reading: Reading): PolicyStatement | undefined {
  const limits = [...(policies.boundary ?? []), ...(policies.session === undefined ? [] : [policies.session])];
  if (limits.some((document) => findAllow(request, document, reading) === undefined)) {
    return undefined;
  }
  for (const document of policies.identity ?? []) {
    const found = findAllow(request, document, reading);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** A grant to a role is limited by the role's boundary and session; a grant to a user or a session itself is not. */
function withinLimits(request: IamRequest, policies: PolicySet, reading: Reading, allow: ResourceAllow): boolean {
  if (request.caller.kind !== "aws") {
    return true;
  }
  const { arn } = request.caller;
  const namedItself =
    allow.match === "self" && allow.statement.principals?.aws.includes(arn) === true && !/:role\//.test(arn);
  if (namedItself) {
    return true;
  }
  const limits = [...(policies.boundary ?? []), ...(policies.session === undefined ? [] : [policies.session])];
  return limits.every((document) => findAllow(request, document, reading) !== undefined);
}

/** The keys that IAM itself puts into the context, unless the caller of this function did. */
function withPrincipalFacts(request: IamRequest): RequestContext {
  const { caller, context } = request;
  const facts: Record<string, string> =
    caller.kind === "aws"
      ? {
          "aws:PrincipalArn": roleOf(caller.arn),
          "aws:PrincipalAccount": accountOf(caller.arn),
          "aws:PrincipalIsAWSService": "false",
        }
      : { "aws:PrincipalIsAWSService": String(caller.kind === "service") };
  return new RequestContext(
    Object.fromEntries(Object.entries(facts).filter(([key]) => context.get(key) === undefined)),
    (key) => context.get(key),
  );
}
