import type { StackPlan } from "../../plan/document";
import { graphOf } from "../graph";
import type { Markup } from "../markup";
import { layOut } from "./layout";
import { drawSvg } from "./svg";

export { DIAGRAM_STYLE } from "./style";

/** A picture of a stack, made from its plan: SVG without scripts or references to anything outside of it. */
export async function drawDiagram(plan: StackPlan, options: { readonly styled?: boolean } = {}): Promise<Markup> {
  const graph = graphOf(plan);
  const layout = await layOut(graph);
  const count = graph.boxes.filter((box) => box.kind === "component").length;
  return drawSvg(layout, { title: `${plan.name}: ${count} components and what joins them`, ...options });
}
