import { SimulatedCloud } from "../cloud";
import type { CreateRequest, PlainObject } from "../model";
import {
  containsUnknown,
  isWireSecret,
  plainFromWire,
  UNKNOWN_WIRE,
  type WireObject,
  type WireValue,
  wireSecret,
} from "../wire";
import { differenceOf, isAutomatic, withAutomatic } from "./diff";
import { type FaultSettings, judge, type Verdict } from "./faults";
import type { CloudCall, CloudInventory, CloudResource } from "./inventory";
import { type Candidate, refusalsOfDelete, refusalsOfWrite, serviceOff } from "./rules";
import { scopeOf } from "./scope";

/** The cloud has said no, or has failed. */
export class CloudRefusal extends Error {
  public constructor(message: string) {
    super(message);
    this.name = "CloudRefusal";
  }
}

/** The resource exists, and the caller is told that it did not become ready. */
export class CloudTimeout extends Error {
  public readonly made: Made;

  public constructor(message: string, made: Made) {
    super(message);
    this.name = "CloudTimeout";
    this.made = made;
  }
}

/** A resource as a provider answers with it. */
export interface Made {
  readonly id: string;
  readonly properties: WireObject;
}

/** Which resource a call is about. */
export interface Subject {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
}

/** One configured provider: the cloud's rules over an inventory. It knows nothing of gRPC. */
export class ProviderService {
  /** Inputs of the provider resource, once configured. */
  public configuration: PlainObject = {};
  private readonly cloud: SimulatedCloud;
  private readonly inventory: CloudInventory;
  private readonly faults: FaultSettings;
  private readonly killEngine: () => void;

  public constructor(args: {
    readonly inventory: CloudInventory;
    readonly faults: FaultSettings;
    /** Ends the engine that has started this provider, without warning. */
    readonly killEngine: () => void;
    readonly cloud?: SimulatedCloud;
  }) {
    this.cloud = args.cloud ?? new SimulatedCloud();
    this.inventory = args.inventory;
    this.faults = args.faults;
    this.killEngine = args.killEngine;
  }

  /** Fills in the physical name: the old one where the provider chose it before by the same prefix, else a new one. */
  public check(subject: Subject, olds: WireObject | undefined, news: WireObject): WireObject {
    const nameProperty = this.cloud.model(subject.type)?.nameProperty;
    if (nameProperty === undefined || news[nameProperty] !== undefined) {
      return news;
    }
    const chosen = olds !== undefined && isAutomatic(olds, nameProperty) ? olds[nameProperty] : undefined;
    const prefix = news[`${nameProperty}Prefix`];
    const kept = typeof chosen === "string" && (typeof prefix !== "string" || chosen.startsWith(prefix));
    return withAutomatic(news, nameProperty, kept ? chosen : this.newName(subject, nameProperty, news)) as WireObject;
  }

  public diff(
    subject: Subject,
    id: string,
    olds: WireObject,
    news: WireObject,
  ): ReturnType<typeof differenceOf> & { readonly stables: readonly string[] } {
    const model = this.cloud.model(subject.type);
    const difference = differenceOf(model, plainFromWire(olds), plainFromWire(news));
    const replaces = difference.replaces.length > 0;
    const sameId = replaces && !containsUnknown(news) && this.imagine(subject, news).id === id;
    const created = replaces ? [] : Object.keys(this.imagine(subject, news).outputs);
    return {
      ...difference,
      deleteBeforeReplace: difference.deleteBeforeReplace || sameId,
      stables: created.filter((key) => !difference.changed.includes(key)),
    };
  }

  public async create(subject: Subject, inputs: WireObject): Promise<Made> {
    this.inventory.sync();
    return this.call({ method: "create", type: subject.type, urn: subject.urn }, () => {
      const life = this.inventory.livesOf(subject.urn);
      const candidate = this.candidate(subject, inputs, life);
      refuseIfAny(refusalsOfWrite(candidate, this.inventory));
      const resource = this.resourceOf(subject, inputs, candidate, life);
      this.inventory.put(resource);
      return { id: resource.id, properties: this.state(resource) };
    });
  }

