import type * as pulumi from "@pulumi/pulumi";
import type { EksCluster } from "../../components/cluster";
import { type EdgeTarget, PublicEdge, WebEdge } from "../../components/edge";
import type { PlatformNamespace, Workload } from "../../components/platform";
import { tierBlocks } from "../shared/network";
import type { Foundation } from "./foundation";
import type { MicroservicesSettings } from "./settings";
import type { Workloads } from "./workloads";

/** Callers reach the gateway, and no other service, over HTTPS; by CloudFront once the roadmap says so. */
export function makeEdge(
  settings: MicroservicesSettings,
  { key, network, accessLogs }: Foundation,
  cluster: EksCluster,
  namespace: PlatformNamespace,
  workloads: Workloads,
  opts: pulumi.ComponentResourceOptions,
): PublicEdge | WebEdge {
  const { zone, domainName } = settings.edge;
  const common = {
    network,
    cluster,
    balancerCidrs: tierBlocks(settings.network, "public"),
    zone,
    routes: { gateway: { paths: ["/*"], priority: 10, service: target(workloads["api-gateway"], namespace) } },
    key,
    accessLogs,
    logRetentionDays: settings.logs.retentionDays,
    deletionProtection: settings.data.deletionProtection,
  };
  return settings.future.cloudFront
    ? new WebEdge("shop-edge", { ...common, domainNames: [domainName] }, opts)
    : new PublicEdge("shop-edge", { ...common, domainName }, opts);
}

/** Argo CD makes the gateway's Service: what must stand before pods can be attached is its namespace alone. */
function target(gateway: Workload, { namespace }: PlatformNamespace): EdgeTarget {
  return {
    namespace: gateway.namespace,
    serviceName: gateway.serviceName,
    port: gateway.port,
    service: namespace,
    allowFrom: (key, source, port) => gateway.allowFrom(key, source, port),
  };
}
