import type * as pulumi from "@pulumi/pulumi";
import type { EksCluster } from "../../components/cluster";
import { type EdgeRoute, type EdgeTarget, PublicEdge, WebEdge } from "../../components/edge";
import { type ClusterPlatform, GATEWAY, type PlatformNamespace, type Workload } from "../../components/platform";
import { tierBlocks } from "../shared/network";
import type { Foundation } from "./foundation";
import type { MicroservicesSettings } from "./settings";
import type { Workloads } from "./workloads";

/** Callers reach the gateway, and no other service, over HTTPS; by CloudFront once the roadmap says so. */
export function makeEdge(
  settings: MicroservicesSettings,
  { key, network, accessLogs }: Foundation,
  cluster: EksCluster,
  { namespace, platform }: { readonly namespace: PlatformNamespace; readonly platform: ClusterPlatform },
  workloads: Workloads,
  opts: pulumi.ComponentResourceOptions,
): PublicEdge | WebEdge {
  const { zone, domainName } = settings.edge;
  const common = {
    network,
    cluster,
    balancerCidrs: tierBlocks(settings.network, "public"),
    zone,
    routes: { gateway: settings.future.kong ? byKong(platform) : direct(workloads["api-gateway"], namespace) },
    key,
    accessLogs,
    logRetentionDays: settings.logs.retentionDays,
    deletionProtection: settings.data.deletionProtection,
  };
  return settings.future.cloudFront
    ? new WebEdge("shop-edge", { ...common, domainNames: [domainName] }, opts)
    : new PublicEdge("shop-edge", { ...common, domainName }, opts);
}

function direct(gateway: Workload, namespace: PlatformNamespace): EdgeRoute {
  return { paths: ["/*"], priority: 10, service: target(gateway, namespace) };
}

/** On the roadmap, encrypted anew on the way to Kong, which takes requests from the balancers' subnets by itself. */
function byKong(platform: ClusterPlatform): EdgeRoute {
  const { targetPort, ...service } = GATEWAY;
  return { paths: ["/*"], priority: 10, protocol: "HTTPS", targetPort, service: { ...service, service: platform } };
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
