import type * as pulumi from "@pulumi/pulumi";
import type { EksCluster } from "../../components/cluster";
import { PublicEdge, WebEdge } from "../../components/edge";
import { tierBlocks } from "../shared/network";
import type { Foundation } from "./foundation";
import type { MicroservicesSettings } from "./settings";
import type { Workloads } from "./workloads";

/** Callers reach the gateway, and no other service, over HTTPS; by CloudFront once the roadmap says so. */
export function makeEdge(
  settings: MicroservicesSettings,
  { key, network, accessLogs }: Foundation,
  cluster: EksCluster,
  workloads: Workloads,
  opts: pulumi.ComponentResourceOptions,
): PublicEdge | WebEdge {
  const { zone, domainName } = settings.edge;
  const common = {
    network,
    cluster,
    balancerCidrs: tierBlocks(settings.network, "public"),
    zone,
    routes: { gateway: { paths: ["/*"], priority: 10, service: workloads["api-gateway"] } },
    key,
    accessLogs,
    logRetentionDays: settings.logs.retentionDays,
    deletionProtection: settings.data.deletionProtection,
  };
  return settings.future.cloudFront
    ? new WebEdge("shop-edge", { ...common, domainNames: [domainName] }, opts)
    : new PublicEdge("shop-edge", { ...common, domainName }, opts);
}
