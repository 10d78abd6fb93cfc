import type { PlatformAddon } from "./addon";
import type { ArgoCdArgs } from "./argo-cd-args";

/** Argo CD, which keeps the systems' namespaces as Git has them. */
export function argoCd(_args: ArgoCdArgs): PlatformAddon {
  return { key: "argo-cd", dependsOn: ["external-secrets"], namespaces: [], charts: [] };
}