  /** What a creation would give, as far as it is known before the cloud answers. */
  public previewCreate(subject: Subject, inputs: WireObject): WireObject {
    const { outputs, physicalName } = this.imagine(subject, inputs);
    const computed = Object.keys(outputs)
      .filter((key) => !(key in inputs))
      .map((key) => [key, key === "name" && outputs[key] === physicalName ? physicalName : UNKNOWN_WIRE] as const);
    return { ...inputs, ...Object.fromEntries(computed) };
  }

  /** What an update would give: what the inputs say, and of the rest what it was. */
  public previewUpdate(olds: WireObject, inputs: WireObject): WireObject {
    return { ...olds, ...inputs };
  }

  /**
   * @param known what the state has of it; empty where the resource is to be imported
   * @returns undefined where the resource does not exist any more
   */
  public read(
    subject: Subject,
    id: string,
    known: WireObject = {},
  ): (Made & { readonly inputs: WireObject }) | undefined {
    this.inventory.sync();
    const resource = this.existing(subject, id, known);
    return resource === undefined
      ? undefined
      : { id: resource.id, properties: this.state(resource), inputs: resource.wire };
  }

  public async update(subject: Subject, id: string, olds: WireObject, inputs: WireObject): Promise<WireObject> {
    this.inventory.sync();
    const call: CloudCall = { method: "update", type: subject.type, urn: subject.urn };
    const made = await this.call(call, () => {
      const existing = this.existing(subject, id, olds);
      if (existing === undefined) {
        throw new CloudRefusal(`NotFound: ${subject.type} ${id} does not exist`);
      }
      const candidate = this.candidate(subject, inputs, existing.life, existing);
      refuseIfAny(refusalsOfWrite(candidate, this.inventory));
      // Ids and names are for life; what else follows from the inputs is worked out anew.
      const { physicalName, scope } = existing;
      const resource = { ...this.resourceOf(subject, inputs, candidate, existing.life), id, physicalName, scope };
      this.inventory.put(resource);
      return { id, properties: this.state(resource) };
    });
    return made.properties;
  }

  /** Deleting what does not exist succeeds, as with the real providers. */
  public async delete(subject: Subject, id: string, known: WireObject): Promise<void> {
    this.inventory.sync();
    await this.call({ method: "delete", type: subject.type, urn: subject.urn }, () => {
      const resource = this.existing(subject, id, known);
      if (resource !== undefined) {
        refuseIfAny(refusalsOfDelete(resource, this.inventory, this.cloud.model(subject.type)));
        this.inventory.remove(resource);
      }
      return { id, properties: {} };
    });
  }

  /** Some look-ups make what they look for; what they made stays, and is nobody's resource. */
  public invoke(token: string, args: WireObject): PlainObject {
    const { result, made, facts } = this.cloud.invoke(token, plainFromWire(args), this.configuration);
    this.inventory.sync();
    refuseIfAny(token.startsWith("gcp:") ? serviceOff(token, facts.gcp.project, this.inventory) : []);
    for (const text of made) {
      this.inventory.give(text);
    }
    return result;
  }

  /** What a remote component's model is asked. */
  public componentRequest(subject: Subject, inputs: PlainObject): CreateRequest {
    return this.cloud.request({ ...subject, inputs, provider: this.configuration }, undefined);
  }

  public remoteComponent(type: string): ReturnType<SimulatedCloud["remoteComponent"]> {
    return this.cloud.remoteComponent(type);
  }

  /** Puts a call on record, lets the faults have their way with it, and then acts. */
  private async call(call: CloudCall, act: () => Made): Promise<Made> {
    this.inventory.recordCall(call);
    const verdict = judge(call, this.faults, this.inventory);
    if (verdict.kind !== "proceed") {
      this.inventory.recordFault({ kind: verdict.fault, urn: call.urn });
    }
    if (this.faults.delayMs !== undefined) {
      await new Promise((resolve) => setTimeout(resolve, this.faults.delayMs));
    }
    return this.carryOut(verdict, act);
  }

