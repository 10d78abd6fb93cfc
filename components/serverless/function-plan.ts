import {
  type Bindable,
  type EncryptionKey,
  type EnvironmentNeed,
  Faults,
  type FunctionNeeds,
  type ResourceNeed,
} from "../core";
import { checkReach, type Reach } from "./function-reach";

const SOURCE = "Lambda quotas and API reference, read 2026-11";
const MEMORY_MB = { min: 128, max: 10_240 } as const;
const TIMEOUT_SECONDS = { min: 1, max: 900 } as const;
const RETRIES = { min: 0, max: 2 } as const;
const EVENT_AGE_SECONDS = { min: 60, max: 21_600 } as const;
/** Longest function name, in characters. */
const NAME_LIMIT = 64;
/** Retention periods that CloudWatch Logs takes, in days (API reference, `PutRetentionPolicy`, read 2026-11). */
const RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
/** Variables that Lambda sets itself ("Defined runtime environment variables"; from memory, recheck before release). */
const RESERVED_VARIABLES = /^(AWS_(?!NODEJS_CONNECTION_REUSE)|LAMBDA_|_)/;

/** What the plan looks at. */
export interface FunctionShape {
  readonly key: Pick<EncryptionKey, "services" | "componentName">;
  readonly needs?: FunctionNeeds;
  readonly bindings?: Readonly<Record<string, Pick<Bindable, "bindingKind">>>;
  readonly environment?: Readonly<Record<string, unknown>>;
  readonly identities?: Readonly<Record<string, unknown>>;
  readonly handler?: string;
  readonly memoryMb?: number;
  readonly timeoutSeconds?: number;
  readonly reservedConcurrency?: number;
  readonly logRetentionDays?: number;
  readonly maxEventAgeSeconds?: number;
  readonly retries?: number;
  readonly functionName?: string;
  readonly network?: Reach;
}

export const FUNCTION_DEFAULTS = {
  handler: "index.handler",
  memoryMb: 512,
  timeoutSeconds: 30,
  logRetentionDays: 365,
  maxEventAgeSeconds: 3600,
  retries: 2,
} as const;

/** The arguments with every default filled in. */
export interface FunctionPlan {
  readonly handler: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly reservedConcurrency?: number;
  readonly logRetentionDays: number;
  readonly maxEventAgeSeconds: number;
  readonly retries: number;
  readonly functionName?: string;
  /** Environment variables that keep their defaults. */
  readonly defaults: Readonly<Record<string, string>>;
}

