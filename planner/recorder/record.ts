import { SimulatedCloud } from "../../simulator";
import { ProgramError } from "./errors";
import { Ledger } from "./ledger";
import { RecordingMonitor } from "./monitor";
import { guardRejections, markReported } from "./rejections";
import { loadSdk, type Sdk } from "./sdk";
import type { RecordedResource, Recording, RecordOptions } from "./types";

/** What a program is: a function whose result becomes the stack's outputs, as a program's module exports do. */
export type Program = () => unknown;

/** Event-loop turns without a registration after which a program counts as finished. */
const QUIET_TURNS = 3;

/**
 * Runs a Pulumi program in this process against the simulated cloud and returns every resource as the engine would have
 * seen it: URN, parent, inputs, dependencies by property, provider, options, secrets. No CLI, login or account is needed.
 *
 * Each recording has a store of its own in the SDK, so that several can run in one process, one after another or at once.
 *
 * @example
 * const recording = await recordProgram(() => new Network("shop", { cidrBlock: "10.0.0.0/16", zones }));
 * recording.get("shop-vpc").inputs["cidrBlock"]; // "10.0.0.0/16"
 *
 * @param program called once; whatever it returns (or resolves to) becomes the stack's outputs
 * @throws {ProgramError} what the program threw; two resources with one URN; a method that only a plugin implements
 */
export async function recordProgram(program: Program, options: RecordOptions = {}): Promise<Recording> {
  const recorder = startRecording(loadSdk(__dirname), program, options);
  await recorder.finished;
  return recorder.snapshot();
}

/** A recording under way. */
export interface Recorder {
  /** Settles when the program has returned and nothing is registering any more. */
  readonly finished: Promise<void>;
  /** What is on record by now: later registrations are in later snapshots. */
  snapshot(): Recording;
  /** Resources that the program has constructed and that still wait for a value: `name (type)`. */
  pending(): readonly string[];
  /**
   * Whether a resource was constructed after the program had returned: its existence may then hang on a value. Where none
   * was, a recording with unknown values has the same resources.
   */
  late(): boolean;
}

/**
 * Where the SDK keeps its state during a recording: a store of its own, apart from every other recording in the process, or
 * the process's. The second is for a process that records one program at a time: following a store of its own through every
 * promise takes the runtime a tenth of the time.
 */
export type RecordingStore = "own" | "process";

/** Starts a recording with a given copy of the SDK: the planner uses the program's own. */
export function startRecording(
  sdk: Sdk,
  program: Program,
  options: RecordOptions = {},
  store: RecordingStore = "own",
): Recorder {
  const { mode = "known", project = "project", stack = "stack", organization = "organization" } = options;
  const failure = deferredFailure();
  const constructed: string[] = [];
  let running = true;
  let late = false;
  const ledger = new Ledger({ cloud: new SimulatedCloud(options.facts), mode, project, stack });
  const monitor = new RecordingMonitor({
    sdk,
    ledger,
    onResource: options.onResource ?? (() => undefined),
    onFailure: failure.reject,
  });
  const inStore = <Result>(callback: () => Promise<Result>): Promise<Result> =>
    store === "own" ? sdk.state.withLocalStorage(callback) : callback();
  const run = inStore(async () => {
    sdk.settings.setMockOptions(monitor, project, stack, mode === "preview", organization);
    sdk.config.setAllConfig({ ...options.config }, [...(options.secretConfig ?? [])]);
    await sdk.stack.runInPulumiStack(async () => {
      sdk.pulumi.runtime.registerStackTransformation((args) => {
        constructed.push(`${args.name} (${args.type})`);
        late ||= !running;
        return undefined;
      });
      try {
        return program();
      } finally {
        running = false;
      }
    });
    await settle(sdk, ledger);
    await sdk.settings.disconnect(true);
  });
  const release = guardRejections((reason) => monitor.fail(ProgramError.from(reason)));
  const finished = Promise.race([
    run.catch((error: unknown) => {
      markReported(error);
      throw ProgramError.from(error);
    }),
    failure.promise,
  ])
    .catch((error: unknown) => {
      monitor.fail(ProgramError.from(error));
      throw monitor.failure ?? error;
    })
    .finally(release);
  return {
    finished,
    snapshot: () => recordingOf(mode, ledger),
    late: () => late,
    pending: () => {
      const registered = new Set([...ledger.entries.values()].map((entry) => `${entry.name} (${entry.type})`));
      return constructed.filter((resource) => !registered.has(resource));
    },
  };
}

/** Waits until registrations have ceased: what an `apply` makes registers some turns after the value arrived. */
async function settle(sdk: Sdk, ledger: Ledger): Promise<void> {
  for (let quiet = 0; quiet < QUIET_TURNS; quiet += 1) {
    const before = ledger.entries.size;
    await sdk.settings.waitForRPCs();
    await new Promise((resolve) => setImmediate(resolve));
    if (ledger.entries.size !== before) {
      quiet = -1;
    }
  }
}

function deferredFailure(): { readonly promise: Promise<never>; readonly reject: (error: ProgramError) => void } {
  let reject: (error: ProgramError) => void = () => undefined;
  const promise = new Promise<never>((_resolve, rejectPromise) => {
    reject = rejectPromise;
  });
  // The race below reports it; a failure after the end of the race must not count as unhandled.
  promise.catch(() => undefined);
  return { promise, reject };
}

function recordingOf(mode: Recording["mode"], ledger: Ledger): Recording {
  const resources: readonly RecordedResource[] = [...ledger.entries.values()].map((entry) => ({ ...entry }));
  const stack = resources.find((resource) => resource.type === "pulumi:pulumi:Stack");
  return {
    mode,
    resources,
    outputs: stack?.outputs ?? {},
    warnings: [...ledger.warnings],
    ofType: (type) => resources.filter((resource) => resource.type === type),
    get: (name, type) => theOne(resources, name, type),
    childrenOf: (urn) => resources.filter((resource) => resource.parent === urn),
  };
}

function theOne(resources: readonly RecordedResource[], name: string, type: string | undefined): RecordedResource {
  const found = resources.filter((one) => one.name === name && (type === undefined || one.type === type));
  const [only] = found;
  if (found.length === 1 && only !== undefined) {
    return only;
  }
  const wanted = type === undefined ? `"${name}"` : `"${name}" of type ${type}`;
  const there = found.length > 1 ? found.map((one) => one.type) : resources.map((one) => one.name);
  throw new Error(
    `${found.length === 0 ? "No" : "More than one"} resource ${wanted} was recorded; there are: ${there.sort().join(", ")}`,
  );
}
