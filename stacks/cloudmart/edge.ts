import type * as pulumi from "@pulumi/pulumi";
import type { EksCluster } from "../../components/cluster";
import { WebEdge } from "../../components/edge";
import type { Foundation } from "./foundation";
import type { CloudMartSettings } from "./settings";
import { shopperRoutes, type Workloads } from "./workloads";

/** Shoppers and partners by CloudFront; administrators, from known addresses, by a balancer of their own. */
export function makeEdge(
  settings: CloudMartSettings,
  { key, network, accessLogs }: Foundation,
  cluster: EksCluster,
  workloads: Workloads,
  opts: pulumi.ComponentResourceOptions,
): WebEdge {
  const { zone, administratorCidrs } = settings.edge;
  return new WebEdge(
    "cloudmart-edge",
    {
      network,
      cluster,
      balancerCidrs: [settings.network.cidrBlock],
      zone,
      routes: shopperRoutes(workloads),
      ...(administratorCidrs.length === 0
        ? {}
        : { administrators: { cidrBlocks: administratorCidrs, routes: shopperRoutes(workloads) } }),
      key,
      accessLogs,
      logRetentionDays: settings.logs.retentionDays,
      deletionProtection: settings.data.deletionProtection,
    },
    opts,
  );
}
