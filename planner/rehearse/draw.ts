import { seededOrder } from "./sample";
import { SCENARIOS } from "./scenarios";

/** Which faults: none, all, these scenarios, or so many pairs of stack and scenario, drawn by the seed. */
export type Faults = "none" | "all" | number | readonly string[];

/** The names of each stack's scenarios. */
export function draw(stacks: readonly string[], faults: Faults, seed: string): ReadonlyMap<string, readonly string[]> {
  const pairs = stacks.flatMap((stack) => SCENARIOS.map(({ name }) => ({ stack, name })));
  const drawn = new Map<string, string[]>();
  for (const { stack, name } of chosen(pairs, faults, seed)) {
    drawn.set(stack, [...(drawn.get(stack) ?? []), name]);
  }
  return drawn;
}

interface Pair {
  readonly stack: string;
  readonly name: string;
}

function chosen(pairs: readonly Pair[], faults: Faults, seed: string): readonly Pair[] {
  if (faults === "none" || faults === "all") {
    return faults === "all" ? pairs : [];
  }
  return typeof faults === "number"
    ? seededOrder(pairs, ({ stack, name }) => `${stack} ${name}`, seed).slice(0, faults)
    : pairs.filter(({ name }) => faults.includes(name));
}
