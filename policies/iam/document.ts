import { hasUnknown, isList, isObject, type PolicyValue, revealed, UNKNOWN } from "../engine/values";

/** Who a statement speaks of, by kind: `AWS`, `Service`, `Federated`, `CanonicalUser`; `*` is everybody. */
export interface Principals {
  readonly everyone: boolean;
  readonly aws: readonly string[];
  readonly services: readonly string[];
  readonly federated: readonly string[];
  readonly canonical: readonly string[];
}

/** One line of a condition block. */
export interface Condition {
  /** As written: `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** A statement in one shape, whatever way it was written. */
export interface PolicyStatement {
  /** Place in the document: `Statement[2]`. */
  readonly path: string;
  readonly sid?: string;
  readonly effect: "Allow" | "Deny";
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  readonly principals?: Principals;
  readonly notPrincipals?: Principals;
  readonly conditions: readonly Condition[];
}

export interface PolicyDocument {
  readonly statements: readonly PolicyStatement[];
  /** Places that are unknown: whatever is judged of the rest is not the whole truth. */
  readonly unknown: readonly string[];
  /** What is not a policy at all, in words. */
  readonly faults: readonly string[];
}

const NOTHING: PolicyDocument = { statements: [], unknown: [], faults: [] };

/** Reads a policy from JSON text or from an object. It never throws. */
export function parsePolicy(value: PolicyValue | undefined): PolicyDocument {
  const inner = revealed(value);
  if (inner === undefined || inner === null || inner === "") {
    return NOTHING;
  }
  if (inner === UNKNOWN) {
    return { ...NOTHING, unknown: ["the policy"] };
  }
  if (typeof inner === "string") {
    return parseText(inner);
  }
  if (!isObject(inner)) {
    return { ...NOTHING, faults: ["the policy is neither JSON text nor an object"] };
  }
  return parseStatements(inner["Statement"]);
}

function parseText(text: string): PolicyDocument {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
      ? parsePolicy(parsed as PolicyValue)
      : { ...NOTHING, faults: ["the policy's JSON is not an object"] };
  } catch {
    return { ...NOTHING, faults: ["the policy is not JSON"] };
  }
}

function parseStatements(raw: PolicyValue | undefined): PolicyDocument {
  const value = revealed(raw);
  if (value === UNKNOWN) {
    return { ...NOTHING, unknown: ["Statement"] };
  }
  const list = isList(value) ? value : isObject(value) ? [value] : [];
  const faults = list.length === 0 ? ["the policy has no statement"] : [];
  const statements: PolicyStatement[] = [];
  const unknown: string[] = [];
  for (const [index, item] of list.entries()) {
    const path = `Statement[${index}]`;
    const statement = parseStatement(path, revealed(item), faults);
    if (hasUnknown(item)) {
      unknown.push(path);
    }
    if (statement !== undefined) {
      statements.push(statement);
    }
  }
  return { statements, unknown, faults };
}

function parseStatement(path: string, value: PolicyValue | undefined, faults: string[]): PolicyStatement | undefined {
  if (!isObject(value)) {
    faults.push(...(value === UNKNOWN ? [] : [`${path} is not an object`]));
    return undefined;
  }
  const effect = revealed(value["Effect"]);
  if (effect !== "Allow" && effect !== "Deny") {
    faults.push(...(effect === UNKNOWN ? [] : [`${path}.Effect is neither Allow nor Deny`]));
    return undefined;
  }
  const sid = revealed(value["Sid"]);
  return {
    path,
    ...(typeof sid === "string" ? { sid } : {}),
    effect,
    ...texts("actions", value["Action"]),
    ...texts("notActions", value["NotAction"]),
    ...texts("resources", value["Resource"]),
    ...texts("notResources", value["NotResource"]),
    ...(value["Principal"] === undefined ? {} : { principals: parsePrincipals(value["Principal"]) }),
    ...(value["NotPrincipal"] === undefined ? {} : { notPrincipals: parsePrincipals(value["NotPrincipal"]) }),
    conditions: parseConditions(value["Condition"]),
  };
}

function texts<Key extends string>(
  key: Key,
  value: PolicyValue | undefined,
): { readonly [K in Key]?: readonly string[] } {
  return (value === undefined ? {} : { [key]: strings(value) }) as { readonly [K in Key]?: readonly string[] };
}

/** The texts of a value that may be one or several; numbers and booleans as text. */
function strings(raw: PolicyValue | undefined): readonly string[] {
  const value = revealed(raw);
  if (typeof value === "string") {
    return [value];
  }
  if (typeof value === "number" || typeof value === "boolean") {
    return [String(value)];
  }
  return isList(value) ? value.flatMap(strings) : [];
}

function parsePrincipals(raw: PolicyValue | undefined): Principals {
  const value = revealed(raw);
  const empty = { everyone: false, aws: [], services: [], federated: [], canonical: [] };
  if (value === "*") {
    return { ...empty, everyone: true };
  }
  if (!isObject(value)) {
    return empty;
  }
  const aws = strings(value["AWS"]);
  return {
    everyone: aws.includes("*"),
    aws: aws.filter((principal) => principal !== "*"),
    services: strings(value["Service"]),
    federated: strings(value["Federated"]),
    canonical: strings(value["CanonicalUser"]),
  };
}

function parseConditions(raw: PolicyValue | undefined): readonly Condition[] {
  const block = revealed(raw);
  if (!isObject(block)) {
    return [];
  }
  return Object.entries(block).flatMap(([operator, keys]) => {
    const inner = revealed(keys);
    return isObject(inner)
      ? Object.entries(inner).map(([key, values]) => ({ operator, key, values: strings(values) }))
      : [];
  });
}
