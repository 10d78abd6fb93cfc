import type { Painter } from "../../terminal/style";
import { table, wrap } from "../../terminal/table";
import type { FailoverReport, ServiceFailover, StoreLoss } from "./report";

const INDENT = 4;
const TIMELINE = [{ title: "Minute", align: "right" as const }, { title: "What happens" }];
const STORES = [
  { title: "Store" },
  { title: "How it goes on" },
  { title: "Loses", align: "right" as const },
  { title: "Lost at", align: "right" as const },
];

/** The loss of a region for people: one row per critical service, when what happens, what is lost, and what is broken. */
export function renderFailover(stack: string, report: FailoverReport, paint: Painter): string {
  const { firstRegion, secondRegion, lost, left, services, behind, recovery } = report;
  const title = `${stack}: ${firstRegion} is lost with ${lost} resources, ${secondRegion} goes on with ${left} left`;
  const back =
    recovery === undefined
      ? []
      : [
          wrap(
            `Then refresh finds ${recovery.found} resources gone, and up brings ${firstRegion} back by ` +
              `${recovery.operations} operations, ${recovery.minutes} minutes of the clouds' own.`,
            2,
          ),
          "",
        ];
  return [
    `  ${paint.bold(title)}`,
    "",
    table(SUMMARY, services.map(summaryRow)),
    "",
    ...grouped(services).flatMap((group) => details(group, paint)),
    ...behind.flatMap((text) => [wrap(text, 2), ""]),
    ...back,
  ].join("\n");
}

const SUMMARY = [
  { title: "Critical service" },
  { title: "Serves after", align: "right" as const },
  { title: "Target", align: "right" as const },
  { title: "Loses", align: "right" as const },
  { title: "Target", align: "right" as const },
  { title: "" },
];

function summaryRow({ service, met, away, lossTargetMinutes, stores }: ServiceFailover): readonly string[] {
  const worst = stores.reduce<number | null>(
    (found, { lostMinutes }) => (found === null || lostMinutes === null ? null : Math.max(found, lostMinutes)),
    0,
  );
  return [
    service,
    minutes(away.minutes, "never"),
    minutes(away.targetMinutes),
    minutes(worst, "no bound"),
    minutes(lossTargetMinutes),
    met ? "met" : "MISSED",
  ];
}

interface Group {
  readonly names: readonly string[];
  readonly service: ServiceFailover;
}

/** Services to which the same happens are told of once. */
function grouped(services: readonly ServiceFailover[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const service of services) {
    const { stores, problems } = service;
    const key = JSON.stringify([timelineOf(service), stores, problems]);
    groups.set(key, { names: [...(groups.get(key)?.names ?? []), service.service], service });
  }
  return [...groups.values()];
}

function timelineOf({ service, timeline }: ServiceFailover): readonly (readonly string[])[] {
  return timeline.map(({ minute, what }) => [String(minute), what.replace(` of ${service} `, " ")]);
}

function details({ names, service }: Group, paint: Painter): readonly string[] {
  return [
    `  ${paint.bold(names.join(", "))}`,
    table(TIMELINE, timelineOf(service), INDENT),
    "",
    table(STORES, alike(service.stores).map(storeRow), INDENT),
    "",
    ...service.problems.map((problem) => paint.bad(wrap(problem, INDENT))),
    ...(service.problems.length > 0 ? [""] : []),
  ];
}

/** Stores of one kind to which the same happens share a row. */
function alike(stores: readonly StoreLoss[]): readonly StoreLoss[] {
  const rows = new Map<string, StoreLoss[]>();
  for (const store of stores) {
    const key = JSON.stringify([store.what, store.lostMinutes, store.lostAt]);
    rows.set(key, [...(rows.get(key) ?? []), store]);
  }
  return [...rows.values()].flatMap(([first, ...more]) => {
    return first === undefined || more.length === 0
      ? (first ?? [])
      : [{ ...first, name: `${first.name} and ${more.length} more` }];
  });
}

function storeRow({ name, what, lostMinutes, lostAt }: StoreLoss): readonly string[] {
  return [name, what, minutes(lostMinutes, "no bound"), lostAt];
}

function minutes(value: number | null, none = ""): string {
  return value === null ? none : `${value} min`;
}
