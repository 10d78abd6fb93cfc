import type { EksCluster } from "../../components/cluster";
import { PlatformNamespace } from "../../components/platform";
import type { WorkloadSettings } from "./settings-cluster";

/** The shop's namespace: pods under the standard `restricted`, and no traffic but what is declared. */
export function makeNamespace(cluster: EksCluster, settings: WorkloadSettings): PlatformNamespace {
  return new PlatformNamespace(
    "cloudmart-shop",
    { namespaceName: "cloudmart", quota: settings.quota },
    { provider: cluster.provider },
  );
}
