import { checkLogRetention, checkLogsKey, Faults } from "../core";
import type { ApiDocument, ApiPlan, ApiThrottle, InputSource, RestApiArgs } from "./rest-api-args";
import { type DocumentOperation, operationsOf } from "./rest-api-document";
import { checkRange, checkRate } from "./user-pool-plan";

/** What a region lets through for all of an account's APIs (API Gateway quotas, read 2026-11). */
export const ACCOUNT_THROTTLE = { rate: 10_000, burst: 5000 } as const;

export const REST_DEFAULTS = {
  stageName: "api",
  entry: "distribution",
  throttle: { rate: 100, burst: 200 },
  firewall: true,
  rateLimit: 2000,
  accountLogging: "create",
  errorPercent: 1,
  slowMs: 3000,
  logRetentionDays: 365,
} as const satisfies Partial<RestApiArgs>;

/** The header that names an execution, where nothing else is said. */
export const NAME_HEADER = "Idempotency-Key";

/** What the plan looks at. */
export type RestShape = Omit<RestApiArgs, "key" | "operations" | "userPool"> & {
  readonly key: { readonly componentName: string; readonly services: readonly string[] };
  readonly operations: Readonly<Record<string, object>>;
};

/** The arguments with every default filled in. */
export interface RestPlan {
  readonly operations: readonly DocumentOperation[];
  readonly stageName: string;
  /** Every operation asks for a key: CloudFront's, or a partner's. */
  readonly keyed: boolean;
  readonly throttle: ApiThrottle;
  readonly plans: Readonly<Record<string, ApiPlan>>;
  readonly firewall: boolean;
  readonly rateLimit: number;
  readonly accountLogging: "create" | "existing";
  readonly errorPercent: number;
  readonly slowMs: number;
  readonly logRetentionDays: number;
}

/**
 * Checks the arguments and fills in the defaults: every operation has its answer, and nothing answers that is not asked.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planRestApi(name: string, args: RestShape): RestPlan {
  const faults = new Faults("RestApi", name);
  const { entry, ...settings } = { ...REST_DEFAULTS, plans: {}, ...args };
  const operations = operationsOf(args.document);
  checkDocument(faults, args.document, operations);
  checkAnswers(faults, operations, args.operations);
  checkStage(faults, settings.stageName);
  checkThrottle(faults, "throttle", settings.throttle);
  for (const [key, plan] of Object.entries(settings.plans)) {
    checkThrottle(faults, `plans.${key}`, plan);
  }
  faults.check(entry === "distribution" || Object.keys(settings.plans).length === 0, {
    property: "plans",
    given: Object.keys(settings.plans),
    allowed: 'none with entry "anyone", for nobody sends a key then',
    fix: 'set entry: "distribution", or leave the plans out',
  });
  checkRate(faults, settings.rateLimit);
  checkRange(faults, "slowMs", settings.slowMs, { min: 1, max: 29_000 });
  checkLogsKey(faults, args.key);
  checkLogRetention(faults, settings.logRetentionDays);
  faults.throwIfAny();
  const { stageName, throttle, plans, firewall, rateLimit, accountLogging, errorPercent, slowMs, logRetentionDays } =
    settings;
  return {
    operations,
    keyed: entry === "distribution",
    ...{ stageName, throttle, plans, firewall, rateLimit, accountLogging, errorPercent, slowMs, logRetentionDays },
  };
}

/** Adds a fault where the stage's name cannot stand in a path. */
export function checkStage(faults: Faults, stageName: string): void {
  faults.check(/^[A-Za-z0-9_-]{1,128}$/.test(stageName), {
    property: "stageName",
    given: stageName,
    allowed: '1 to 128 letters, digits, "-" and "_"',
    fix: "rename the stage",
  });
}

/** Adds faults where the limits are more than the account's. */
export function checkThrottle(faults: Faults, property: string, { rate, burst }: ApiThrottle): void {
  checkRange(faults, `${property}.rate`, rate, { min: 1, max: ACCOUNT_THROTTLE.rate });
  checkRange(faults, `${property}.burst`, burst, { min: 1, max: ACCOUNT_THROTTLE.burst });
}

function checkDocument(faults: Faults, document: ApiDocument, operations: readonly DocumentOperation[]): void {
  faults.check(/^3\.[01]\./.test(document.openapi), {
    property: "document.openapi",
    given: document.openapi,
    allowed: "OpenAPI 3.0 or 3.1",
    fix: "convert the document",
  });
  const ids = operations.map((operation) => operation.id);
  for (const { id, method, path } of operations) {
    faults.check(/^\w+$/.test(id) && ids.indexOf(id) === ids.lastIndexOf(id), {
      property: `document.paths.${path}.${method}.operationId`,
      given: id,
      allowed: "letters, digits and _, and each once",
      fix: "give each operation a name of its own",
    });
    faults.check(/^(\/([\w.,-]+|\{\w+\+?\}))+$|^\/$/.test(path), {
      property: `document.paths.${path}`,
      given: path,
      allowed: 'parts of letters, digits, "-", "." and ",", each parameter a part of its own (API Gateway notes)',
      fix: "put the parameter between slashes",
    });
  }
  const schemas = Reflect.get(document.components ?? {}, "schemas");
  for (const model of Object.keys(typeof schemas === "object" && schemas !== null ? schemas : {})) {
    faults.check(/^[A-Za-z0-9]+$/.test(model), {
      property: `document.components.schemas.${model}`,
      given: model,
      allowed: "letters and digits: the names of API Gateway's models",
      fix: "rename the schema",
    });
  }
}

function checkAnswers(
  faults: Faults,
  operations: readonly DocumentOperation[],
  answers: Readonly<Record<string, object>>,
): void {
  const ids = operations.map((operation) => operation.id);
  for (const { id, open } of operations) {
    const answer = answers[id];
    faults.check(answer !== undefined, {
      property: `operations.${id}`,
      given: undefined,
      allowed: "a function, or a workflow to start, for every operation of the document",
      fix: `add "${id}" to operations`,
    });
    const input: Readonly<Record<string, InputSource>> = Reflect.get(answer ?? {}, "input") ?? {};
    const claims = Object.values(input).some((source) => "claim" in source);
    faults.check(!(open && claims), {
      property: `operations.${id}.input`,
      given: input,
      allowed: "claims only where the operation asks for a token",
      fix: "give the operation security in the document, or leave the claims out",
    });
    for (const [field, source] of Object.entries(input)) {
      const names = [field, "claim" in source ? source.claim : source.body];
      faults.check(
        names.every((one) => /^[A-Za-z]\w*$/.test(one)),
        {
          property: `operations.${id}.input.${field}`,
          given: source,
          allowed: "names of letters, digits and _",
          fix: "rename the property",
        },
      );
    }
  }
  for (const id of Object.keys(answers).filter((candidate) => !ids.includes(candidate))) {
    faults.add({
      property: `operations.${id}`,
      given: id,
      allowed: `the operations of the document: ${ids.join(", ")}`,
      fix: `remove "${id}", or add it to the document`,
    });
  }
}
