import type { Arrow, Box, Frame, Graph } from "../graph";
import { placeLabels } from "./labels";
import { FONT, textWidth } from "./text";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rectangle extends Point {
  readonly width: number;
  readonly height: number;
}

export interface PlacedArrow {
  readonly arrow: Arrow;
  /** A start, then groups of three points of a cubic Bézier curve. */
  readonly curve: readonly Point[];
  readonly tip: Point;
  readonly label?: Point;
}

/** A graph with a place for everything, in pixels from the top left. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly frames: readonly { readonly frame: Frame; readonly area: Rectangle }[];
  readonly boxes: readonly { readonly box: Box; readonly area: Rectangle }[];
  readonly arrows: readonly PlacedArrow[];
}

export const BOX = { padding: 10, line: 16, title: 18, subtitle: 15, minimum: 96 } as const;

/** How much wider letters are in bold. */
const BOLD = 1.08;

/** The second line of a box: what it is, and how many resources it stands for. */
export function subtitleOf(box: Box): string {
  return box.resources > 1 && box.subtitle !== "" ? `${box.subtitle} · ${box.resources} resources` : box.subtitle;
}

/** Graphviz counts in points, 72 to the inch. */
const POINTS = 72;

/** Lays a graph out by Graphviz's `dot`, compiled to WebAssembly: no program to install, and the same result everywhere. */
export async function layOut(graph: Graph): Promise<Layout> {
  const { Graphviz } = await import("@hpcc-js/wasm-graphviz");
  const graphviz = await Graphviz.load();
  const placed = JSON.parse(graphviz.layout(dotOf(graph), "json", "dot")) as DotOutput;
  return readLayout(graph, placed);
}

/** How large a box must be for its texts. */
export function sizeOf(box: Box): { readonly width: number; readonly height: number } {
  const widths = [
    textWidth(box.title, FONT.title) * BOLD,
    textWidth(subtitleOf(box), FONT.small),
    ...box.lines.map((line) => textWidth(line, FONT.body)),
  ];
  const texts = BOX.title + (box.subtitle === "" ? 0 : BOX.subtitle) + box.lines.length * BOX.line;
  return {
    width: Math.max(BOX.minimum, Math.ceil(Math.max(...widths)) + 2 * BOX.padding),
    height: texts + 2 * BOX.padding - 2,
  };
}

function dotOf(graph: Graph): string {
  const ids = new Map([...graph.boxes.map((box) => box.id)].map((id, index) => [id, `n${index}`]));
  const node = (box: Box): string => {
    const { width, height } = sizeOf(box);
    return `${ids.get(box.id)} [width=${(width / POINTS).toFixed(3)}, height=${(height / POINTS).toFixed(3)}];`;
  };
  const inside = (within: string | undefined): string[] => [
    ...graph.boxes.filter((box) => box.within === within).map(node),
    ...graph.frames
      .filter((frame) => frame.within === within)
      .map((frame) => {
        const title = `${frame.title}  ${frame.detail}`;
        const width = Math.ceil(textWidth(title, FONT.body) * BOLD);
        // A cell of fixed size keeps room for the title, whose text is drawn by ourselves.
        const label = `<<TABLE BORDER="0" FIXEDSIZE="TRUE" WIDTH="${width}" HEIGHT="20"><TR><TD></TD></TR></TABLE>>`;
        const content = inside(frame.id).join("\n");
        return `subgraph "cluster_${graph.frames.indexOf(frame)}" {\nlabel=${label}; margin=14;\n${content}\n}`;
      }),
  ];
  const edges = graph.arrows.map((arrow, index) => {
    const attributes = [`id="e${index}"`, arrow.kind === "dependency" ? "constraint=false" : "weight=2"];
    return `${ids.get(arrow.from)} -> ${ids.get(arrow.to)} [${attributes.join(", ")}];`;
  });
  const rows = quietRows(graph).map((row) => `${row.map((box) => ids.get(box.id)).join(" -> ")} [style=invis];`);
  return `digraph g {
graph [rankdir=LR, ranksep=0.85, nodesep=0.18, splines=spline, newrank=false, labeljust=l, fontname="Helvetica", fontsize=12];
node [shape=box, fixedsize=true, label=""];
edge [fontname="Helvetica", fontsize=11, arrowsize=0.7];
${inside(undefined).join("\n")}
${edges.join("\n")}
${rows.join("\n")}
}`;
}

