import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

/** What a state machine's tasks reach. */
export interface Services {
  /** Runs a function; its error's name is what Step Functions would see. */
  invoke(functionName: string, payload: unknown): Promise<unknown>;
  /** Puts a message with a task token into a queue, and waits for the token's answer. */
  sendAndWait(queueUrl: string, body: unknown, token: string, timeoutMs: number): Promise<unknown>;
  publish(topic: string, message: unknown): Promise<void>;
}

/** How an execution ended. */
export interface Ended {
  readonly status: "SUCCEEDED" | "FAILED";
  readonly error?: string;
  /** The states that it went through. */
  readonly path: readonly string[];
}

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Resource?: string;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly ResultSelector?: Readonly<Record<string, unknown>>;
  readonly ResultPath?: string | null;
  readonly TimeoutSeconds?: number;
  readonly ErrorPath?: string;
  readonly Choices?: readonly { readonly Variable: string; readonly StringEquals: string; readonly Next: string }[];
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly ResultPath?: string | null;
    readonly Next: string;
  }[];
}

interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
}

interface Data {
  readonly [name: string]: unknown;
}

/**
 * Runs the part of the States Language that our definitions use, thousands of times a minute; the same definition also runs in
 * moto's full interpreter.
 *
 * @param pace seconds of the definition per real second
 */
export async function execute(
  definition: { readonly StartAt: string; readonly States: object },
  name: string,
  input: Data,
  services: Services,
  pace: number,
): Promise<Ended> {
  const states = new Map<string, State>(Object.entries(definition.States));
  const path: string[] = [];
  let data: Data = input;
  let next: string | undefined = definition.StartAt;
  while (next !== undefined) {
    path.push(next);
    const state: State | undefined = states.get(next);
    if (state === undefined) {
      throw new Error(`There is no state ${next}`);
    }
    if (state.Type === "Succeed") {
      return { status: "SUCCEEDED", path };
    }
    if (state.Type === "Fail") {
      return { status: "FAILED", error: String(at(data, state.ErrorPath ?? "$")), path };
    }
    const moved: Move =
      state.Type === "Choice" ? { data, next: choose(state, data) } : await task(state, name, data, services, pace);
    data = moved.data;
    next = moved.next;
  }
  throw new Error("The machine ended without an end state");
}

interface Move {
  readonly data: Data;
  readonly next: string | undefined;
}

function choose({ Choices = [], Default }: State, data: Data): string | undefined {
  return Choices.find((choice) => at(data, choice.Variable) === choice.StringEquals)?.Next ?? Default;
}

async function task(state: State, name: string, data: Data, services: Services, pace: number): Promise<Move> {
  const attempts = new Map<Retrier, number>();
  for (;;) {
    try {
      const result = await runTask(state, name, data, services, pace);
      const selected = state.ResultSelector === undefined ? result : fill(state.ResultSelector, result, {});
      return { data: placed(data, state.ResultPath, selected), next: state.Next };
    } catch (error) {
      if (!(await waited(state, attempts, kindOf(error), pace))) {
        return caught(state, data, error);
      }
    }
  }
}

function kindOf(error: unknown): string {
  return error instanceof Error ? error.name : "States.TaskFailed";
}

/** Waits before another attempt; false when there is none left. */
async function waited(state: State, attempts: Map<Retrier, number>, kind: string, pace: number): Promise<boolean> {
  const retrier = state.Retry?.find((candidate) => matches(candidate.ErrorEquals, kind));
  const made = retrier === undefined ? 0 : (attempts.get(retrier) ?? 0);
  if (retrier === undefined || made >= (retrier.MaxAttempts ?? 3)) {
    return false;
  }
  attempts.set(retrier, made + 1);
  const seconds = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** made;
  await sleep((seconds * 1000 * Math.random()) / pace);
  return true;
}

function caught(state: State, data: Data, error: unknown): Move {
  const kind = kindOf(error);
  const catcher = state.Catch?.find((candidate) => matches(candidate.ErrorEquals, kind));
  if (catcher === undefined) {
    throw error;
  }
  const failure = { Error: kind, Cause: error instanceof Error ? error.message : "" };
  return { data: placed(data, catcher.ResultPath, failure), next: catcher.Next };
}

function matches(wanted: readonly string[], kind: string): boolean {
  return (
    wanted.includes(kind) ||
    wanted.includes("States.ALL") ||
    (wanted.includes("States.TaskFailed") && kind !== "States.Timeout")
  );
}

async function runTask(state: State, name: string, data: Data, services: Services, pace: number): Promise<unknown> {
  const token = randomUUID();
  const parameters = fill(state.Parameters ?? {}, data, { Execution: { Name: name }, Task: { Token: token } });
  switch (state.Resource) {
    case "arn:aws:states:::lambda:invoke":
      return { Payload: await services.invoke(String(parameters["FunctionName"]), parameters["Payload"]) };
    case "arn:aws:states:::sqs:sendMessage.waitForTaskToken": {
      const timeout = ((state.TimeoutSeconds ?? 60) * 1000) / pace;
      return services.sendAndWait(String(parameters["QueueUrl"]), parameters["MessageBody"], token, timeout);
    }
    case "arn:aws:states:::sns:publish":
      return services.publish(String(parameters["TopicArn"]), parameters["Message"]);
    default:
      throw new Error(`This interpreter does not know ${state.Resource}`);
  }
}

/** Fills a template: keys that end in `.$` take their value from a path. */
function fill(template: Readonly<Record<string, unknown>>, data: unknown, context: Data): Data {
  return Object.fromEntries(
    Object.entries(template).map(([key, value]): [string, unknown] => {
      if (key.endsWith(".$") && typeof value === "string") {
        const found = value.startsWith("$$.") ? at(context, value.slice(1)) : at(data, value);
        return [key.slice(0, -2), found];
      }
      return [key, typeof value === "object" && value !== null ? fill({ ...value }, data, context) : value];
    }),
  );
}

function at(data: unknown, path: string): unknown {
  return path
    .replace(/^\$\.?/, "")
    .split(".")
    .filter((part) => part !== "")
    .reduce<unknown>(
      (value, part) => (typeof value === "object" && value !== null ? Reflect.get(value, part) : undefined),
      data,
    );
}

/** Puts a result where the path says: `null` drops it. */
function placed(data: Data, path: string | null | undefined, result: unknown): Data {
  if (path === null) {
    return data;
  }
  if (path === undefined || path === "$") {
    return typeof result === "object" && result !== null ? { ...result } : {};
  }
  return { ...data, [path.replace("$.", "")]: result };
}
