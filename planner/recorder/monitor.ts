import {
  type ConstructedChild,
  containsUnknown,
  isWireSecret,
  type PlainObject,
  plainFromWire,
  type SimulatedCloud,
  settleWire,
  UNKNOWN_WIRE,
  type WireObject,
  type WireValue,
  wireSecret,
  wireUnknownOutput,
} from "../../simulator";
import { ProgramError } from "./errors";
import { recordedOptions, sourcePosition } from "./options";
import { markReported } from "./rejections";
import type { Sdk } from "./sdk";
import { applyTransforms, type Transform } from "./transforms";
import type { RecordedResource, RecordedWarning, RecordingMode } from "./types";
import { recordedObjectFromWire } from "./values";

type RegisterRequest = InstanceType<Sdk["resourceProto"]["RegisterResourceRequest"]>;
type ReadRequest = InstanceType<Sdk["resourceProto"]["ReadResourceRequest"]>;
type OutputsRequest = InstanceType<Sdk["resourceProto"]["RegisterResourceOutputsRequest"]>;
type InvokeRequest = InstanceType<Sdk["resourceProto"]["ResourceInvokeRequest"]>;
type CallRequest = InstanceType<Sdk["resourceProto"]["ResourceCallRequest"]>;
type Callback = InstanceType<Sdk["callbackProto"]["Callback"]>;
type Reply<Response> = (error: Error | null, response?: Response) => void;

/** Status with which a monitor says that it is gone; the SDK then stops quietly instead of raising the error again. */
const UNAVAILABLE = 14;

/** Features of the engine that a program may ask for, and that a recording has. */
const FEATURES = new Set([
  "secrets",
  "resourceReferences",
  "outputValues",
  "deletedWith",
  "replaceWith",
  "aliasSpecs",
  "transforms",
  "parameterization",
  "resourceHooks",
  "errorHooks",
]);

const ROOT_TYPE = "pulumi:pulumi:Stack";

type Entry = { -readonly [Key in keyof RecordedResource]: RecordedResource[Key] };

/** What is needed to put one resource on record. */
interface Arrival {
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  readonly custom: boolean;
  readonly remote: boolean;
  readonly inputs: WireObject;
}

/**
 * Stands where the engine's resource monitor stands, in the program's own process. It sees each registration as the
 * engine would (parents, dependencies, options, providers, secrets) and answers as the simulated cloud does.
 */
export class RecordingMonitor {
  public readonly entries = new Map<string, Entry>();
  public readonly warnings: RecordedWarning[] = [];
  /** The first fatal error; after it the monitor answers nothing more. */
  public failure: ProgramError | undefined;

  private readonly sdk: Sdk;
  private readonly cloud: SimulatedCloud;
  private readonly mode: RecordingMode;
  private readonly stackId: string;
  private readonly onResource: (resource: { type: string; name: string }) => void;
  private readonly onFailure: (error: ProgramError) => void;
  private readonly stackTransforms: Transform[] = [];
  /** Providers that components hand down: component's URN → package → provider's URN. */
  private readonly handedDown = new Map<string, ReadonlyMap<string, string>>();
  /** Plain inputs of providers, by URN: they say in which account and region a resource lives. */
  private readonly providers = new Map<string, PlainObject>();

  public constructor(args: {
    readonly sdk: Sdk;
    readonly cloud: SimulatedCloud;
    readonly mode: RecordingMode;
    readonly project: string;
    readonly stack: string;
    readonly onResource: (resource: { type: string; name: string }) => void;
    readonly onFailure: (error: ProgramError) => void;
  }) {
    this.sdk = args.sdk;
    this.cloud = args.cloud;
    this.mode = args.mode;
    this.stackId = `urn:pulumi:${args.stack}::${args.project}`;
    this.onResource = args.onResource;
    this.onFailure = args.onFailure;
  }

  public supportsFeature(request: { getId(): string }, reply: Reply<{ getHassupport(): boolean }>): void {
    reply(null, { getHassupport: () => FEATURES.has(request.getId()) });
  }

  public registerResource(request: RegisterRequest, reply: Reply<unknown>): void {
    this.answer(reply, async () => {
      await applyTransforms(this.sdk, request, this.stackTransforms);
      const inputs = wireInputs(request.getObject());
      const arrival: Arrival = {
        type: request.getType(),
        name: request.getName(),
        parent: request.getParent(),
        custom: request.getCustom(),
        remote: request.getRemote(),
        inputs: request.getRemote() ? settleWire(inputs) : inputs,
      };
      const entry = this.enter(arrival);
      entry.options = recordedOptions(request);
      entry.dependencies = request.getDependenciesList().sort();
      entry.propertyDependencies = propertyDependencies(request);
      Object.assign(entry, this.providerOf(arrival, request.getProvider()), sourcePosition(request));
      this.handedDown.set(entry.urn, providersOf(request));
      const state = this.settle(arrival, entry, request.getAdditionalsecretoutputsList());
      return this.registered(entry, state);
    });
  }

