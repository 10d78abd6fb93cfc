import type { ChartPlacement, PlatformAddon } from "../addon";

/** Settings of {@link autoscaling}. */
export interface AutoscalingArgs {
  /** Reads Prometheus of `monitoring()`, for response times. @default false */
  readonly responseTimes?: boolean;
  /** Namespaces and ports of the brokers whose queues it measures: `{ rabbitmq: [15671] }`. @default none */
  readonly queues?: Readonly<Record<string, readonly number[]>>;
  /** Recommends sizes of pods, and changes none: the Vertical Pod Autoscaler's recommender. @default true */
  readonly recommendations?: boolean;
  /** Version of KEDA's chart. @default "2.20.1" */
  readonly version?: string;
  readonly placement?: ChartPlacement;
}

/** KEDA, which gives autoscalers queue lengths and response times, and a recommender of sizes. */
export function autoscaling(_args: AutoscalingArgs = {}): PlatformAddon {
  return { key: "autoscaling", namespaces: [], charts: [] };
}
