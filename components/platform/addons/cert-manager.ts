import type { ChartPlacement, PlatformAddon } from "./addon";

/** Settings of {@link certManager}. */
export interface CertManagerArgs {
  /** Chart version. @default "v1.21.0" */
  readonly version?: string;
  /** Nodes of it. @default any */
  readonly placement?: ChartPlacement;
}

/** Makes certificates inside the cluster and renews them, such as that of the gateway behind the load balancer. */
export function certManager(_args: CertManagerArgs = {}): PlatformAddon {
  return { key: "cert-manager", namespaces: [], charts: [] };
}
