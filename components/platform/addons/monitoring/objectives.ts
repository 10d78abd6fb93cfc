import type { Faults } from "../../../core/faults";
import type { PrometheusRules } from "./rules";

/** What a service promises over 30 days. */
export interface ServiceObjective {
  /** Share of requests that are answered without an error, in percent, 50 to 99.999. */
  readonly availabilityPercent: number;
  /** Share of requests answered within a time, in percent. @default none is promised */
  readonly latency?: { readonly percent: number; readonly seconds: LatencyBound };
}

/** Bounds of the histogram that OpenTelemetry's conventions give servers: between them nothing is counted. */
const LATENCY_BOUNDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] as const;
export type LatencyBound = (typeof LATENCY_BOUNDS)[number];

/**
 * How fast the month's budget of failures may be spent before somebody hears of it: over a long window, and still over a short
 * one, so that an alert ends with its cause (Google, "The Site Reliability Workbook", chapter 5). At 14.4 times a fiftieth
 * of the month's budget goes in an hour.
 */
const BURNS = [
  { name: "Fast", rate: 14.4, long: "1h", short: "5m", for: "2m", severity: "page" },
  { name: "Soon", rate: 6, long: "6h", short: "30m", for: "15m", severity: "page" },
  { name: "Slowly", rate: 3, long: "1d", short: "2h", for: "1h", severity: "ticket" },
  { name: "Steadily", rate: 1, long: "3d", short: "6h", for: "3h", severity: "ticket" },
] as const;
const WINDOWS = [...new Set(BURNS.flatMap(({ long, short }) => [short, long]))];

const REQUESTS = "http_server_request_duration_seconds";
const AVAILABILITY = { least: 50, most: 99.999 } as const;

/** Series and alerts of what services promise. @param objectives service, by its name in metrics → what it promises */
export function objectiveRules(objectives: Readonly<Record<string, ServiceObjective>>): PrometheusRules {
  const names = Object.keys(objectives).join("|");
  const bounds = [...new Set(Object.values(objectives).flatMap(({ latency }) => latency?.seconds ?? []))].sort();
  const all = (window: string) =>
    `sum by (service_name) (rate(${REQUESTS}_count{service_name=~"${names}"}[${window}]))`;
  return [
    ...WINDOWS.map((window) => ({
      record: failedSeries(window),
      expr: `(sum by (service_name) (rate(${REQUESTS}_count{service_name=~"${names}",http_response_status_code=~"5.."}[${window}])) or 0 * ${all(window)}) / ${all(window)}`,
    })),
    ...bounds.flatMap((seconds) =>
      WINDOWS.map((window) => ({
        record: slowSeries(seconds, window),
        expr: `1 - sum by (service_name) (rate(${REQUESTS}_bucket{service_name=~"${names}",le=~"${seconds}(\\\\.0)?"}[${window}])) / ${all(window)}`,
      })),
    ),
    ...Object.entries(objectives).flatMap(([service, { availabilityPercent, latency }]) => [
      ...burns(service, "Fails", availabilityPercent, failedSeries, "fail"),
      ...(latency === undefined
        ? []
        : burns(
            service,
            "Slow",
            latency.percent,
            (window) => slowSeries(latency.seconds, window),
            `take over ${latency.seconds} s`,
          )),
    ]),
  ];
}

function failedSeries(window: string): string {
  return `objective:http_errors:ratio${window}`;
}

/** Names of series know no dot. */
function slowSeries(seconds: number, window: string): string {
  return `objective:http_slow_${Math.round(seconds * 1000)}ms:ratio${window}`;
}

function burns(
  service: string,
  what: "Fails" | "Slow",
  percent: number,
  series: (window: string) => string,
  symptom: string,
): PrometheusRules {
  // Rounded, since a difference of decimals has many digits.
  const budget = Number((1 - percent / 100).toPrecision(6));
  return BURNS.map(({ name, rate, long, short, severity, for: hold }) => {
    const above = (window: string) => `${series(window)}{service_name="${service}"} > ${rate} * ${budget}`;
    return {
      alert: `Objective${what}${name}`,
      expr: `${above(long)} and ${above(short)}`,
      for: hold,
      severity,
      summary: `Requests to ${service} ${symptom} ${rate} times as often as the ${percent} % of its month allow, for ${long}; look at its newest version, and at what it calls first.`,
    };
  });
}

/** Records what is wrong with promises. */
export function checkObjectives(faults: Faults, objectives: Readonly<Record<string, ServiceObjective>>): void {
  for (const [service, { availabilityPercent, latency }] of Object.entries(objectives)) {
    const property = `addons.monitoring.objectives.${service}`;
    faults.check(/^[a-z0-9-]+$/.test(service), {
      property,
      given: service,
      allowed: "a service by its name in metrics: lower-case letters, digits and hyphens",
      fix: "write the name of the workload",
    });
    for (const [key, percent] of Object.entries({ availabilityPercent, "latency.percent": latency?.percent })) {
      faults.check(percent === undefined || (percent >= AVAILABILITY.least && percent <= AVAILABILITY.most), {
        property: `${property}.${key}`,
        given: percent,
        allowed: `percent from ${AVAILABILITY.least} to ${AVAILABILITY.most}`,
        fix: "write 99.9 for three nines; a hundred leaves nothing to spend",
      });
    }
    faults.check(latency === undefined || LATENCY_BOUNDS.includes(latency.seconds), {
      property: `${property}.latency.seconds`,
      given: latency?.seconds,
      allowed: `one of ${LATENCY_BOUNDS.join(", ")}, where requests are counted`,
      fix: "choose the next one",
    });
  }
}
