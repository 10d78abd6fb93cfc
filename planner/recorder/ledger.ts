import {
  type ConstructedChild,
  containsUnknown,
  isWireSecret,
  type PlainObject,
  plainFromWire,
  replay,
  type SimulatedCloud,
  UNKNOWN_WIRE,
  type WireObject,
  type WireValue,
  wireSecret,
} from "../../simulator";
import { ProgramError } from "./errors";
import type { RecordedResource, RecordedWarning, RecordingMode } from "./types";
import { recordedObjectFromWire } from "./values";

const ROOT_TYPE = "pulumi:pulumi:Stack";

/** A resource on record, while its registration is still being filled in. */
export type Entry = { -readonly [Key in keyof RecordedResource]: RecordedResource[Key] };

/** A resource as it arrives: what its URN and its state depend on. */
export interface Arrival {
  readonly type: string;
  readonly name: string;
  /** URN; empty for the stack. */
  readonly parent: string;
  readonly custom: boolean;
  readonly remote: boolean;
  readonly inputs: WireObject;
}

/** What a program's transforms make of a plugin's child. @param parent URN */
export type ChildTransform = (
  child: ConstructedChild,
  parent: string,
) => Promise<{ readonly inputs: WireObject; readonly options: RecordedResource["options"] }>;

interface MadeChild {
  readonly urn: string;
  readonly outputs: PlainObject;
}

/**
 * The resources of a recording: their true URNs, and the state that the simulated cloud gives them. It knows nothing of the
 * protocol in which they arrive.
 */
export class Ledger {
  public readonly entries = new Map<string, Entry>();
  public readonly warnings: RecordedWarning[] = [];

  private readonly cloud: SimulatedCloud;
  private readonly mode: RecordingMode;
  private readonly stackId: string;
  /** Plain inputs of providers, by URN: they say in which account and region a resource lives. */
  private readonly providers = new Map<string, PlainObject>();
  /** Providers that components hand down: component's URN → package → provider's URN. */
  private readonly handedDown = new Map<string, ReadonlyMap<string, string>>();

  public constructor(args: {
    readonly cloud: SimulatedCloud;
    readonly mode: RecordingMode;
    readonly project: string;
    readonly stack: string;
  }) {
    this.cloud = args.cloud;
    this.mode = args.mode;
    this.stackId = `urn:pulumi:${args.stack}::${args.project}`;
  }

  /**
   * Puts a resource on record, with its true URN.
   * @throws {ProgramError} where the URN is taken
   */
  public enter(arrival: Arrival): Entry {
    const urn = this.urnOf(arrival);
    if (this.entries.has(urn)) {
      throw new ProgramError(
        `two resources have the URN ${urn}: give one of the two "${arrival.name}" (${arrival.type}) another name`,
      );
    }
    const entry: Entry = {
      urn,
      type: arrival.type,
      name: arrival.name,
      ...(arrival.parent === "" ? {} : { parent: arrival.parent }),
      custom: arrival.custom,
      remote: arrival.remote,
      external: false,
      inputs: recordedObjectFromWire(arrival.inputs),
      outputs: {},
      dependencies: [],
      propertyDependencies: {},
      options: DEFAULT_OPTIONS,
      modelled: true,
    };
    this.entries.set(urn, entry);
    return entry;
  }

  /** Notes the providers that a component passes on, by package. */
  public handDown(component: Entry, providers: ReadonlyMap<string, string>): void {
    this.handedDown.set(component.urn, providers);
  }

  /** Lets the cloud make the resource, and returns the state that the program sees. */
  public settle(arrival: Arrival, entry: Entry, extraSecrets: readonly string[]): WireObject {
    if (!arrival.custom) {
      return {};
    }
    const inputs = plainFromWire(arrival.inputs);
    if (arrival.type.startsWith("pulumi:providers:")) {
      this.providers.set(entry.urn, inputs);
    }
    const created = this.cloud.create({ ...entryKey(entry), inputs, ...this.providerInputs(entry.provider) });
    entry.modelled = created.modelled;
    const computed = this.mode === "known" ? created.outputs : knownBeforehand(created.outputs, created.physicalName);
    const secrets = new Set([...created.secretOutputs, ...extraSecrets]);
    const state: Record<string, WireValue> = { ...arrival.inputs };
    for (const [key, value] of Object.entries(computed)) {
      // An input that the program made secret stays secret when the cloud gives it back.
      const wire = value as WireValue;
      state[key] = secrets.has(key) || isWireSecret(arrival.inputs[key]) ? wireSecret(wire) : wire;
    }
    for (const key of secrets) {
      if (key in state) {
        state[key] = wireSecret(state[key]);
      }
    }
    if (this.mode === "known") {
      entry.id = created.id;
    }
    entry.outputs = recordedObjectFromWire(state);
    return state;
  }

