import type { ArrowKind, Box, Frame } from "../graph";
import { Markup, markup } from "../markup";
import { BOX, type Layout, type PlacedArrow, type Point, type Rectangle, subtitleOf } from "./layout";
import { DIAGRAM_STYLE } from "./style";
import { FONT, textWidth } from "./text";

/** Space around the picture, in pixels. */
const MARGIN = 16;
const LEGEND_HEIGHT = 30;
/** Length and half width of an arrow's tip, in pixels. */
const TIP = { length: 8, half: 3.6 } as const;

const LEGEND: readonly (readonly [ArrowKind, string])[] = [
  ["exposure", "reachable from outside"],
  ["connection", "may connect to"],
  ["event", "events start it"],
  ["access", "may use, by its permissions"],
  ["dependency", "is built from"],
];

export interface SvgOptions {
  /** What the picture shows, for readers who cannot see it. */
  readonly title: string;
  /** With its colours inside, as a file of its own needs them. @default true */
  readonly styled?: boolean;
}

/** Draws a layout. The same layout gives the same bytes. */
export function drawSvg(layout: Layout, { title, styled = true }: SvgOptions): Markup {
  const used = LEGEND.filter(([kind]) => layout.arrows.some(({ arrow }) => arrow.kind === kind));
  const width = Math.max(layout.width, legendWidth(used)) + 2 * MARGIN;
  const height = layout.height + 2 * MARGIN + (used.length > 0 ? LEGEND_HEIGHT : 0);
  const size = markup`width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const style = styled ? markup`<style>${raw(DIAGRAM_STYLE)}</style>\n` : markup``;
  return markup`<svg xmlns="http://www.w3.org/2000/svg" class="d" ${size} role="img" aria-label="${title}">
<title>${title}</title>
${style}<rect class="d-bg" width="${width}" height="${height}"/>
<g transform="translate(${MARGIN} ${MARGIN})">
${lines(layout.frames.map(({ frame, area }) => drawFrame(frame, area)))}
${lines(layout.arrows.map(drawArrow))}
${lines(layout.boxes.map(({ box, area }) => drawBox(box, area)))}
${lines(layout.arrows.map(drawLabel))}
</g>
${drawLegend(used, layout.height + MARGIN + LEGEND_HEIGHT)}
</svg>`;
}

function drawFrame(frame: Frame, area: Rectangle): Markup {
  const kind = frame.kind === "cloud" ? `cloud-${frame.id.replace(/^cloud:/, "")}` : frame.kind;
  const title = `${frame.title.slice(0, 1).toUpperCase()}${frame.title.slice(1)}`;
  return markup`<g><rect class="d-frame d-${kind}" ${place(area)}/><text x="${area.x + 10}" y="${round(area.y + 18)}" class="d-head">${title}<tspan class="d-small" dx="8">${frame.detail}</tspan></text></g>`;
}

function drawBox(box: Box, area: Rectangle): Markup {
  const kind = box.kind === "component" ? "" : ` d-${box.kind}`;
  const x = round(area.x + BOX.padding);
  let y = area.y + BOX.padding + FONT.title - 3;
  const texts = [markup`<text x="${x}" y="${round(y)}" class="d-title">${box.title}</text>`];
  if (box.subtitle !== "") {
    y += BOX.subtitle;
    texts.push(markup`<text x="${x}" y="${round(y)}" class="d-small">${subtitleOf(box)}</text>`);
  }
  y += 2;
  for (const line of box.lines) {
    y += BOX.line;
    texts.push(markup`<text x="${x}" y="${round(y)}" class="d-body">${line}</text>`);
  }
  const bar =
    box.kind === "component" && box.cloud !== undefined
      ? markup`<rect class="d-bar-${box.cloud}" x="${area.x}" y="${area.y}" width="3.5" height="${area.height}"/>`
      : markup``;
  return markup`<g><rect class="d-box${kind}" ${place(area)}/>${bar}${texts}</g>`;
}

function drawArrow({ arrow, curve, tip }: PlacedArrow): Markup {
  const [start, ...rest] = curve;
  if (start === undefined) {
    return markup``;
  }
  const path = `M${pair(start)}C${rest.map(pair).join(" ")}`;
  return markup`<path class="d-arrow d-${arrow.kind}" d="${path}"/><path class="d-tip-${arrow.kind}" d="${tipPath(curve.at(-1) ?? start, tip)}"/>`;
}

/** A triangle from where the curve ends to the box. */
function tipPath(base: Point, tip: Point): string {
  const length = Math.hypot(tip.x - base.x, tip.y - base.y) || 1;
  const [dx, dy] = [(tip.x - base.x) / length, (tip.y - base.y) / length];
  const back = { x: tip.x - dx * TIP.length, y: tip.y - dy * TIP.length };
  const left = { x: round(back.x - dy * TIP.half), y: round(back.y + dx * TIP.half) };
  const right = { x: round(back.x + dy * TIP.half), y: round(back.y - dx * TIP.half) };
  return `M${pair(tip)}L${pair(left)} ${pair(right)}Z`;
}

function drawLabel({ arrow, label }: PlacedArrow): Markup {
  return label === undefined
    ? markup``
    : markup`<text class="d-label d-label-${arrow.kind}" x="${label.x}" y="${round(label.y + 4)}" text-anchor="middle">${arrow.label}</text>`;
}

function drawLegend(used: typeof LEGEND, y: number): Markup {
  let x = MARGIN;
  const entries = used.map(([kind, text]) => {
    const start = x;
    x += legendEntryWidth(text);
    return markup`<path class="d-arrow d-${kind}" d="M${start} ${round(y - 4)}h28"/><path class="d-tip-${kind}" d="${tipPath({ x: start + 28, y: round(y - 4) }, { x: start + 36, y: round(y - 4) })}"/><text class="d-small" x="${start + 42}" y="${round(y)}">${text}</text>`;
  });
  return entries.length === 0 ? markup`` : markup`<g>${entries}</g>`;
}

function legendEntryWidth(text: string): number {
  return 42 + textWidth(text, FONT.small) + 24;
}

function legendWidth(used: typeof LEGEND): number {
  return used.reduce((sum, [, text]) => sum + legendEntryWidth(text), 0);
}

function place(area: Rectangle): Markup {
  return markup`x="${area.x}" y="${area.y}" width="${area.width}" height="${area.height}"`;
}

function pair(point: Point): string {
  return `${point.x} ${point.y}`;
}

function lines(parts: readonly Markup[]): Markup {
  return raw(
    parts
      .map((part) => part.text)
      .filter((text) => text !== "")
      .join("\n"),
  );
}

function raw(text: string): Markup {
  return new Markup(text);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
