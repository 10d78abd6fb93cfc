import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PlainObject } from "../../../simulator/model";
import type { FaultSettings } from "../../../simulator/provider";
import { CloudInventory } from "../../../simulator/provider";
import { ProviderService, type Subject } from "../../../simulator/provider/service";
import type { WireObject } from "../../../simulator/wire";

/** Inventories of the tests; gone when the process ends. */
const INVENTORIES = mkdtempSync(join(tmpdir(), "estate-cloud-"));
process.once("exit", () => rmSync(INVENTORIES, { recursive: true, force: true }));

/** A simulated cloud of a test's own. */
export class TestCloud {
  public readonly file: string;
  public readonly inventory: CloudInventory;
  public killed = 0;
  private readonly service: ProviderService;
  /** What an engine would have in its state, by URN. */
  private readonly states = new Map<string, WireObject>();

  public constructor(faults: FaultSettings = {}, file?: string) {
    this.file = file ?? join(mkdtempSync(join(INVENTORIES, "cloud-")), "inventory.jsonl");
    this.inventory = new CloudInventory(this.file);
    this.service = new ProviderService({
      inventory: this.inventory,
      faults,
      killEngine: () => {
        this.killed += 1;
      },
    });
  }

  /** The same cloud through a provider that is configured otherwise. */
  public configured(configuration: PlainObject): TestCloud {
    const other = new TestCloud({}, this.file);
    other.service.configuration = configuration;
    return other;
  }

  /** Checks and creates, as an engine does. */
  public async create(type: string, name: string, inputs: WireObject): Promise<{ id: string; properties: WireObject }> {
    const subject = subjectOf(type, name);
    const made = await this.service.create(subject, this.service.check(subject, undefined, inputs));
    this.states.set(subject.urn, made.properties);
    return made;
  }

  public invoke(token: string, args: WireObject = {}): PlainObject {
    return this.service.invoke(token, args);
  }

  public async update(type: string, name: string, id: string, inputs: WireObject): Promise<WireObject> {
    const subject = subjectOf(type, name);
    const state = await this.service.update(subject, id, this.stateOf(subject), inputs);
    this.states.set(subject.urn, state);
    return state;
  }

  public async delete(type: string, name: string, id: string): Promise<void> {
    const subject = subjectOf(type, name);
    return this.service.delete(subject, id, this.stateOf(subject));
  }

  public read(type: string, name: string, id: string): ReturnType<ProviderService["read"]> {
    const subject = subjectOf(type, name);
    return this.service.read(subject, id, this.stateOf(subject));
  }

  private stateOf(subject: Subject): WireObject {
    return this.states.get(subject.urn) ?? {};
  }

  public check(type: string, name: string, olds: WireObject | undefined, news: WireObject): WireObject {
    return this.service.check(subjectOf(type, name), olds, news);
  }

  public diff(
    type: string,
    name: string,
    id: string,
    olds: WireObject,
    news: WireObject,
  ): ReturnType<ProviderService["diff"]> {
    return this.service.diff(subjectOf(type, name), id, olds, news);
  }
}

function subjectOf(type: string, name: string): Subject {
  return { urn: `urn:pulumi:test::project::${type}::${name}`, type, name };
}