/**
 * Checks the arguments and fills in the defaults: every need has its binding, of the right kind, and in a VPC a way to it;
 * nothing is bound or set that nobody needs.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planFunction(name: string, args: FunctionShape): FunctionPlan {
  const faults = new Faults("FunctionService", name);
  const plan = resolve(args);
  checkRange(faults, "memoryMb", plan.memoryMb, MEMORY_MB);
  checkRange(faults, "timeoutSeconds", plan.timeoutSeconds, TIMEOUT_SECONDS);
  checkRange(faults, "retries", plan.retries, RETRIES);
  checkRange(faults, "maxEventAgeSeconds", plan.maxEventAgeSeconds, EVENT_AGE_SECONDS);
  checkRange(faults, "reservedConcurrency", args.reservedConcurrency ?? 0, { min: 0, max: Number.MAX_SAFE_INTEGER });
  checkNames(faults, plan, args);
  const needs = args.needs ?? {};
  checkBindings(faults, needs.resources ?? {}, args.bindings ?? {});
  checkEnvironment(faults, needs.environment ?? {}, args.environment ?? {});
  checkPairs(faults, "identities", Object.keys(needs.identities ?? {}), Object.keys(args.identities ?? {}));
  checkVariables(faults, needs);
  if (args.network !== undefined) {
    checkReach(faults, needs, args.bindings ?? {}, args.network);
  }
  faults.throwIfAny();
  return { ...plan, defaults: defaultVariables(needs.environment ?? {}, args.environment ?? {}) };
}

function resolve(args: FunctionShape) {
  const { handler, memoryMb, timeoutSeconds, logRetentionDays, maxEventAgeSeconds, retries } = {
    ...FUNCTION_DEFAULTS,
    ...args,
  };
  return {
    ...{ handler, memoryMb, timeoutSeconds, logRetentionDays, maxEventAgeSeconds, retries },
    ...(args.reservedConcurrency === undefined ? {} : { reservedConcurrency: args.reservedConcurrency }),
    ...(args.functionName === undefined ? {} : { functionName: args.functionName }),
  };
}

function checkRange(faults: Faults, property: string, given: number, limit: { min: number; max: number }): void {
  faults.check(Number.isInteger(given) && given >= limit.min && given <= limit.max, {
    property,
    given,
    allowed: `a whole number from ${limit.min} to ${limit.max} (${SOURCE})`,
    fix: "choose a number in that range",
  });
}

function checkNames(faults: Faults, plan: Omit<FunctionPlan, "defaults">, args: FunctionShape): void {
  faults.check(/^[\w./-]+\.\w+$/.test(plan.handler), {
    property: "handler",
    given: plan.handler,
    allowed: '"<file without extension>.<exported function>"',
    fix: 'name the file and the function: "index.handler"',
  });
  faults.check(args.functionName === undefined || /^[\w-]{1,64}$/.test(args.functionName), {
    property: "functionName",
    given: args.functionName,
    allowed: `1 to ${NAME_LIMIT} letters, digits, "-" and "_" (${SOURCE})`,
    fix: "shorten or rename it",
  });
  faults.check(RETENTION_DAYS.includes(plan.logRetentionDays), {
    property: "logRetentionDays",
    given: plan.logRetentionDays,
    allowed: `one of ${RETENTION_DAYS.join(", ")}`,
    fix: "choose the next longer period",
  });
  faults.check(args.key.services.includes("logs") || args.key.services.includes("logs.amazonaws.com"), {
    property: "key.services",
    given: args.key.services,
    allowed: "a key that CloudWatch Logs may use",
    fix: `add "logs" to the services of EncryptionKey "${args.key.componentName}"`,
  });
}

function checkBindings(
  faults: Faults,
  needs: Readonly<Record<string, ResourceNeed>>,
  bindings: Readonly<Record<string, Pick<Bindable, "bindingKind">>>,
): void {
  const given = Object.keys(bindings);
  const left = Object.keys(needs).filter((name) => needs[name]?.optional === true && !given.includes(name));
  checkPairs(faults, "bindings", Object.keys(needs), [...given, ...left]);
  for (const [name, need] of Object.entries(needs)) {
    const kind = bindings[name]?.bindingKind;
    faults.check(kind === undefined || kind === need.kind, {
      property: `bindings.${name}`,
      given: kind,
      allowed: `a ${need.kind}, as the function declares`,
      fix: "bind the right component, or correct the function's needs",
    });
    faults.check(need.actions.length > 0, {
      property: `needs.resources.${name}.actions`,
      given: need.actions,
      allowed: "at least one IAM action",
      fix: "name the actions that the handler calls",
    });
  }
}

/** Every declared name is given, and every given name is declared. */
function checkPairs(faults: Faults, property: string, declared: readonly string[], given: readonly string[]): void {
  for (const name of declared.filter((candidate) => !given.includes(candidate))) {
    faults.add({
      property: `${property}.${name}`,
      given: undefined,
      allowed: "a value for everything that the function declares",
      fix: `add "${name}" to ${property}`,
    });
  }
  for (const name of given.filter((candidate) => !declared.includes(candidate))) {
    faults.add({
      property: `${property}.${name}`,
      given: name,
      allowed: `what the function declares: ${declared.join(", ") || "nothing"}`,
      fix: `remove "${name}", or declare it in the function's needs`,
    });
  }
}

function checkEnvironment(
  faults: Faults,
  needs: Readonly<Record<string, EnvironmentNeed>>,
  given: Readonly<Record<string, unknown>>,
): void {
  const optional = Object.keys(needs).filter((name) => needs[name]?.default !== undefined);
  const names = Object.keys(given);
  checkPairs(faults, "environment", Object.keys(needs), [
    ...names,
    ...optional.filter((candidate) => !names.includes(candidate)),
  ]);
}

function checkVariables(faults: Faults, needs: FunctionNeeds): void {
  const variables = [
    ...Object.values(needs.resources ?? {}).map((need) => need.variable),
    ...Object.keys(needs.environment ?? {}),
    ...Object.values(needs.identities ?? {}).map((need) => need.variable),
  ];
  for (const [position, variable] of variables.entries()) {
    faults.check(/^[A-Za-z]\w+$/.test(variable) && !RESERVED_VARIABLES.test(variable), {
      property: `needs: variable ${variable}`,
      given: variable,
      allowed: `letters, digits and "_", beginning with a letter, and none that Lambda sets itself (${SOURCE})`,
      fix: "rename the variable",
    });
    faults.check(variables.indexOf(variable) === position, {
      property: `needs: variable ${variable}`,
      given: variable,
      allowed: "each variable once",
      fix: "rename one of the two",
    });
  }
}

function defaultVariables(
  needs: Readonly<Record<string, EnvironmentNeed>>,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> {
  const kept = Object.entries(needs).filter(([name, need]) => !(name in given) && need.default !== undefined);
  return Object.fromEntries(kept.map(([name, need]) => [name, need.default ?? ""]));
}
