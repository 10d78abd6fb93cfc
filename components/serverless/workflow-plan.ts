import { type Bindable, checkLogRetention, checkLogsKey, Faults } from "../core";
import { placeholder } from "./placeholders";
import { checkDefinition, type TaskCall } from "./workflow-definition";

/** Longest name of a state machine, in characters (Step Functions API, `CreateStateMachine`, read 2026-11). */
export const WORKFLOW_NAME_LIMIT = 80;
/** Longest express execution, in seconds (Step Functions quotas, read 2026-11). */
const EXPRESS_LIMIT = 300;
/** Who decrypts the log of a state machine that is encrypted by a customer key. */
const DELIVERY = "delivery.logs.amazonaws.com";

/** What the plan looks at. */
export interface WorkflowShape<Target extends string> {
  readonly key: { readonly componentName: string; readonly services: readonly string[] };
  readonly targets: Readonly<Record<Target, Pick<Bindable, "bindingKind"> | { readonly granteeName: string }>>;
  readonly definition: (to: Readonly<Record<Target, string>>) => object;
  readonly kind?: "express" | "standard";
  readonly logLevel?: "ALL" | "ERROR" | "FATAL";
  readonly logExecutionData?: boolean;
  readonly logRetentionDays?: number;
  readonly encrypted?: boolean;
  readonly workflowName?: string;
}

export const WORKFLOW_DEFAULTS = {
  kind: "standard",
  logLevel: "ALL",
  logExecutionData: false,
  logRetentionDays: 365,
  encrypted: true,
} as const;

/** The arguments with every default filled in. */
export interface WorkflowPlan {
  /** The definition as JSON text, with a placeholder for each target. */
  readonly definition: string;
  readonly calls: readonly TaskCall[];
  readonly kind: "express" | "standard";
  readonly logLevel: "ALL" | "ERROR" | "FATAL";
  readonly logExecutionData: boolean;
  readonly logRetentionDays: number;
  readonly encrypted: boolean;
  readonly workflowName?: string;
}

/**
 * Checks the arguments, writes the definition with placeholders and reads from it what its tasks call.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planWorkflow<Target extends string>(name: string, args: WorkflowShape<Target>): WorkflowPlan {
  const faults = new Faults("Workflow", name);
  const { kind, logLevel, logExecutionData, logRetentionDays, encrypted } = { ...WORKFLOW_DEFAULTS, ...args };
  const targets = Object.keys(args.targets) as Target[];
  const places = Object.fromEntries(targets.map((target) => [target, placeholder(target)]));
  const definition = args.definition(places as Readonly<Record<Target, string>>);
  const calls = checkDefinition(faults, definition, targets);
  checkLogsKey(faults, args.key);
  checkLogRetention(faults, logRetentionDays);
  faults.check(!encrypted || args.key.services.includes(DELIVERY), {
    property: "key.services",
    given: args.key.services,
    allowed: `a key that ${DELIVERY} may use, which delivers the log of an encrypted workflow`,
    fix: `add "${DELIVERY}" to the services of EncryptionKey "${args.key.componentName}"`,
  });
  faults.check(args.workflowName === undefined || /^[\w-]{1,80}$/.test(args.workflowName), {
    property: "workflowName",
    given: args.workflowName,
    allowed: `1 to ${WORKFLOW_NAME_LIMIT} letters, digits, "-" and "_"`,
    fix: "shorten or rename it",
  });
  if (kind === "express") {
    checkExpress(faults, definition);
  }
  faults.throwIfAny();
  return {
    definition: JSON.stringify(definition),
    calls,
    ...{ kind, logLevel, logExecutionData, logRetentionDays, encrypted },
    ...(args.workflowName === undefined ? {} : { workflowName: args.workflowName }),
  };
}

function checkExpress(faults: Faults, definition: object): void {
  const timeout = Reflect.get(definition, "TimeoutSeconds");
  faults.check(typeof timeout !== "number" || timeout <= EXPRESS_LIMIT, {
    property: "definition.TimeoutSeconds",
    given: timeout,
    allowed: `up to ${EXPRESS_LIMIT} seconds for an express workflow`,
    fix: 'shorten it, or choose kind: "standard"',
  });
  faults.check(!JSON.stringify(definition).includes(".waitForTaskToken"), {
    property: "kind",
    given: "express",
    allowed: '"standard" where a task waits for a token',
    fix: 'choose kind: "standard"',
  });
}
