import { creationMinutes } from "../../proofs/deploy";
import type { StoreAnswer } from "../../proofs/recovery-stores";
import type { Page } from "./alarm";
import type { DeployedResource } from "./deployed";
import type { Entry } from "./entry";
import type { CriticalService } from "./objectives";
import type { Moment } from "./report";
import type { SiteEntry } from "./site";
import { named } from "./trail";

const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";
const TENTH = 10;

/** A store that a service declares, and how it goes on. */
export interface FollowedStore {
  readonly store: DeployedResource;
  readonly answer: StoreAnswer;
  readonly copy: DeployedResource | undefined;
}

/** What the clock is wound up with. */
export interface TimelineParts {
  readonly service: CriticalService;
  readonly region: string;
  readonly second: string;
  readonly entry: Entry | undefined;
  readonly page: Page | undefined;
  readonly promotions: readonly FollowedStore[];
  /** Until pods that stood at none answer, once somebody calls. */
  readonly startMinutes: number;
  /** Nodes by which the second region has fewer than the first had. */
  readonly missingNodes: number;
}

/** When what happens after the loss, and from when on the service's answers are right; null where that never comes. */
export function timelineOf(parts: TimelineParts): {
  readonly timeline: readonly Moment[];
  readonly served: number | null;
} {
  const { service, region, entry } = parts;
  const lost: Moment = { minute: 0, what: `${region} is lost` };
  if (entry === undefined) {
    return { timeline: [lost], served: null };
  }
  const moved = entry.detectedAt + entry.oldAnswer;
  const promotion = promotionOf(parts);
  const ready = promotion.done === null ? null : Math.max(moved + parts.startMinutes, promotion.done);
  const moments = [
    lost,
    ...moveOf(parts, entry, moved),
    ...promotion.moments,
    ...(ready === null ? [] : [{ minute: ready, what: `first answer of ${service.name} that is right` }]),
  ];
  return { timeline: sorted(moments), served: ready === null ? null : tenth(ready) };
}

/** A site needs nobody: CloudFront asks elsewhere as soon as it has waited long enough. */
export function siteTimeline(
  service: string,
  region: string,
  { changesAt, distribution }: SiteEntry,
): ReturnType<typeof timelineOf> {
  const moments = [
    { minute: 0, what: `${region} is lost` },
    { minute: changesAt, what: `${named(distribution)} asks its second origin` },
    { minute: changesAt, what: `first answer of ${service} that is right` },
  ];
  return { timeline: sorted(moments), served: tenth(changesAt) };
}

/** Callers arrive; what stands at nothing starts; nodes come, while those that stand serve. */
function moveOf(
  { region, second, startMinutes, missingNodes }: TimelineParts,
  entry: Entry,
  moved: number,
): readonly Moment[] {
  const started = { minute: moved + startMinutes, what: "pods that stood at none have started" };
  const grown = {
    minute: moved + creationMinutes(NODE_GROUP),
    what: `${missingNodes} nodes more: as many as ${region} had`,
  };
  return [
    { minute: entry.detectedAt, what: `${named(entry.healthCheck)} takes it for ill` },
    { minute: moved, what: `the last resolver answers with ${second}` },
    ...(startMinutes > 0 ? [started] : []),
    ...(missingNodes > 0 ? [grown] : []),
  ];
}

/** Somebody is paged, decides, and promotes or restores everything side by side. */
function promotionOf({ service, page, promotions }: TimelineParts): {
  readonly moments: readonly Moment[];
  readonly done: number | null;
} {
  if (page === undefined) {
    return { moments: [], done: promotions.length === 0 ? 0 : null };
  }
  const decided = page.at + service.decisionMinutes;
  const each = promotions.map(({ store, answer, copy }) => ({
    minute: answer.awayMinutes === null ? null : decided + answer.awayMinutes,
    what: copy === undefined ? `${store.name}: ${answer.what}` : `${copy.id}, which followed ${store.id}, is promoted`,
  }));
  return {
    moments: [
      { minute: page.at, what: `${named(page.alarm)} pages` },
      { minute: decided, what: "promotion is decided, as the runbook allows" },
      ...each.flatMap(({ minute, what }) => (minute === null ? [] : [{ minute, what }])),
    ],
    done: each.reduce<number | null>(
      (latest, { minute }) => (latest === null || minute === null ? null : Math.max(latest, minute)),
      decided,
    ),
  };
}

function sorted(moments: readonly Moment[]): readonly Moment[] {
  return [...moments]
    .sort((left, right) => left.minute - right.minute)
    .map(({ minute, what }) => ({ minute: tenth(minute), what }));
}

function tenth(minutes: number): number {
  return Math.round(minutes * TENTH) / TENTH;
}
