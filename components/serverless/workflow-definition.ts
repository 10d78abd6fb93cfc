import type { Faults } from "../core";
import { placeholder } from "./placeholders";

/** What a task calls, and how often the definition says so. */
export interface TaskCall {
  /** Path of the task: `States.FinaliseOrder`. */
  readonly path: string;
  /** The target's name, where the task names one. */
  readonly target: string | undefined;
  /** The IAM action that the task needs: `lambda:InvokeFunction`. */
  readonly action: string;
}

/** Largest definition, in bytes (Step Functions quotas, read 2026-11). */
const DEFINITION_LIMIT = 1_048_576;
/** Longest name of a state, in characters (Amazon States Language, "State", read 2026-11). */
const STATE_NAME_LIMIT = 80;

const STATE_TYPES: readonly unknown[] = ["Choice", "Fail", "Map", "Parallel", "Pass", "Succeed", "Task", "Wait"];
/** States after which nothing comes. */
const ENDS: readonly unknown[] = ["Fail", "Succeed"];

/** Service integrations: `arn:aws:states:::sqs:sendMessage.waitForTaskToken`. */
const INTEGRATION = /^arn:aws[a-z-]*:states:::(?:aws-sdk:)?(\w+):(\w+?)(?:\.(waitForTaskToken|sync(?::2)?))?$/;

type Json = Readonly<Record<string, unknown>>;

/** Finds what AWS would refuse, or what would go wrong later: dead ends, states that nobody reaches, tasks without limits. */
export function checkDefinition(faults: Faults, definition: unknown, targets: readonly string[]): readonly TaskCall[] {
  const calls: TaskCall[] = [];
  const root = objectOf(definition);
  const text = JSON.stringify(definition) ?? "";
  faults.check(text.length <= DEFINITION_LIMIT, {
    property: "definition",
    given: `${text.length} bytes`,
    allowed: `up to ${DEFINITION_LIMIT}`,
    fix: "split the workflow",
  });
  faults.check(typeof root["TimeoutSeconds"] === "number", {
    property: "definition.TimeoutSeconds",
    given: root["TimeoutSeconds"],
    allowed: "the longest run, in seconds: without it an execution may hang for a year",
    fix: "set TimeoutSeconds beside StartAt",
  });
  checkMachine(faults, "definition", root, targets, calls);
  for (const target of targets.filter((name) => !text.includes(placeholder(name)))) {
    faults.add({
      property: `targets.${target}`,
      given: target,
      allowed: "what the definition uses",
      fix: `remove "${target}", or use it in the definition`,
    });
  }
  return calls;
}

function checkMachine(
  faults: Faults,
  path: string,
  machine: Json,
  targets: readonly string[],
  calls: TaskCall[],
): void {
  const states = objectOf(machine["States"]);
  const names = Object.keys(states);
  faults.check(names.includes(String(machine["StartAt"])), {
    property: `${path}.StartAt`,
    given: machine["StartAt"],
    allowed: `one of ${names.join(", ") || "the states, of which there are none"}`,
    fix: "name the first state",
  });
  const reached = new Set<unknown>([machine["StartAt"]]);
  for (const [name, value] of Object.entries(states)) {
    const state = objectOf(value);
    const place = `${path}.States.${name}`;
    faults.check(name.length <= STATE_NAME_LIMIT, {
      property: place,
      given: name,
      allowed: `a name of up to ${STATE_NAME_LIMIT} characters`,
      fix: "shorten it",
    });
    checkState(faults, place, state, targets, calls);
    for (const [property, next] of successors(state)) {
      reached.add(next);
      faults.check(names.includes(String(next)), {
        property: `${place}.${property}`,
        given: next,
        allowed: `one of ${names.join(", ")}`,
        fix: "name a state of the same level",
      });
    }
  }
  for (const name of names.filter((candidate) => !reached.has(candidate))) {
    faults.add({
      property: `${path}.States.${name}`,
      given: name,
      allowed: "states that another one leads to",
      fix: "lead to it, or remove it",
    });
  }
}

