import type { ChartPlacement, PlatformAddon } from "../addon";

/** Settings of {@link trivyOperator}. */
export interface TrivyOperatorArgs {
  /** Namespaces whose images and settings are looked at. @default all but the system's */
  readonly namespaces?: readonly string[];
  /** Least severity that a report holds. @default "HIGH" */
  readonly severity?: "CRITICAL" | "HIGH" | "MEDIUM";
  /** Prometheus of `monitoring()` scrapes it, and rules say when something critical runs. @default false */
  readonly metrics?: boolean;
  /** Chart version. @default "0.36.0" */
  readonly version?: string;
  readonly placement?: ChartPlacement;
}

/** Looks through the images that run, again each day: what was clean when it was built may be known as broken since. */
export function trivyOperator(_args: TrivyOperatorArgs = {}): PlatformAddon {
  return { key: "trivy-operator", namespaces: [], charts: [] };
}
