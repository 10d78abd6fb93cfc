import { wildcardMatch } from "../engine/wildcard";
import { allOf, anyOf, not, type Truth, truth } from "./conditions";
import { type RequestContext, resolve } from "./context";
import type { PolicyStatement, Principals } from "./document";

/** Who asks. */
export type Caller =
  | { readonly kind: "anonymous" }
  /** A role, a user, or a session of a role. */
  | { readonly kind: "aws"; readonly arn: string }
  | { readonly kind: "service"; readonly service: string }
  | { readonly kind: "federated"; readonly provider: string };

/** How a statement's principal fits: not at all, by the caller's whole account, or the caller itself. */
export type PrincipalMatch = "none" | "account" | "self" | "everyone";

/** The account of an ARN, or "". */
export function accountOf(arn: string): string {
  return arn.split(":")[4] ?? "";
}

/** The role's ARN where the caller is a session: `arn:aws:sts::1:assumed-role/shop/x` is `arn:aws:iam::1:role/shop`. */
export function roleOf(arn: string): string {
  const session = /^arn:([^:]*):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn);
  return session === null ? arn : `arn:${session[1]}:iam::${session[2]}:role/${session[3]}`;
}

export function actionMatches(statement: PolicyStatement, action: string): boolean {
  if (statement.actions !== undefined) {
    return statement.actions.some((pattern) => wildcardMatch(pattern, action, true));
  }
  return (
    statement.notActions !== undefined && !statement.notActions.some((pattern) => wildcardMatch(pattern, action, true))
  );
}

/** Statements of trust policies name no resource: they speak of the role that they belong to. */
export function resourceMatches(statement: PolicyStatement, resource: string, context: RequestContext): Truth {
  if (statement.resources !== undefined) {
    return anyOf(statement.resources.map((pattern) => plain(resourceFits(pattern, resource, context))));
  }
  if (statement.notResources !== undefined) {
    const fits = statement.notResources.map((pattern) => resourceFits(pattern, resource, context));
    // A statement with a variable that nothing resolves speaks of nothing.
    return fits.includes("missing") ? "no" : not(anyOf(fits.map(plain)));
  }
  return "yes";
}

/** As {@link Truth}, and "missing" where all depends on a variable that nothing resolves. */
type Fit = Truth | "missing";

function plain(fit: Fit): Truth {
  return fit === "missing" ? "no" : fit;
}

function resourceFits(pattern: string, resource: string, context: RequestContext): Fit {
  if (pattern === "*" || resource === pattern) {
    return "yes";
  }
  return resource === "*" ? "no" : arnFits(pattern, resource, context);
}

export function arnMatches(pattern: string, given: string, context: RequestContext): Truth {
  return plain(arnFits(pattern, given, context));
}

/** Each of the first five parts of an ARN is matched by itself; a wildcard never reaches over a colon between them. */
function arnFits(pattern: string, given: string, context: RequestContext): Fit {
  const wanted = arnParts(pattern);
  const parts = arnParts(given);
  if (wanted.length !== parts.length) {
    return "no";
  }
  const fits = wanted.map((part, index): Fit => {
    const resolved = resolve(part, context, true);
    if (resolved.kind === "pattern") {
      return truth(resolved.pattern.test(parts[index] ?? ""));
    }
    return resolved.kind === "any" ? "maybe" : "missing";
  });
  return fits.includes("missing") && !fits.includes("no") ? "missing" : allOf(fits.map(plain));
}

/** The six parts of an ARN; colons inside variables do not part. */
function arnParts(text: string): readonly string[] {
  const pieces = text.match(/(?:\$\{[^}]*\}|[^:])*(?::|$)/g)?.map((piece) => piece.replace(/:$/, "")) ?? [];
  if (pieces.at(-1) === "" && !text.endsWith(":")) {
    pieces.pop();
  }
  return pieces.length <= 6 ? pieces : [...pieces.slice(0, 5), pieces.slice(5).join(":")];
}

export function principalMatch(statement: PolicyStatement, caller: Caller): PrincipalMatch {
  if (statement.principals !== undefined) {
    return listed(statement.principals, caller);
  }
  if (statement.notPrincipals !== undefined) {
    return listed(statement.notPrincipals, caller) === "none" ? "everyone" : "none";
  }
  return "none";
}

function listed(principals: Principals, caller: Caller): PrincipalMatch {
  if (principals.everyone) {
    return "everyone";
  }
  switch (caller.kind) {
    case "anonymous":
      return "none";
    case "service":
      return principals.services.some((service) => wildcardMatch(service, caller.service, true)) ? "self" : "none";
    case "federated":
      return principals.federated.includes(caller.provider) ? "self" : "none";
    case "aws":
      return awsListed(principals.aws, caller.arn);
  }
}

function awsListed(names: readonly string[], arn: string): PrincipalMatch {
  if (names.includes(arn) || names.includes(roleOf(arn))) {
    return "self";
  }
  const account = accountOf(arn);
  const root = new RegExp(`^arn:[^:]*:iam::${account}:root$`);
  return names.some((name) => name === account || root.test(name)) ? "account" : "none";
}
