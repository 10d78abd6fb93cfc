import type { StackPlan } from "../../plan/document";
import { findArrows } from "./arrows";
import { Boxes } from "./boxes";
import type { Graph } from "./model";

export type { Arrow, ArrowKind, Box, CloudName, Frame, Graph } from "./model";

/** The components of a stack, where they stand and what joins them, read from its plan alone. */
export function graphOf(plan: StackPlan): Graph {
  const boxes = new Boxes(plan);
  const { arrows, outside, notes } = findArrows(plan, boxes);
  const noted = boxes.boxes.map((box) => {
    const note = notes.get(box.id);
    return note === undefined ? box : { ...box, lines: [...box.lines, note] };
  });
  return { title: `${plan.system}, ${plan.environment}`, frames: boxes.frames, boxes: [...outside, ...noted], arrows };
}
