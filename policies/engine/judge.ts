import { type Node, UnknownValue } from "./node";
import type { Thresholds } from "./settings";
import { type ShownValue, shown } from "./values";

/** What a rule objects to, before the engine adds rule, level and waiver. */
export interface Objection {
  readonly path: string;
  readonly value: ShownValue | undefined;
  readonly expected: string;
  readonly message: string;
}

/** What a rule could not judge. */
export interface Doubt {
  readonly path: string;
  readonly reason: string;
}

/** Where the judged stack stands. */
export interface Circumstances {
  readonly environment: string;
  readonly production: boolean;
  readonly thresholds: Thresholds;
}

/** The four outcomes. */
export type Outcome = "pass" | "violation" | "not applicable" | "undecided";

/** Collects what one rule says about one resource. */
export class Judge {
  public readonly circumstances: Circumstances;
  public readonly objections: Objection[] = [];
  public readonly doubts: Doubt[] = [];
  private skipped: string | undefined;

  public constructor(circumstances: Circumstances) {
    this.circumstances = circumstances;
  }

  public get thresholds(): Thresholds {
    return this.circumstances.thresholds;
  }

  public get production(): boolean {
    return this.circumstances.production;
  }

  /** Objects to what stands at a place. */
  public fail(node: Node, expected: string, message?: string): void {
    this.objections.push({
      path: node.path,
      value: shown(node.raw),
      expected,
      message: message ?? `${node.path || "The resource"} is ${render(shown(node.raw))}; wanted: ${expected}.`,
    });
  }

  /** Objects unless the condition holds. */
  public require(holds: boolean, node: Node, expected: string, message?: string): boolean {
    if (!holds) {
      this.fail(node, expected, message);
    }
    return holds;
  }

  /** Something cannot be judged yet. */
  public doubt(path: string, reason: string): void {
    if (!this.doubts.some((doubt) => doubt.path === path && doubt.reason === reason)) {
      this.doubts.push({ path, reason });
    }
  }

  /** The rule says nothing about this resource. */
  public skip(reason: string): void {
    this.skipped = reason;
  }

  /** Runs one requirement: an unknown value in it leaves the others standing. */
  public attempt(requirement: () => void): void {
    try {
      requirement();
    } catch (error) {
      if (!(error instanceof UnknownValue)) {
        throw error;
      }
      this.doubt(error.path, "the value is not known yet");
    }
  }

  public get outcome(): Outcome {
    if (this.objections.length > 0) {
      return "violation";
    }
    if (this.doubts.length > 0) {
      return "undecided";
    }
    return this.skipped === undefined ? "pass" : "not applicable";
  }
}

/** A value inside a sentence. */
export function render(value: ShownValue | undefined): string {
  if (value === undefined) {
    return "not set";
  }
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
