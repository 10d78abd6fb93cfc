import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { ANY, type RequestContext, resolve } from "./context";
import type { Condition } from "./document";
import { arnMatches } from "./match";

/** Certain, impossible, or dependent on what the asker chooses. */
export type Truth = "yes" | "no" | "maybe";

/** Compares one value of the request with one value of the policy. */
type Compare = (given: string, wanted: string, context: RequestContext) => Truth;

interface Operator {
  readonly compare: Compare;
  readonly negated: boolean;
}

/** Do all conditions of a statement hold? */
export function conditionsHold(conditions: readonly Condition[], context: RequestContext): Truth {
  return allOf(conditions.map((condition) => conditionHolds(condition, context)));
}

/** An operator taken apart: `ForAnyValue:StringLikeIfExists`. */
export interface OperatorParts {
  readonly set?: "all" | "any";
  readonly base: string;
  readonly ifExists: boolean;
}

export function operatorParts(operator: string): OperatorParts {
  const match = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/i.exec(operator);
  const set = match?.[1]?.toLowerCase();
  return {
    ...(set === undefined ? {} : { set: set === "forallvalues" ? ("all" as const) : ("any" as const) }),
    base: (match?.[2] ?? "").toLowerCase(),
    ifExists: match?.[3] !== undefined,
  };
}

export function conditionHolds(condition: Condition, context: RequestContext): Truth {
  const { set, base, ifExists } = operatorParts(condition.operator);
  const given = context.get(condition.key);
  if (base === "null") {
    return nullHolds(condition.values, given);
  }
  const operator = OPERATORS.get(base);
  if (operator === undefined) {
    return "no";
  }
  if (given === ANY) {
    return "maybe";
  }
  if (given === undefined || given.length === 0) {
    return truth(ifExists || set === "all" || (set === undefined && operator.negated));
  }
  const each = given.map((value) => valueHolds(value, condition.values, operator, context));
  return set === "all" ? allOf(each) : anyOf(each);
}

/** Positive: some value of the policy fits. Negated: none does. */
function valueHolds(
  given: string,
  wanted: readonly string[],
  { compare, negated }: Operator,
  context: RequestContext,
): Truth {
  const some = anyOf(wanted.map((value) => compare(given, value, context)));
  return negated ? not(some) : some;
}

function nullHolds(values: readonly string[], given: readonly string[] | typeof ANY | undefined): Truth {
  if (given === ANY) {
    return "maybe";
  }
  const absent = given === undefined || given.length === 0;
  return truth(values.some((value) => (value.toLowerCase() === "true") === absent && /^(true|false)$/i.test(value)));
}

export function truth(holds: boolean): Truth {
  return holds ? "yes" : "no";
}

export function not(value: Truth): Truth {
  return value === "yes" ? "no" : value === "no" ? "yes" : "maybe";
}

export function allOf(values: readonly Truth[]): Truth {
  return values.includes("no") ? "no" : values.includes("maybe") ? "maybe" : "yes";
}

export function anyOf(values: readonly Truth[]): Truth {
  return values.includes("yes") ? "yes" : values.includes("maybe") ? "maybe" : "no";
}

function text(wildcards: boolean, ignoreCase: boolean): Compare {
  return (given, wanted, context) => {
    const resolved = resolve(ignoreCase ? lowerOutsideVariables(wanted) : wanted, context, wildcards);
    if (resolved.kind !== "pattern") {
      return resolved.kind === "any" ? "maybe" : "no";
    }
    return ignoreCase
      ? truth(resolved.literal.toLowerCase() === given.toLowerCase())
      : truth(resolved.pattern.test(given));
  };
}

function lowerOutsideVariables(value: string): string {
  return value.replace(/\$\{[^}]*\}|[^$]+|\$/g, (part) => (part.startsWith("${") ? part : part.toLowerCase()));
}

function arn(given: string, wanted: string, context: RequestContext): Truth {
  const resolved = arnMatches(wanted, given, context);
  return resolved;
}

function number(holds: (given: number, wanted: number) => boolean): Compare {
  return (given, wanted) => {
    const [left, right] = [numeric(given), numeric(wanted)];
    return truth(left !== undefined && right !== undefined && holds(left, right));
  };
}

function numeric(value: string): number | undefined {
  return /^[+-]?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : undefined;
}

function date(holds: (given: number, wanted: number) => boolean): Compare {
  return (given, wanted) => {
    const [left, right] = [instant(given), instant(wanted)];
    return truth(left !== undefined && right !== undefined && holds(left, right));
  };
}

/** Milliseconds since 1970; IAM takes ISO 8601 and seconds since 1970. */
function instant(value: string): number | undefined {
  if (/^\d{9,}$/.test(value)) {
    return Number(value) * 1000;
  }
  const parsed = Date.parse(value);
  return Number.isNaN(parsed) ? undefined : parsed;
}

function bool(given: string, wanted: string): Truth {
  return truth(/^(true|false)$/i.test(wanted) && given.toLowerCase() === wanted.toLowerCase());
}

function address(given: string, wanted: string): Truth {
  const [base = "", bits] = wanted.split("/");
  if (isIP(given) === 0 || isIP(base) === 0) {
    return "no";
  }
  const value = ipaddr.parse(given);
  const range = ipaddr.parse(base);
  const length = bits === undefined ? (range.kind() === "ipv4" ? 32 : 128) : Number(bits);
  return truth(value.kind() === range.kind() && value.match(range, length));
}

const pair = (name: string, negatedName: string, compare: Compare): readonly (readonly [string, Operator])[] => [
  [name, { compare, negated: false }],
  [negatedName, { compare, negated: true }],
];

const single = (name: string, compare: Compare): readonly (readonly [string, Operator])[] => [
  [name, { compare, negated: false }],
];

const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ...pair("stringequals", "stringnotequals", text(false, false)),
  ...pair("stringequalsignorecase", "stringnotequalsignorecase", text(false, true)),
  ...pair("stringlike", "stringnotlike", text(true, false)),
  ...pair("arnequals", "arnnotequals", arn),
  ...pair("arnlike", "arnnotlike", arn),
  ...pair(
    "numericequals",
    "numericnotequals",
    number((given, wanted) => given === wanted),
  ),
  ...single(
    "numericlessthan",
    number((given, wanted) => given < wanted),
  ),
  ...single(
    "numericlessthanequals",
    number((given, wanted) => given <= wanted),
  ),
  ...single(
    "numericgreaterthan",
    number((given, wanted) => given > wanted),
  ),
  ...single(
    "numericgreaterthanequals",
    number((given, wanted) => given >= wanted),
  ),
  ...pair(
    "dateequals",
    "datenotequals",
    date((given, wanted) => given === wanted),
  ),
  ...single(
    "datelessthan",
    date((given, wanted) => given < wanted),
  ),
  ...single(
    "datelessthanequals",
    date((given, wanted) => given <= wanted),
  ),
  ...single(
    "dategreaterthan",
    date((given, wanted) => given > wanted),
  ),
  ...single(
    "dategreaterthanequals",
    date((given, wanted) => given >= wanted),
  ),
  ...single("bool", bool),
  ...single("binaryequals", (given, wanted) => truth(given === wanted)),
  ...pair("ipaddress", "notipaddress", address),
]);

/** Is this an operator of IAM at all? */
export function isOperator(operator: string): boolean {
  const { base } = operatorParts(operator);
  return base === "null" || OPERATORS.has(base);
}
