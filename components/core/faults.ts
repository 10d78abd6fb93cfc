import * as pulumi from "@pulumi/pulumi";

/** One thing wrong with what a component was given. */
export interface Fault {
  /** Path of the property, as the user wrote it: `subnets.public-a.cidr`. */
  readonly property: string;
  /** What was given, as plain data. Never pass a secret. */
  readonly given: unknown;
  /** What would be accepted, as a phrase: `a CIDR block inside 10.0.0.0/16`. */
  readonly allowed: string;
  /** What to do about it, as an imperative: `move the block or enlarge the VPC`. */
  readonly fix: string;
}

/**
 * Collects everything wrong with a component's arguments, so that a user repairs them in one round.
 *
 * @example
 * const faults = new Faults("Network", name);
 * faults.check(zones.length >= 2, { property: "zones", given: zones, allowed: "two to six zones", fix: "add a zone" });
 * faults.throwIfAny();
 */
export class Faults {
  private readonly found: Fault[] = [];

  private readonly component: string;
  private readonly name: string;
  private readonly what: string;

  /**
   * @param component what the user constructs: `Network`
   * @param name the name they gave it
   * @param what what the faults are in
   */
  public constructor(component: string, name: string, what = "arguments") {
    this.component = component;
    this.name = name;
    this.what = what;
  }

  /** Records a fault. */
  public add(fault: Fault): void {
    this.found.push(fault);
  }

  /** Records several, such as what a helper found. */
  public addAll(faults: readonly Fault[]): void {
    this.found.push(...faults);
  }

  /** Records the fault unless the condition holds; returns the condition, so that dependent checks can be skipped. */
  public check(condition: boolean, fault: Fault): boolean {
    if (!condition) {
      this.add(fault);
    }
    return condition;
  }

  public get any(): boolean {
    return this.found.length > 0;
  }

  public list(): readonly Fault[] {
    return this.found;
  }

  /**
   * @throws {pulumi.InputPropertiesError} naming every fault; call it before `super(...)`, so that nothing is registered.
   */
  public throwIfAny(): void {
    if (!this.any) {
      return;
    }
    const count = this.found.length === 1 ? "1 fault" : `${this.found.length} faults`;
    const errors = this.found.map((fault) => ({ propertyPath: fault.property, reason: faultReason(fault) }));
    const lines = errors.map((error) => `  ${error.propertyPath}: ${error.reason}`);
    const message = `${this.component} "${this.name}" has ${count} in its ${this.what}:\n${lines.join("\n")}`;
    // With the mark of a RunError the engine prints the message alone: a user's mistake needs no stack trace of ours.
    throw Object.assign(new pulumi.InputPropertiesError({ message, errors }), { __pulumiRunError: true });
  }
}

/** The sentence a user reads for a fault, without its property. */
export function faultReason(fault: Fault): string {
  return `given ${render(fault.given)}; allowed: ${fault.allowed}. To fix: ${fault.fix}.`;
}

/** Longest rendering of a given value in a message, in characters. */
const GIVEN_LIMIT = 120;

function render(value: unknown): string {
  if (value === undefined) {
    return "nothing";
  }
  if (pulumi.Output.isInstance(value) || value instanceof Promise) {
    return "a value known only while deploying";
  }
  const text = JSON.stringify(value) ?? String(value);
  return text.length > GIVEN_LIMIT ? `${text.slice(0, GIVEN_LIMIT)}…` : text;
}