function checkState(faults: Faults, place: string, state: Json, targets: readonly string[], calls: TaskCall[]): void {
  const type = state["Type"];
  faults.check(STATE_TYPES.includes(type), {
    property: `${place}.Type`,
    given: type,
    allowed: STATE_TYPES.join(", "),
    fix: "choose a type of the States Language",
  });
  const ends = ENDS.includes(type) || type === "Choice";
  faults.check(ends || (state["Next"] !== undefined) !== (state["End"] === true), {
    property: place,
    given: { Next: state["Next"], End: state["End"] },
    allowed: "either Next or End: true",
    fix: "say what comes after the state",
  });
  checkCatchAll(faults, `${place}.Retry`, listOf(state["Retry"]));
  checkCatchAll(faults, `${place}.Catch`, listOf(state["Catch"]));
  if (type === "Task") {
    checkTask(faults, place, state, targets, calls);
  }
  for (const [position, branch] of listOf(state["Branches"]).entries()) {
    checkMachine(faults, `${place}.Branches.${position}`, objectOf(branch), targets, calls);
  }
  if (type === "Map") {
    const processor = objectOf(state["ItemProcessor"] ?? state["Iterator"]);
    checkMachine(faults, `${place}.ItemProcessor`, processor, targets, calls);
  }
}

/** `States.ALL` hides what stands after it, and stands alone. */
function checkCatchAll(faults: Faults, property: string, entries: readonly unknown[]): void {
  const errors = entries.map((entry) => listOf(objectOf(entry)["ErrorEquals"]));
  for (const [position, names] of errors.entries()) {
    const general = names.includes("States.ALL");
    faults.check(names.length > 0 && (!general || (names.length === 1 && position === errors.length - 1)), {
      property: `${property}.${position}.ErrorEquals`,
      given: names,
      allowed: '"States.ALL" alone and in the last place, or names of errors',
      fix: "move the general case to the end",
    });
  }
}

function checkTask(faults: Faults, place: string, state: Json, targets: readonly string[], calls: TaskCall[]): void {
  const resource = String(state["Resource"]);
  const [, service = "", operation = "", pattern] = INTEGRATION.exec(resource) ?? [];
  const known = service !== "" && !(pattern ?? "").startsWith("sync");
  faults.check(known, {
    property: `${place}.Resource`,
    given: state["Resource"],
    allowed: 'a service integration such as "arn:aws:states:::lambda:invoke", without ".sync"',
    fix: "call the service by its integration, and wait for it by a task token",
  });
  const limited = ["TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds"].some((key) => state[key] !== undefined);
  faults.check(limited, {
    property: `${place}.TimeoutSeconds`,
    given: undefined,
    allowed: "the longest wait for the task, in seconds",
    fix: "set TimeoutSeconds",
  });
  const parameters = JSON.stringify(state["Parameters"] ?? state["Arguments"] ?? {});
  const called = targets.filter((target) => parameters.includes(JSON.stringify(placeholder(target))));
  faults.check(!known || called.length > 0, {
    property: `${place}.Parameters`,
    given: state["Parameters"],
    allowed: `one of the targets: ${targets.join(", ") || "there are none"}`,
    fix: "add what the task calls to targets, and name it by the reference that the definition is given",
  });
  const action = service === "lambda" && operation === "invoke" ? "InvokeFunction" : capitalised(operation);
  calls.push(...called.map((target) => ({ path: place, target, action: `${service}:${action}` })));
}

function successors(state: Json): readonly (readonly [string, unknown])[] {
  const own = ["Next", "Default"].flatMap((key) => (state[key] === undefined ? [] : [[key, state[key]] as const]));
  const listed = ["Choices", "Catch"].flatMap((key) =>
    listOf(state[key]).map((entry, position) => [`${key}.${position}.Next`, objectOf(entry)["Next"]] as const),
  );
  return [...own, ...listed];
}

function objectOf(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