/** Boxes in a row where nothing else says where they stand. */
const ROW_LENGTH = 3;

/** The boxes of each frame that no arrow places, in rows: otherwise they would make one high column. */
function quietRows(graph: Graph): readonly (readonly Box[])[] {
  const placed = new Set(graph.arrows.flatMap(({ from, to, kind }) => (kind === "dependency" ? [] : [from, to])));
  const quiet = new Map<string | undefined, Box[]>();
  for (const box of graph.boxes.filter((one) => !placed.has(one.id))) {
    quiet.set(box.within, [...(quiet.get(box.within) ?? []), box]);
  }
  return [...quiet.values()].flatMap((boxes) =>
    Array.from({ length: Math.ceil(boxes.length / ROW_LENGTH) }, (_unused, row) =>
      boxes.slice(row * ROW_LENGTH, (row + 1) * ROW_LENGTH),
    ).filter((row) => row.length > 1),
  );
}

/** What Graphviz writes as JSON, as far as it is read here. */
interface DotOutput {
  readonly bb: string;
  readonly objects?: readonly { readonly name: string; readonly pos?: string; readonly bb?: string }[];
  readonly edges?: readonly { readonly id?: string; readonly pos?: string }[];
}

function readLayout(graph: Graph, output: DotOutput): Layout {
  const [, , width = 0, height = 0] = numbers(output.bb);
  const flip = ([x = 0, y = 0]: readonly number[]): Point => ({ x: round(x), y: round(height - y) });
  const objects = new Map((output.objects ?? []).map((object) => [object.name, object]));
  const boxes = graph.boxes.map((box, index) => {
    const { width: boxWidth, height: boxHeight } = sizeOf(box);
    const { x, y } = flip(numbers(objects.get(`n${index}`)?.pos ?? ""));
    const area = { x: round(x - boxWidth / 2), y: round(y - boxHeight / 2), width: boxWidth, height: boxHeight };
    return { box, area };
  });
  const arrows = (output.edges ?? []).flatMap((edge) => {
    const arrow = graph.arrows[Number(edge.id?.slice(1))];
    return arrow === undefined || edge.pos === undefined ? [] : [placedArrow(arrow, edge.pos, flip)];
  });
  return {
    width: round(width),
    height: round(height),
    frames: graph.frames.flatMap((frame, index) => {
      const bb = objects.get(`cluster_${index}`)?.bb;
      const [left = 0, bottom = 0, right = 0, top = 0] = numbers(bb ?? "");
      const area = { ...flip([left, top]), width: round(right - left), height: round(top - bottom) };
      return bb === undefined ? [] : [{ frame, area }];
    }),
    boxes,
    arrows: placeLabels(
      arrows,
      boxes.map(({ area }) => area),
    ),
  };
}

function placedArrow(arrow: Arrow, pos: string, flip: (point: readonly number[]) => Point): PlacedArrow {
  const parts = pos.split(" ");
  const points = (prefix: string): readonly Point[] =>
    parts.filter((part) => part.startsWith(prefix)).map((part) => flip(numbers(part.slice(prefix.length))));
  const curve = parts.filter((part) => !/^[es],/.test(part)).map((part) => flip(numbers(part)));
  const [tip = curve.at(-1) ?? { x: 0, y: 0 }] = points("e,");
  return { arrow, curve, tip };
}

function numbers(text: string): readonly number[] {
  return text === "" ? [] : text.split(",").map(Number);
}

/** A tenth of a pixel is enough, and hides the last digits, in which processors may differ. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}
