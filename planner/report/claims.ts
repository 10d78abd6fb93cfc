import type { PlannedResource, StackPlan } from "../plan/document";
import type { ShownValue } from "../recorder";
import { type Graph, graphOf } from "./graph";

/** What a property should be: the value itself, or a pattern that its text fits. */
export type Expected = string | number | boolean | RegExp;

/** There are resources of this type (and name), and their properties are these. */
export interface ResourceClaim {
  readonly type: string | RegExp;
  readonly name?: RegExp;
  /**
   * By path in the inputs, or in the outputs where the inputs have none: `scalingConfig.maxSize`, `rules.*.path`. A step into
   * text reads it as JSON, as policies are.
   */
  readonly where?: Readonly<Record<string, Expected>>;
  /** @default at least one */
  readonly exactly?: number;
}

/** Somebody may do something. */
export interface PermissionClaim {
  readonly who: RegExp;
  readonly may: RegExp;
  readonly on: RegExp;
}

/** The diagram has an arrow between two boxes. */
export interface ArrowClaim {
  readonly from: RegExp;
  readonly to: RegExp;
  readonly label?: RegExp;
}

/** Nobody else connects to a box. */
export interface CallersClaim {
  readonly callersOf: RegExp;
  readonly are: readonly RegExp[];
}

/** A box stands inside a frame. */
export interface PlaceClaim {
  readonly box: RegExp;
  readonly inside: RegExp;
}

/** No resource of these types. */
export interface AbsenceClaim {
  readonly no: RegExp;
}

/** A file of the repository, and what it says. */
export interface FileClaim {
  readonly file: string;
  readonly says?: RegExp;
}

export type Claim = ResourceClaim | PermissionClaim | ArrowClaim | CallersClaim | PlaceClaim | AbsenceClaim | FileClaim;

/** Whether a claim holds, and where. */
export interface Finding {
  readonly holds: boolean;
  /** Where the plan realises it; what is missing where it does not. */
  readonly where: string;
}

/** Checks what somebody claims of a stack against its plan. */
export class ClaimChecker {
  private readonly plan: StackPlan;
  private readonly graph: Graph;
  private readonly readFile: (path: string) => string | undefined;

  /** @param readFile text of a file of the repository; undefined where there is none */
  public constructor(plan: StackPlan, readFile: (path: string) => string | undefined) {
    this.plan = plan;
    this.graph = graphOf(plan);
    this.readFile = readFile;
  }

  public check(claim: Claim): Finding {
    if ("type" in claim) {
      return this.resource(claim);
    }
    if ("may" in claim) {
      return this.permission(claim);
    }
    if ("callersOf" in claim) {
      return this.callers(claim);
    }
    if ("box" in claim) {
      return this.place(claim);
    }
    if ("no" in claim) {
      return this.absence(claim);
    }
    return "file" in claim ? this.file(claim) : this.arrow(claim);
  }

  private resource({ type, name, where = {}, exactly }: ResourceClaim): Finding {
    const candidates = this.plan.resources.filter(
      (one) => fits(one.type, type) && (name === undefined || name.test(one.name)),
    );
    const found = candidates.filter((one) =>
      Object.entries(where).every(([path, expected]) => valuesAt(one, path).some((value) => fits(value, expected))),
    );
    const holds = exactly === undefined ? found.length > 0 : found.length === exactly;
    const facts = Object.entries(where).map(([path, expected]) => `${path} = ${textOfExpected(expected)}`);
    if (!holds) {
      const wanted = [`${textOfExpected(type)}${name === undefined ? "" : ` named ${name}`}`, ...facts].join(", ");
      const there = candidates.map((one) => one.name).join(", ") || "none of that type and name";
      return { holds, where: `${found.length} × ${wanted}; there are: ${there}` };
    }
    if (found.length === 0) {
      return { holds, where: `no ${textOfExpected(type)} with ${facts.join(", ")}` };
    }
    const names = found.length > 3 ? `${found.length} resources` : found.map((one) => one.name).join(", ");
    const shown = Object.keys(where).map((path) => `${path} = ${shownAt(found, path, where[path])}`);
    return { holds, where: [`\`${found[0]?.type ?? textOfExpected(type)}\` ${names}`, ...shown].join(", ") };
  }

  private permission({ who, may, on }: PermissionClaim): Finding {
    const found = this.plan.permissions.find(
      (one) =>
        who.test(nameIn(one.principal)) &&
        one.actions.some((action) => may.test(action)) &&
        one.resources.some((resource) => on.test(resource)),
    );
    if (found === undefined) {
      return { holds: false, where: `nobody like ${who} may ${may} on ${on}` };
    }
    const action = found.actions.find((one) => may.test(one));
    return { holds: true, where: `\`${nameIn(found.principal)}\` may \`${action}\` by \`${nameIn(found.through)}\`` };
  }

