import type * as pulumi from "@pulumi/pulumi";

/** Where Alertmanager sends. Each is a secret in Secrets Manager, with the property `url` (or `key`, of PagerDuty). */
export interface AlertRoutes {
  /** Wakes somebody. */
  readonly page: AlertReceiver;
  /** Waits until morning. */
  readonly ticket: AlertReceiver;
}

/** A service that takes alerts. */
export type AlertReceiver =
  | { readonly kind: "pagerDuty"; readonly secret: pulumi.Input<string> }
  | { readonly kind: "slack"; readonly secret: pulumi.Input<string>; readonly channel: string }
  | { readonly kind: "webhook"; readonly secret: pulumi.Input<string> };

/** What a service promises over 30 days. */
export interface ServiceObjective {
  /** Share of requests that are answered without an error, in percent: 99.9. */
  readonly availabilityPercent: number;
  /** Share of requests answered within `latencySeconds`, in percent. @default none is promised */
  readonly latency?: { readonly percent: number; readonly seconds: number };
}