  public readResource(request: ReadRequest, reply: Reply<unknown>): void {
    this.answer(reply, async () => {
      const arrival: Arrival = {
        type: request.getType(),
        name: request.getName(),
        parent: request.getParent(),
        custom: true,
        remote: false,
        inputs: wireInputs(request.getProperties()),
      };
      const entry = this.enter(arrival);
      entry.external = true;
      entry.dependencies = request.getDependenciesList().sort();
      Object.assign(entry, this.providerOf(arrival, request.getProvider()));
      const state = this.settle(arrival, entry, request.getAdditionalsecretoutputsList());
      entry.id = request.getId();
      const reference = arrival.type === "pulumi:pulumi:StackReference" ? { outputs: wireUnknownOutput() } : {};
      const response = new this.sdk.resourceProto.ReadResourceResponse();
      response.setUrn(entry.urn);
      response.setProperties(this.sdk.structProto.Struct.fromJavaScript({ ...state, ...reference } as never));
      return response;
    });
  }

  public registerResourceOutputs(request: OutputsRequest, reply: Reply<unknown>): void {
    this.answer(reply, async () => {
      const entry = this.entries.get(request.getUrn());
      if (entry === undefined) {
        throw new ProgramError(
          `outputs were registered for ${request.getUrn()}, which is not a resource of this stack`,
        );
      }
      entry.outputs = recordedObjectFromWire(wireInputs(request.getOutputs()));
      return {};
    });
  }

  public invoke(request: InvokeRequest, reply: Reply<unknown>): void {
    this.answer(reply, async () => {
      const response = new this.sdk.providerProto.InvokeResponse();
      const args = plainFromWire(wireInputs(request.getArgs()));
      const result = this.lookUp(request.getTok(), args, request.getProvider());
      response.setReturn(this.sdk.structProto.Struct.fromJavaScript(result as never));
      return response;
    });
  }

  public call(request: CallRequest, reply: Reply<unknown>): void {
    this.answer(reply, async () => {
      throw new ProgramError(
        `the program calls ${request.getTok()}, a method that only its plugin implements; it cannot be planned offline`,
      );
    });
  }

  public registerStackTransform(request: Callback, reply: Reply<unknown>): void {
    this.stackTransforms.push({ target: request.getTarget(), token: request.getToken() });
    reply(null, {});
  }

  public registerResourceHook(_request: unknown, reply: Reply<unknown>): void {
    reply(null, {});
  }

  public registerErrorHook(_request: unknown, reply: Reply<unknown>): void {
    reply(null, {});
  }

  public registerPackage(request: { getName(): string }, reply: Reply<unknown>): void {
    const response = new this.sdk.resourceProto.RegisterPackageResponse();
    response.setRef(request.getName());
    reply(null, response);
  }

  public signalAndWaitForShutdown(_request: unknown, reply: Reply<unknown>): void {
    reply(null, {});
  }

  public close(): void {
    // The SDK closes its monitor when a program ends; there is no connection to close.
  }

  /** Ends the recording: whatever is asked from now on meets a monitor that is gone. */
  public fail(error: ProgramError): void {
    if (this.failure === undefined) {
      this.failure = error;
      this.onFailure(error);
    }
  }

  private answer<Response>(reply: Reply<Response>, work: () => Promise<Response>): void {
    if (this.failure !== undefined) {
      reply(gone());
      return;
    }
    work().then(
      (response) => reply(null, response),
      (error: unknown) => {
        this.fail(ProgramError.from(error));
        reply(gone());
      },
    );
  }

