import type { StackPlan } from "../../plan/document";
import { creationMinutes } from "../../proofs/deploy";
import { type Markup, markup } from "../markup";
import { nameOf, typeOf } from "./parts";

const ROW = 22;
const LABEL = 430;
const SCALE_WIDTH = 560;
const AXIS = 26;
/** Minutes below which a step is a call and no wait; bars still get a pixel or two. */
const SHORTEST_BAR = 2;

/** The longest chain of a first deployment as bars on a scale of minutes. */
export function criticalPath(plan: StackPlan): Markup {
  const { minutes, criticalPath: path } = plan.deploy;
  if (path.length === 0) {
    return markup`<p>Nothing to deploy.</p>`;
  }
  let start = 0;
  const steps = path.map((urn) => {
    const duration = isComponent(plan, urn) ? 0 : creationMinutes(typeOf(urn));
    const step = { urn, start, duration };
    start += duration;
    return step;
  });
  const total = Math.max(minutes, start, 1);
  const x = (value: number): number => Math.round((LABEL + (value / total) * SCALE_WIDTH) * 10) / 10;
  const height = steps.length * ROW + AXIS;
  const bars = steps.map((step, index) => {
    const y = index * ROW;
    const width = Math.max(SHORTEST_BAR, x(step.start + step.duration) - x(step.start));
    return markup`<text class="bar-text" x="0" y="${y + 15}">${clipped(nameOf(step.urn))}</text><rect class="bar" x="${x(step.start)}" y="${y + 4}" width="${Math.round(width * 10) / 10}" height="13" rx="2"><title>${nameOf(step.urn)}: ${amount(step.duration)}</title></rect>\n`;
  });
  const ticks = axis(total).map(
    (tick) =>
      markup`<line class="bar-line" x1="${x(tick)}" x2="${x(tick)}" y1="0" y2="${height - AXIS + 4}"/><text class="bar-quiet" x="${x(tick)}" y="${height - 8}" text-anchor="middle">${tick} min</text>`,
  );
  const width = LABEL + SCALE_WIDTH + 40;
  const label = `Critical path of ${plan.name}: ${steps.length} steps in ${minutes} minutes`;
  return markup`<figure class="scroll"><svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">
${ticks}
${bars}</svg></figure>
<details><summary>The steps as a list</summary><ol>${steps.map((step) => markup`<li>${nameOf(step.urn)} <code class="quiet">${typeOf(step.urn)}</code>, ${amount(step.duration)}</li>`)}</ol></details>`;
}

function isComponent(plan: StackPlan, urn: string): boolean {
  return plan.resources.find((resource) => resource.urn === urn)?.custom === false;
}

function amount(minutes: number): string {
  return minutes < 1 ? `${Math.round(minutes * 60)} s` : `${Math.round(minutes * 10) / 10} min`;
}

const TICKS = 6;

function axis(total: number): readonly number[] {
  const step = Math.max(1, Math.ceil(total / TICKS));
  return Array.from({ length: Math.floor(total / step) + 1 }, (_unused, index) => index * step);
}

const NAME_LIMIT = 58;

function clipped(name: string): string {
  return name.length <= NAME_LIMIT ? name : `${name.slice(0, NAME_LIMIT - 1)}…`;
}
