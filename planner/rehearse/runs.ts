import type { EngineEvent, OpType } from "@pulumi/pulumi/automation";
import { SilenceWatch } from "./silence";
import type { Workspace } from "./workspace";

/** What the engine is asked to do. */
export type Command = "preview" | "up" | "refresh" | "destroy";

/** One step of the engine's, in the order in which the steps ended. */
export interface Operation {
  readonly command: Command;
  readonly op: OpType;
  readonly urn: string;
  readonly type: string;
  /** A resource of a provider; false for components. */
  readonly custom: boolean;
}

/** How one run of the engine went. */
export interface Run {
  readonly command: Command;
  readonly ok: boolean;
  /** Steps that did something, without what stayed the same. */
  readonly operations: readonly Operation[];
  readonly policyViolations: readonly string[];
  /** Errors, as a user would read them. */
  readonly errors: readonly string[];
  /** Real time, in milliseconds. */
  readonly milliseconds: number;
}

export interface RunOptions {
  /** Goes on with what does not depend on a failure. @default false */
  readonly continueOnError?: boolean;
  /** Folders of policy packs to attach. @default none */
  readonly policyPacks?: readonly string[];
  /** URNs to be replaced though nothing changed. @default none */
  readonly replace?: readonly string[];
}

/** Steps that change nothing in the cloud. */
const QUIET: ReadonlySet<string> = new Set(["same", "refresh", "read", "import", "read-replacement"]);

/** The stack itself is a step of some commands and not of others. */
const STACK_TYPE = "pulumi:pulumi:Stack";

/** Longest time that one run may take, in milliseconds. */
const RUN_LIMIT_MS = 15 * 60_000;
/** Longest time for which a run may tell nothing, in milliseconds: it tells of every call, and loads a program in seconds. */
const SILENCE_MS = 4 * 60_000;
const SILENT =
  "the engine told nothing for 4 minutes and was ended: it waits for ever for a file that a resource ships and that " +
  "does not exist (`estate plan` warns of it)";

/** The engine takes this for "no limit": every resource that is free to run then meets its fault in the same run. */
const UNLIMITED = 2 ** 31 - 1;

/** Runs the engine once. It never throws for what the program, the cloud or a fault does: that is in the result. */
export async function runEngine(workspace: Workspace, command: Command, options: RunOptions = {}): Promise<Run> {
  const began = performance.now();
  const seen = new Observer(command);
  const silence = new SilenceWatch(SILENCE_MS);
  const onEvent = (event: EngineEvent): void => {
    silence.heard();
    seen.take(event);
  };
  const signal = AbortSignal.any([AbortSignal.timeout(RUN_LIMIT_MS), silence.signal]);
  const shared = { color: "never", parallel: UNLIMITED, onEvent, signal } as const;
  const failure = await attempt(async () => {
    const { stack } = workspace;
    const packs = options.policyPacks === undefined ? {} : { policyPacks: [...options.policyPacks] };
    const onward = { continueOnError: options.continueOnError ?? false };
    switch (command) {
      case "preview":
        return stack.preview({ ...shared, ...packs });
      case "up":
        return stack.up({ ...shared, ...packs, ...onward, replace: [...(options.replace ?? [])] });
      case "refresh":
        return stack.refresh(shared);
      case "destroy":
        return stack.destroy({ ...shared, ...onward });
    }
  });
  silence.stop();
  if (silence.signal.aborted) {
    seen.errors.push(SILENT);
  }
  return {
    command,
    ok: failure === undefined,
    operations: seen.operations,
    policyViolations: seen.violations,
    errors: failure === undefined || seen.errors.length > 0 ? seen.errors : [failure],
    milliseconds: Math.round(performance.now() - began),
  };
}

async function attempt(run: () => Promise<unknown>): Promise<string | undefined> {
  const listening = listeners();
  try {
    await run();
    return undefined;
  } catch (error) {
    return firstLines(error instanceof Error ? error.message : String(error));
  } finally {
    // A run whose engine has deserted it never stops listening, and would keep its whole program in memory.
    for (const added of listeners().filter((one) => !listening.includes(one))) {
      process.off("uncaughtException", added);
      process.off("unhandledRejection", added);
    }
  }
}

/** The SDK registers one listener for both events. */
function listeners(): readonly NodeJS.UncaughtExceptionListener[] {
  return process.listeners("uncaughtException");
}

const ERROR_LENGTH = 600;

function firstLines(text: string): string {
  return text.length > ERROR_LENGTH ? `${text.slice(0, ERROR_LENGTH)}…` : text;
}

/** Collects what a run's events say. */
class Observer {
  public readonly operations: Operation[] = [];
  public readonly errors: string[] = [];
  public readonly violations: string[] = [];
  private readonly command: Command;

  public constructor(command: Command) {
    this.command = command;
  }

  public readonly take = (event: EngineEvent): void => {
    // A preview plans its steps and never ends them; a refresh tells in its outputs what it found.
    const step = this.command === "preview" ? event.resourcePreEvent : event.resOutputsEvent;
    if (step !== undefined && !QUIET.has(step.metadata.op) && step.metadata.type !== STACK_TYPE) {
      const { op, urn, type } = step.metadata;
      const custom = (step.metadata.new ?? step.metadata.old)?.custom === true;
      this.operations.push({ command: this.command, op, urn, type, custom });
    }
    if (event.diagnosticEvent?.severity === "error") {
      const { message, urn } = event.diagnosticEvent;
      this.errors.push(`${firstLines(plain(message))}${urn === undefined ? "" : whose(urn)}`);
    }
    if (event.policyEvent?.enforcementLevel === "mandatory") {
      const { policyPackName, policyName, resourceUrn, message } = event.policyEvent;
      this.violations.push(`${policyPackName}/${policyName} ${resourceUrn ?? ""}: ${plain(message)}`);
    }
  };
}

/** Type and name of the resource that an error is about. */
function whose(urn: string): string {
  const [, , types = "", name = ""] = urn.split("::");
  const type = types.split("$").at(-1) ?? "";
  return type === STACK_TYPE ? "" : ` (${type} "${name}")`;
}

/** Without the engine's colour marks, such as `<{%reset%}>`. */
function plain(text: string): string {
  return text.replace(/<\{%[^%]*%\}>/g, "").trim();
}