  /** Puts a resource on record, with its true URN. */
  private enter(arrival: Arrival): Entry {
    const urn = this.urnOf(arrival);
    if (this.entries.has(urn)) {
      throw new ProgramError(
        `two resources have the URN ${urn}: give one of the two "${arrival.name}" (${arrival.type}) another name`,
      );
    }
    this.onResource({ type: arrival.type, name: arrival.name });
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

  private urnOf(arrival: Arrival): string {
    const parentType = arrival.parent.split("::")[2] ?? "";
    const prefix = parentType === "" || parentType === ROOT_TYPE ? "" : `${parentType}$`;
    return `${this.stackId}::${prefix}${arrival.type}::${arrival.name}`;
  }

  /** Lets the cloud make the resource, and returns the state that the program sees. */
  private settle(arrival: Arrival, entry: Entry, extraSecrets: readonly string[]): WireObject {
    if (arrival.remote) {
      return this.constructRemote(arrival, entry);
    }
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

  private constructRemote(arrival: Arrival, entry: Entry): WireObject {
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
    const urns = new Map<string, string>([["self", entry.urn]]);
    const { outputs } = model.construct(request, (child) => this.enterChild(child, urns, entry));
    const state = outputs as WireObject;
    entry.outputs = recordedObjectFromWire(state);
    return { ...arrival.inputs, ...state };
  }

  private enterChild(child: ConstructedChild, urns: Map<string, string>, component: Entry): PlainObject {
    const arrival: Arrival = {
      type: child.type,
      name: child.name,
      parent: urns.get(child.parent) ?? component.urn,
      custom: child.custom,
      remote: false,
      inputs: child.inputs as WireObject,
    };
    const entry = this.enter(arrival);
    urns.set(child.name, entry.urn);
    const [packageName = ""] = child.type.split(":");
    const provider = this.inheritedProvider(component, packageName);
    Object.assign(entry, provider === undefined ? {} : { provider });
    // What the component's inputs come from, its children wait for.
    const siblings = (child.dependsOn ?? []).flatMap((name) => urns.get(name) ?? []);
    entry.dependencies = [...new Set([...component.dependencies, ...siblings])].sort();
    const outputs = this.settle(arrival, entry, []);
    return this.mode === "known" ? { ...outputs, id: entry.id, urn: entry.urn } : unknownOutputs(entry.urn);
  }

  private registered(entry: Entry, state: WireObject): unknown {
    const { RegisterResourceResponse, Result } = this.sdk.resourceProto;
    const response = new RegisterResourceResponse();
    response.setUrn(entry.urn);
    response.setId(entry.id ?? "");
    response.setObject(this.sdk.structProto.Struct.fromJavaScript(state as never));
    // Outputs that no model gives are unknown, not absent: what depends on them is shown as unknown.
    response.setResult(entry.modelled ? Result.SUCCESS : Result.SKIP);
    return response;
  }

  private lookUp(token: string, args: PlainObject, provider: string): PlainObject {
    if (token === "pulumi:pulumi:getResource") {
      const entry = this.entries.get(String(args["urn"]));
      return { urn: args["urn"], id: entry?.id ?? "", state: {} };
    }
    if (this.mode === "preview" && containsUnknown(args)) {
      return {};
    }
    const { result, modelled } = this.cloud.invoke(token, args, this.providers.get(providerUrn(provider) ?? ""));
    if (!modelled) {
      this.warnings.push({ message: `the look-up ${token} needs a cloud: its result is made up` });
    }
    return result;
  }

  /** Fills in the explicit provider of a resource; remote components carry theirs in a map. */
  private providerOf(arrival: Arrival, reference: string): { provider?: string } {
    const urn = providerUrn(reference);
    return urn === undefined || !(arrival.custom || arrival.remote) ? {} : { provider: urn };
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

const DEFAULT_OPTIONS: RecordedResource["options"] = {
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

function wireInputs(struct: { toJavaScript(): unknown } | undefined): WireObject {
  return (struct?.toJavaScript() ?? {}) as WireObject;
}

function propertyDependencies(request: RegisterRequest): RecordedResource["propertyDependencies"] {
  const pairs: [string, readonly string[]][] = [];
  request.getPropertydependenciesMap().forEach((value, key) => {
    const urns = value.getUrnsList();
    if (urns.length > 0) {
      pairs.push([key, [...urns].sort()]);
    }
  });
  return Object.fromEntries(pairs.sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** The providers that a component passes on, by package. */
function providersOf(request: RegisterRequest): ReadonlyMap<string, string> {
  const providers = new Map<string, string>();
  request.getProvidersMap().forEach((reference, packageName) => {
    const urn = providerUrn(reference);
    if (urn !== undefined) {
      providers.set(packageName, urn);
    }
  });
  return providers;
}

/** The URN in a provider reference `urn::id`. */
function providerUrn(reference: string): string | undefined {
  return reference === "" ? undefined : reference.slice(0, reference.lastIndexOf("::"));
}

/** In a preview the engine knows a made-up name already, and nothing else that is computed. */
function knownBeforehand(outputs: PlainObject, physicalName: string): PlainObject {
  return Object.fromEntries(Object.entries(outputs).filter(([key, value]) => key === "name" && value === physicalName));
}

function unknownOutputs(urn: string): PlainObject {
  return new Proxy<Record<string, unknown>>({ urn }, { get: (_target, key) => (key === "urn" ? urn : UNKNOWN_WIRE) });
}

function gone(): Error {
  const error = Object.assign(new Error("the recording has ended"), { code: UNAVAILABLE });
  // The failure that ended the recording is what its caller hears of; what hung on it says nothing new.
  markReported(error);
  return error;
}
