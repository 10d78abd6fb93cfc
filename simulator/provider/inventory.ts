import { appendFileSync, closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";
import type { Inventory, PlainObject, StoredResource } from "../model";
import type { WireObject } from "../wire";

/** A resource that exists in the simulated cloud. */
export interface CloudResource extends StoredResource {
  readonly urn: string;
  /** Logical name in the program that made it. */
  readonly name: string;
  readonly physicalName: string;
  /** Account and region, project or subscription that it lives in. */
  readonly scope: string;
  /** The inputs as the engine sent them: plain values, and assets with their signatures. */
  readonly wire: WireObject;
  /** How many resources with this URN there were before it. */
  readonly life: number;
  /** Computed outputs only. */
  readonly outputs: PlainObject;
}

/** What the simulated cloud was asked to do. */
export interface CloudCall {
  readonly method: "create" | "update" | "delete";
  readonly type: string;
  readonly urn: string;
}

/** One line of the file. */
type Entry =
  | { readonly is: "made"; readonly resource: CloudResource }
  | { readonly is: "gone"; readonly key: string }
  | { readonly is: "given"; readonly text: string }
  | ({ readonly is: "call" } & CloudCall)
  | { readonly is: "fault"; readonly kind: string; readonly urn: string };

/** A fault that was injected, as the journal has it. */
export interface InjectedFault {
  readonly kind: string;
  readonly urn: string;
}

/**
 * What exists in the simulated cloud, kept in a file of JSON lines. Each change is one appended line, so that what exists
 * outlives any process; several processes may share the file, and each reads what the others have appended.
 */
export class CloudInventory implements Inventory {
  public readonly calls: CloudCall[] = [];
  public readonly faults: InjectedFault[] = [];
  private readonly file: string;
  private readonly resources = new Map<string, CloudResource>();
  private readonly byType = new Map<string, Map<string, CloudResource>>();
  /** How many live resources give out a text as an output: ids, ARNs, names. */
  private readonly given = new Map<string, number>();
  private readonly lives = new Map<string, number>();
  private readonly attempts = new Map<string, number>();
  private offset = 0;
  private rest = "";

  /** @param before what exists before the estate, and therefore counts as given out */
  public constructor(file: string, before: readonly string[] = []) {
    this.file = file;
    for (const text of before) {
      increase(this.given, text, 1);
    }
    this.sync();
  }

  /** Reads what was appended since the last time. A line that a killed process left unfinished is skipped. */
  public sync(): this {
    if (!existsSync(this.file)) {
      return this;
    }
    const descriptor = openSync(this.file, "r");
    try {
      const length = fstatSync(descriptor).size - this.offset;
      if (length > 0) {
        const buffer = Buffer.alloc(length);
        const read = readSync(descriptor, buffer, 0, length, this.offset);
        // Whole lines only: a character of several bytes may be cut at the end.
        const end = buffer.lastIndexOf(0x0a, read - 1) + 1;
        this.offset += end;
        this.rest = buffer.toString("utf8", 0, end);
        this.replay();
      }
    } finally {
      closeSync(descriptor);
    }
    return this;
  }

  public find(type: string, idOrName: string): CloudResource | undefined {
    return this.list(type).find(
      (one) => one.id === idOrName || one.physicalName === idOrName || one.outputs["arn"] === idOrName,
    );
  }

  public list(type: string): readonly CloudResource[] {
    return [...(this.byType.get(type)?.values() ?? [])];
  }

  /** Everything that exists, in order of creation. */
  public all(): readonly CloudResource[] {
    return [...this.resources.values()];
  }

  public get(type: string, scope: string, id: string): CloudResource | undefined {
    return this.resources.get(keyOf({ type, scope, id }));
  }

  /** Whether some live resource has given out this text as an output. */
  public gives(text: string): boolean {
    return this.given.has(text);
  }

  /** What exists from now on, though no resource has given it out: an account that a cloud makes when it is asked for it. */
  public give(text: string): void {
    if (!this.gives(text)) {
      this.append({ is: "given", text });
    }
  }

  /** How often resources with this URN have been created. */
  public livesOf(urn: string): number {
    return this.lives.get(urn) ?? 0;
  }

  /** How often this call was made, this time included. */
  public attemptsOf(method: string, urn: string): number {
    return this.attempts.get(`${method} ${urn}`) ?? 0;
  }

  public recordCall(call: CloudCall): void {
    this.append({ is: "call", ...call });
  }

  public recordFault(fault: InjectedFault): void {
    this.append({ is: "fault", ...fault });
  }

  public put(resource: CloudResource): void {
    this.append({ is: "made", resource });
  }

  public remove(resource: CloudResource): void {
    this.append({ is: "gone", key: keyOf(resource) });
  }

  /** Appends the line, and takes it in together with what others have appended before it. */
  private append(entry: Entry): void {
    // A line that a killed process left unfinished would swallow this one; a line break of its own ends it.
    const unfinished = existsSync(this.file) && !endsWithLineBreak(this.file);
    appendFileSync(this.file, `${unfinished ? "\n" : ""}${JSON.stringify(entry)}\n`);
    this.sync();
  }

  private replay(): void {
    for (const line of this.rest.split("\n")) {
      const entry = parseLine(line);
      if (entry !== undefined) {
        this.apply(entry);
      }
    }
    this.rest = "";
  }

  private apply(entry: Entry): void {
    switch (entry.is) {
      case "made":
        this.make(entry.resource);
        break;
      case "gone":
        this.forget(entry.key);
        break;
      case "given":
        increase(this.given, entry.text, 1);
        break;
      case "call": {
        const { is: _is, ...call } = entry;
        this.calls.push(call);
        increase(this.attempts, `${entry.method} ${entry.urn}`, 1);
        break;
      }
      case "fault":
        this.faults.push({ kind: entry.kind, urn: entry.urn });
        break;
    }
  }

  private make(resource: CloudResource): void {
    const key = keyOf(resource);
    if (!this.resources.has(key)) {
      increase(this.lives, resource.urn, 1);
    }
    this.forget(key);
    this.resources.set(key, resource);
    const ofType = this.byType.get(resource.type) ?? new Map<string, CloudResource>();
    this.byType.set(resource.type, ofType.set(key, resource));
    for (const text of givenTexts(resource)) {
      increase(this.given, text, 1);
    }
  }

  private forget(key: string): void {
    const resource = this.resources.get(key);
    if (resource === undefined) {
      return;
    }
    this.resources.delete(key);
    this.byType.get(resource.type)?.delete(key);
    for (const text of givenTexts(resource)) {
      increase(this.given, text, -1);
    }
  }
}

function keyOf(resource: { readonly type: string; readonly scope: string; readonly id: string }): string {
  return `${resource.type}|${resource.scope}|${resource.id}`;
}

function parseLine(line: string): Entry | undefined {
  try {
    return line === "" ? undefined : (JSON.parse(line) as Entry);
  } catch {
    return undefined;
  }
}

function endsWithLineBreak(file: string): boolean {
  const descriptor = openSync(file, "r");
  try {
    const { size } = fstatSync(descriptor);
    const last = Buffer.alloc(1);
    return size === 0 || (readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] === 0x0a);
  } finally {
    closeSync(descriptor);
  }
}

function increase(counts: Map<string, number>, key: string, by: number): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count === 0) {
    counts.delete(key);
  } else {
    counts.set(key, count);
  }
}

function givenTexts(resource: CloudResource): ReadonlySet<string> {
  const texts = new Set<string>([resource.id, resource.physicalName]);
  collectTexts(resource.outputs, texts);
  return texts;
}

/** Every text in a value, at any depth. */
export function collectTexts(value: unknown, into: Set<string>): void {
  if (typeof value === "string") {
    into.add(value);
  } else if (typeof value === "object" && value !== null) {
    for (const member of Object.values(value)) {
      collectTexts(member, into);
    }
  }
}