  /** The answer of a provider function; `provider` is a URN. */
  public lookUp(token: string, args: PlainObject, provider: string | undefined): PlainObject {
    if (token === "pulumi:pulumi:getResource") {
      const entry = this.entries.get(String(args["urn"]));
      return { urn: args["urn"], id: entry?.id ?? "", state: {} };
    }
    if (this.mode === "preview" && containsUnknown(args)) {
      return {};
    }
    const { result, modelled } = this.cloud.invoke(token, args, this.providers.get(provider ?? ""));
    if (!modelled) {
      this.warnings.push({ message: `the look-up ${token} needs a cloud: its result is made up` });
    }
    return result;
  }

  private urnOf(arrival: Arrival): string {
    const parentType = arrival.parent.split("::")[2] ?? "";
    const prefix = parentType === "" || parentType === ROOT_TYPE ? "" : `${parentType}$`;
    return `${this.stackId}::${prefix}${arrival.type}::${arrival.name}`;
  }

  /**
   * Lets the plugin of a remote component make its children, and returns the state that the program sees.
   *
   * @param transform what the program makes of each child before it is registered
   */
  public async construct(arrival: Arrival, entry: Entry, transform: ChildTransform): Promise<WireObject> {
    const model = this.cloud.remoteComponent(arrival.type);
    if (model === undefined) {
      entry.modelled = false;
      this.warnings.push({
        urn: entry.urn,
        message: `the children of ${arrival.type} appear only with its plugin: they are missing from this plan`,
      });
      return arrival.inputs;
    }
    const inputs = plainFromWire(arrival.inputs);
    // A component on AWS lives where the AWS provider that it hands down lives.
    const provider = this.providerInputs(entry.provider ?? this.inheritedProvider(entry, "aws"));
    const request = this.cloud.request({ ...entryKey(entry), inputs, ...provider }, undefined);
    const made = new Map<string, MadeChild>([["self", { urn: entry.urn, outputs: {} }]]);
    const { outputs } = await replay(
      (create: (child: ConstructedChild) => PlainObject) => model.construct(request, create),
      made,
      async (child) => this.enterChild(child, made, entry, transform),
    );
    const state = outputs as WireObject;
    entry.outputs = recordedObjectFromWire(state);
    return { ...arrival.inputs, ...state };
  }

  private async enterChild(
    child: ConstructedChild,
    made: ReadonlyMap<string, MadeChild>,
    component: Entry,
    transform: ChildTransform,
  ): Promise<MadeChild> {
    const parent = made.get(child.parent)?.urn ?? component.urn;
    // What the component's inputs come from, its children wait for.
    const siblings = (child.dependsOn ?? []).flatMap((name) => made.get(name)?.urn ?? []);
    const dependencies = [...new Set([...component.dependencies, ...siblings])].sort();
    const { inputs, options } = await transform(child, parent);
    const { type, name, custom } = child;
    const arrival: Arrival = { type, name, parent, custom, remote: false, inputs };
    const entry = this.enter(arrival);
    const [packageName = ""] = type.split(":");
    const provider = this.inheritedProvider(component, packageName);
    Object.assign(entry, { dependencies, options, ...(provider === undefined ? {} : { provider }) });
    const outputs = plainFromWire(this.settle(arrival, entry, []));
    return {
      urn: entry.urn,
      outputs: this.mode === "known" ? { ...outputs, id: entry.id, urn: entry.urn } : unknownOutputs(entry.urn),
    };
  }

  /** The provider of a package that a component or one of those around it was given, as the engine finds it. */
  private inheritedProvider(component: Entry, packageName: string): string | undefined {
    const own = this.handedDown.get(component.urn)?.get(packageName);
    const parent = component.parent === undefined ? undefined : this.entries.get(component.parent);
    return own ?? (parent === undefined ? undefined : this.inheritedProvider(parent, packageName));
  }

  private providerInputs(urn: string | undefined): { provider?: PlainObject } {
    const inputs = urn === undefined ? undefined : this.providers.get(urn);
    return inputs === undefined ? {} : { provider: inputs };
  }
}

/** Options of a resource of which nobody has said any. */
export const DEFAULT_OPTIONS: RecordedResource["options"] = {
  protect: false,
  retainOnDelete: false,
  ignoreChanges: [],
  replaceOnChanges: [],
  additionalSecretOutputs: [],
  aliases: [],
  replaceWith: [],
  timeouts: {},
};

function entryKey(entry: Entry): { urn: string; type: string; name: string } {
  return { urn: entry.urn, type: entry.type, name: entry.name };
}

/** In a preview the engine knows a made-up name already, and nothing else that is computed. */
function knownBeforehand(outputs: PlainObject, physicalName: string): PlainObject {
  return Object.fromEntries(Object.entries(outputs).filter(([key, value]) => key === "name" && value === physicalName));
}

function unknownOutputs(urn: string): PlainObject {
  return new Proxy<Record<string, unknown>>({ urn }, { get: (_target, key) => (key === "urn" ? urn : UNKNOWN_WIRE) });
}
