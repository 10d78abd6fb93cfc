import type { Claim } from "../../planner/report/claims";

/** One component, arrow or figure of a system's requirements, and what the plan of production must hold for it. */
export interface SpecLine {
  /** The paragraph that it stands in. */
  readonly part: string;
  /** What is required, in the words of the requirements. */
  readonly line: string;
  /** All of them must hold. */
  readonly where: readonly Claim[];
  /** Why it is realised in this way, where the requirements contradict themselves or a fact. */
  readonly note?: string;
}

/** Lines of one paragraph. */
export function part(title: string, lines: readonly Omit<SpecLine, "part">[]): readonly SpecLine[] {
  return lines.map((line) => ({ part: title, ...line }));
}