  private async carryOut(verdict: Verdict, act: () => Made): Promise<Made> {
    switch (verdict.kind) {
      case "refuse":
        throw new CloudRefusal(verdict.message);
      case "timeout":
        throw new CloudTimeout(verdict.message, act());
      case "kill":
        if (verdict.moment === "after") {
          act();
        }
        this.killEngine();
        // Nobody is left to be answered.
        return new Promise(() => undefined);
      case "proceed":
        return act();
    }
  }

  private candidate(subject: Subject, inputs: WireObject, life: number, existing?: CloudResource): Candidate {
    const model = this.cloud.model(subject.type);
    const registration = this.registration(subject, inputs, life);
    const request = this.cloud.request(registration, model?.nameProperty);
    return {
      request,
      model,
      id: existing?.id ?? this.cloud.create(registration).id,
      scope: scopeOf(request, this.configuration),
      ...(existing === undefined ? {} : { existing }),
    };
  }

  private resourceOf(subject: Subject, wire: WireObject, candidate: Candidate, life: number): CloudResource {
    const { id, physicalName, outputs } = this.cloud.create(this.registration(subject, wire, life));
    const { inputs } = candidate.request;
    return { ...subject, id, physicalName, outputs, inputs, wire, life, scope: candidate.scope };
  }

  private registration(subject: Subject, inputs: WireObject, life: number): Parameters<SimulatedCloud["create"]>[0] {
    return {
      ...subject,
      inputs: plainFromWire(inputs),
      provider: this.configuration,
      // A resource's second life has ids and names of its own.
      ...(life === 0 ? {} : { generation: life }),
    };
  }

  private imagine(subject: Subject, inputs: WireObject): ReturnType<SimulatedCloud["create"]> {
    return this.cloud.create(this.registration(subject, inputs, this.inventory.livesOf(subject.urn)));
  }

  private newName(subject: Subject, nameProperty: string, inputs: WireObject): string {
    const registration = this.registration(subject, inputs, this.inventory.sync().livesOf(subject.urn));
    const { physicalName } = this.cloud.request(registration, nameProperty);
    const prefix = inputs[`${nameProperty}Prefix`];
    return typeof prefix === "string" ? `${prefix}${physicalName.split("-").at(-1)}` : physicalName;
  }

  private existing(subject: Subject, id: string, known: WireObject): CloudResource | undefined {
    const request = this.cloud.request(this.registration(subject, known, 0), undefined);
    const exact = this.inventory.get(subject.type, scopeOf(request, this.configuration), id);
    // What is imported says its id only, so that the place may not be known; elsewhere another place is another resource.
    const placeUnknown = Object.keys(known).length === 0;
    return exact ?? (placeUnknown ? this.inventory.list(subject.type).find((one) => one.id === id) : undefined);
  }

  /** What the program sees: the inputs as given, and what the cloud adds. What is secret in one is secret in the other. */
  private state(resource: CloudResource): WireObject {
    const secrets = new Set(this.cloud.model(resource.type)?.secretOutputs);
    const state: Record<string, WireValue> = { ...resource.wire };
    for (const [key, value] of Object.entries(resource.outputs as WireObject)) {
      state[key] = containsSecret(resource.wire[key]) ? wireSecret(value) : value;
    }
    for (const key of secrets) {
      if (key in state) {
        state[key] = wireSecret(state[key]);
      }
    }
    delete state["__defaults"];
    return state;
  }
}

function containsSecret(value: WireValue): boolean {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  return isWireSecret(value) || Object.values(value).some(containsSecret);
}

function refuseIfAny(refusals: readonly string[]): void {
  if (refusals.length > 0) {
    throw new CloudRefusal(refusals.join("; "));
  }
}