  private arrow({ from, to, label }: ArrowClaim): Finding {
    const found = this.graph.arrows.find(
      (arrow) =>
        from.test(this.titleOf(arrow.from)) &&
        to.test(this.titleOf(arrow.to)) &&
        (label === undefined || label.test(arrow.label)),
    );
    if (found === undefined) {
      return { holds: false, where: `no arrow from ${from} to ${to}${label === undefined ? "" : ` with ${label}`}` };
    }
    const what = [found.kind, found.label].filter((word) => word !== "").join(", ");
    return { holds: true, where: `arrow ${this.titleOf(found.from)} → ${this.titleOf(found.to)} (${what})` };
  }

  private callers({ callersOf, are }: CallersClaim): Finding {
    const callers = this.graph.arrows
      .filter((arrow) => arrow.kind === "connection" && callersOf.test(this.titleOf(arrow.to)))
      .map((arrow) => this.titleOf(arrow.from));
    const strangers = callers.filter((caller) => !are.some((pattern) => pattern.test(caller)));
    const missing = are.filter((pattern) => !callers.some((caller) => pattern.test(caller)));
    const holds = strangers.length === 0 && missing.length === 0;
    const wrong = [...strangers.map((one) => `${one} too`), ...missing.map((one) => `${one} is missing`)].join(", ");
    return { holds, where: holds ? `network policies let in ${callers.join(", ")} and nobody else` : wrong };
  }

  private place({ box, inside }: PlaceClaim): Finding {
    const found = this.graph.boxes.find((one) => one.kind === "component" && box.test(one.title));
    const around: string[] = [];
    for (let id = found?.within; id !== undefined; ) {
      const frame = this.graph.frames.find((one) => one.id === id);
      around.push(frame?.title ?? id);
      id = frame?.within;
    }
    const frame = around.find((title) => inside.test(title));
    return frame === undefined
      ? { holds: false, where: `${found?.title ?? String(box)} stands in ${around.join(", ") || "nothing"}` }
      : { holds: true, where: `${found?.title} stands in ${around.join(", in ")}` };
  }

  private absence({ no }: AbsenceClaim): Finding {
    const found = this.plan.resources.filter((resource) => no.test(resource.type)).map((resource) => resource.name);
    return found.length === 0
      ? { holds: true, where: `no resource of \`${no.source.replaceAll("\\", "")}\`` }
      : { holds: false, where: `there are: ${found.join(", ")}` };
  }

  private file({ file, says }: FileClaim): Finding {
    const text = this.readFile(file);
    const holds = text !== undefined && (says === undefined || says.test(text));
    const problem = text === undefined ? `there is no file ${file}` : `${file} does not say ${says}`;
    return { holds, where: holds ? `\`${file}\`` : problem };
  }

  private titleOf(id: string): string {
    return this.graph.boxes.find((box) => box.id === id)?.title ?? id;
  }
}

function fits(value: ShownValue, expected: Expected): boolean {
  return expected instanceof RegExp
    ? expected.test(typeof value === "string" ? value : JSON.stringify(value))
    : value === expected;
}

/** Every value at a path; `*` stands for every member. */
function valuesAt(resource: PlannedResource, path: string): readonly ShownValue[] {
  const steps = path.split(".");
  const read = (root: ShownValue): readonly ShownValue[] =>
    steps.reduce<readonly ShownValue[]>(
      (values, step) => values.flatMap((value) => memberOf(parsed(value), step)),
      [root],
    );
  const given = read(resource.inputs);
  return given.length > 0 ? given : read(resource.outputs);
}

function memberOf(value: ShownValue, step: string): readonly ShownValue[] {
  if (typeof value !== "object" || value === null) {
    return [];
  }
  if (step === "*") {
    return Object.values(value);
  }
  const member = (value as Readonly<Record<string, ShownValue>>)[step];
  return member === undefined ? [] : [member];
}

function parsed(value: ShownValue): ShownValue {
  if (typeof value !== "string" || !/^[[{]/.test(value)) {
    return value;
  }
  try {
    return JSON.parse(value) as ShownValue;
  } catch {
    return value;
  }
}

const SHOWN_LIMIT = 70;

/** The value that fitted, as the plan has it. */
function shownAt(found: readonly PlannedResource[], path: string, expected: Expected | undefined): string {
  const values = found.flatMap((one) =>
    valuesAt(one, path).filter((value) => expected === undefined || fits(value, expected)),
  );
  const texts = [...new Set(values.map((value) => (typeof value === "string" ? value : JSON.stringify(value))))];
  const text = texts.join(", ");
  return text.length > SHOWN_LIMIT ? `${text.slice(0, SHOWN_LIMIT)}…` : text;
}

function textOfExpected(expected: Expected): string {
  return String(expected);
}

function nameIn(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}
