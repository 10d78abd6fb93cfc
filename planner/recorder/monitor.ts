import { type ConstructedChild, plainFromWire, settleWire, type WireObject, wireUnknownOutput } from "../../simulator";
import { ProgramError } from "./errors";
import type { Arrival, Entry, Ledger } from "./ledger";
import { propertyDependencies, providersOf, providerUrn, recordedOptions, sourcePosition } from "./options";
import { markReported } from "./rejections";
import type { Sdk } from "./sdk";
import { applyTransforms, type Transform, transformsOf } from "./transforms";
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

/**
 * Stands where the engine's resource monitor stands, in the program's own process. It sees each registration as the
 * engine would (parents, dependencies, options, providers, secrets) and answers with what the ledger makes of it.
 */
export class RecordingMonitor {
  /** The first fatal error; after it the monitor answers nothing more. */
  public failure: ProgramError | undefined;

  private readonly sdk: Sdk;
  private readonly ledger: Ledger;
  private readonly onResource: (resource: { type: string; name: string }) => void;
  private readonly onFailure: (error: ProgramError) => void;
  private readonly stackTransforms: Transform[] = [];
  /** By the URN of the resource that brought them. */
  private readonly transforms = new Map<string, readonly Transform[]>();

  public constructor(args: {
    readonly sdk: Sdk;
    readonly ledger: Ledger;
    readonly onResource: (resource: { type: string; name: string }) => void;
    readonly onFailure: (error: ProgramError) => void;
  }) {
    this.sdk = args.sdk;
    this.ledger = args.ledger;
    this.onResource = args.onResource;
    this.onFailure = args.onFailure;
  }

  public supportsFeature(request: { getId(): string }, reply: Reply<{ getHassupport(): boolean }>): void {
    reply(null, { getHassupport: () => FEATURES.has(request.getId()) });
  }

  public registerResource(request: RegisterRequest, reply: Reply<unknown>): void {
    this.answer(reply, async () => {
      const own = transformsOf(request);
      await applyTransforms(this.sdk, request, [...own, ...this.transformsAround(request.getParent())]);
      const inputs = wireInputs(request.getObject());
      const arrival: Arrival = {
        type: request.getType(),
        name: request.getName(),
        parent: request.getParent(),
        custom: request.getCustom(),
        remote: request.getRemote(),
        inputs: request.getRemote() ? settleWire(inputs) : inputs,
      };
      const entry = this.enter(arrival, request.getProvider(), request.getDependenciesList());
      entry.options = recordedOptions(request);
      entry.propertyDependencies = propertyDependencies(request);
      Object.assign(entry, sourcePosition(request));
      this.ledger.handDown(entry, providersOf(request));
      this.transforms.set(entry.urn, own);
      const state = arrival.remote
        ? await this.ledger.construct(arrival, entry, (child, parent) => this.transformed(child, parent))
        : this.ledger.settle(arrival, entry, request.getAdditionalsecretoutputsList());
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
      const entry = this.enter(arrival, request.getProvider(), request.getDependenciesList());
      entry.external = true;
      const state = this.ledger.settle(arrival, entry, request.getAdditionalsecretoutputsList());
      entry.id = request.getId();
      const reference = arrival.type === "pulumi:pulumi:StackReference" ? { outputs: wireUnknownOutput() } : {};
      const response = new this.sdk.resourceProto.ReadResourceResponse();
      response.setUrn(entry.urn);
      response.setProperties(this.struct({ ...state, ...reference }));
      return response;
    });
  }

  public registerResourceOutputs(request: OutputsRequest, reply: Reply<unknown>): void {
    this.answer(reply, async () => {
      const entry = this.ledger.entries.get(request.getUrn());
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
      const args = plainFromWire(wireInputs(request.getArgs()));
      const result = this.ledger.lookUp(request.getTok(), args, providerUrn(request.getProvider()));
      const response = new this.sdk.providerProto.InvokeResponse();
      response.setReturn(this.struct(result));
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

  /** Those of the components around a resource, from the inside out, then the stack's. */
  private transformsAround(parent: string): readonly Transform[] {
    const around: Transform[] = [];
    for (let urn: string | undefined = parent; urn !== undefined; urn = this.ledger.entries.get(urn)?.parent) {
      around.push(...(this.transforms.get(urn) ?? []));
    }
    return [...around, ...this.stackTransforms];
  }

  private async transformed(child: ConstructedChild, parent: string) {
    const request = new this.sdk.resourceProto.RegisterResourceRequest();
    request.setType(child.type);
    request.setName(child.name);
    request.setParent(parent);
    request.setCustom(child.custom);
    request.setObject(this.struct(child.inputs));
    await applyTransforms(this.sdk, request, this.transformsAround(parent));
    return { inputs: settleWire(wireInputs(request.getObject())), options: recordedOptions(request) };
  }

  private enter(arrival: Arrival, provider: string, dependencies: readonly string[]): Entry {
    const entry = this.ledger.enter(arrival);
    this.onResource({ type: arrival.type, name: arrival.name });
    entry.dependencies = [...dependencies].sort();
    const urn = providerUrn(provider);
    Object.assign(entry, urn === undefined || !(arrival.custom || arrival.remote) ? {} : { provider: urn });
    return entry;
  }

  private registered(entry: Entry, state: WireObject): unknown {
    const { RegisterResourceResponse, Result } = this.sdk.resourceProto;
    const response = new RegisterResourceResponse();
    response.setUrn(entry.urn);
    response.setId(entry.id ?? "");
    response.setObject(this.struct(state));
    // Outputs that no model gives are unknown, not absent: what depends on them is shown as unknown.
    response.setResult(entry.modelled ? Result.SUCCESS : Result.SKIP);
    return response;
  }

  private struct(values: object) {
    return this.sdk.structProto.Struct.fromJavaScript(values as never);
  }
}

function wireInputs(struct: { toJavaScript(): unknown } | undefined): WireObject {
  return (struct?.toJavaScript() ?? {}) as WireObject;
}

function gone(): Error {
  const error = Object.assign(new Error("the recording has ended"), { code: UNAVAILABLE });
  // The failure that ended the recording is what its caller hears of; what hung on it says nothing new.
  markReported(error);
  return error;
}
