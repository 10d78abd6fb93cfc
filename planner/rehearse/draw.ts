import { seededOrder } from "./sample";
import { SCENARIOS } from "./scenarios";

/** Which faults: none, all, these scenarios, or so many pairs of stack and scenario, drawn by the seed. */
export type Faults = "none" | "all" | number | readonly string[] | Sample;

/** So many pairs, drawn by the seed, and these scenarios of every stack besides. */
export interface Sample {
  readonly sample: number;
  readonly besides: readonly string[];
}

/** A scenario of a stack. */
export interface Pair {
  readonly stack: string;
  readonly scenario: string;
}

/** What is drawn. */
export interface Draw extends Pair {
  /** It is begun however little time is left. */
  readonly sure: boolean;
}

/** What is to be gone through, in the seed's order. */
export function draw(stacks: readonly string[], faults: Faults, seed: string): readonly Draw[] {
  const names = SCENARIOS.map(({ name }) => name).filter((name) => isWanted(name, faults));
  const pairs = stacks.flatMap((stack) => names.map((scenario) => ({ stack, scenario })));
  const ordered = seededOrder(pairs, ({ stack, scenario }) => `${stack} ${scenario}`, seed);
  return sureFirst(sampled(ordered, faults));
}

function sampled(ordered: readonly Pair[], faults: Faults): readonly Pair[] {
  if (typeof faults === "number") {
    return ordered.slice(0, faults);
  }
  if (typeof faults === "string" || !("sample" in faults)) {
    return ordered;
  }
  const isBesides = ({ scenario }: Pair): boolean => faults.besides.includes(scenario);
  const drawn = ordered.filter((one) => !isBesides(one)).slice(0, faults.sample);
  return ordered.filter((one) => isBesides(one) || drawn.includes(one));
}

/**
 * The time may not be enough for everything, so that first comes what is gone through in any case: what the estates promise,
 * and one fault besides, the seed's first of the cheapest kind. A sample that tried no fault would say that all were survived.
 */
function sureFirst(draws: readonly Pair[]): readonly Draw[] {
  const rank = ({ scenario }: Pair): number => SCENARIOS.findIndex(({ name }) => name === scenario);
  const [promises, others] = [draws.filter(isPromise), draws.filter((one) => !isPromise(one))];
  const cheapest = Math.min(...others.map(rank));
  const chosen = others.find((one) => rank(one) === cheapest);
  const sure = [...promises, ...(chosen === undefined ? [] : [chosen])];
  return [
    ...sure.map((one) => ({ ...one, sure: true })),
    ...others.filter((one) => one !== chosen).map((one) => ({ ...one, sure: false })),
  ];
}

function isPromise({ scenario }: Pair): boolean {
  return SCENARIOS.some(({ name, promised }) => promised === true && name === scenario);
}

function isWanted(name: string, faults: Faults): boolean {
  return typeof faults === "object" && !("sample" in faults) ? faults.includes(name) : faults !== "none";
}
