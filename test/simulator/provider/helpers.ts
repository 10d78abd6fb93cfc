import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FaultSettings } from "../../../simulator/provider";
import { CloudInventory } from "../../../simulator/provider";
import { ProviderService, type Subject } from "../../../simulator/provider/service";
import type { WireObject } from "../../../simulator/wire";

/** A simulated cloud of a test's own. */
export class TestCloud {
  public readonly file = join(mkdtempSync(join(tmpdir(), "estate-cloud-")), "inventory.jsonl");
  public readonly inventory = new CloudInventory(this.file);
  public killed = 0;
  private readonly service: ProviderService;

  public constructor(faults: FaultSettings = {}) {
    this.service = new ProviderService({
      inventory: this.inventory,
      faults,
      killEngine: () => {
        this.killed += 1;
      },
    });
  }

  /** Checks and creates, as an engine does. */
  public async create(type: string, name: string, inputs: WireObject): Promise<{ id: string; properties: WireObject }> {
    const subject = subjectOf(type, name);
    return this.service.create(subject, this.service.check(subject, undefined, inputs));
  }

  public async update(type: string, name: string, id: string, inputs: WireObject): Promise<WireObject> {
    return this.service.update(subjectOf(type, name), id, inputs);
  }

  public async delete(type: string, name: string, id: string): Promise<void> {
    return this.service.delete(subjectOf(type, name), id);
  }

  public read(type: string, name: string, id: string): ReturnType<ProviderService["read"]> {
    return this.service.read(subjectOf(type, name), id);
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
