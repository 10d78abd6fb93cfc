import { seededOrder } from "./sample";
import { SCENARIOS } from "./scenarios";

/** Which faults: none, all, these scenarios, or so many pairs of stack and scenario, drawn by the seed. */
export type Faults = "none" | "all" | number | readonly string[];

/** A scenario of a stack. */
export interface Draw {
  readonly stack: string;
  readonly scenario: string;
}

/** What is to be gone through, in the seed's order. */
export function draw(stacks: readonly string[], faults: Faults, seed: string): readonly Draw[] {
  const names = SCENARIOS.map(({ name }) => name).filter((name) => isWanted(name, faults));
  const pairs = stacks.flatMap((stack) => names.map((scenario) => ({ stack, scenario })));
  const ordered = seededOrder(pairs, ({ stack, scenario }) => `${stack} ${scenario}`, seed);
  return typeof faults === "number" ? ordered.slice(0, faults) : promisesFirst(ordered);
}

/** What an estate promises comes before what it survives: the time may not be enough for everything. */
function promisesFirst(draws: readonly Draw[]): readonly Draw[] {
  const isPromise = ({ scenario }: Draw): boolean =>
    SCENARIOS.some(({ name, promised }) => promised && name === scenario);
  return [...draws.filter(isPromise), ...draws.filter((one) => !isPromise(one))];
}

function isWanted(name: string, faults: Faults): boolean {
  return typeof faults === "object" ? faults.includes(name) : faults !== "none";
}
