import { ObjectStore } from "../../components/data";
import { PublicEdge, StaticSite } from "../../components/edge";
import { type ClusterPlatform, GATEWAY } from "../../components/platform";
import { tierBlocks } from "../shared/network";
import type { Region } from "./aws-region";
import type { AwsHomeSettings } from "./settings";

/** Name of one region's balancer: health checks ask it there, and callers the common one. */
export function regionalName({ region }: Pick<Region, "region">, { domainName }: AwsHomeSettings["edge"]): string {
  return `${region}.${domainName}`;
}

/** Callers reach Kong, and nothing else, over TLS that is made anew behind the balancer. */
export function makeEdge(
  settings: AwsHomeSettings,
  region: Region,
  platform: ClusterPlatform,
  first?: PublicEdge,
): PublicEdge {
  const { targetPort, ...gateway } = GATEWAY;
  const { zone, domainName } = settings.edge;
  return new PublicEdge(
    "shop-edge",
    {
      network: region.vpc,
      cluster: region.eks,
      balancerCidrs: tierBlocks(region.network, "public"),
      zone,
      domainName: regionalName(region, settings.edge),
      furtherNames: [domainName],
      ...(first === undefined ? {} : { provedBy: first }),
      routes: {
        gateway: {
          paths: ["/*"],
          priority: 10,
          protocol: "HTTPS",
          targetPort,
          service: { ...gateway, service: platform },
        },
      },
      key: region.key,
      accessLogs: region.accessLogs,
      logRetentionDays: settings.logs.retentionDays,
      deletionProtection: settings.data.deletionProtection,
    },
    region.opts,
  );
}

/** The shop's pages, as the second region keeps them. */
export function makeSiteCopy(settings: AwsHomeSettings, { key, accessLogs, opts }: Region): ObjectStore {
  const { deletionProtection } = settings.data;
  return new ObjectStore("shop-site-copy", { key, accessLogs, deletionProtection }, opts);
}

/**
 * The shop's pages, which CloudFront serves from where callers are; they call the API by its own name.
 * @param copy the same files in the second region, which CloudFront asks when the first does not answer
 */
export function makeSite(
  settings: AwsHomeSettings,
  { key, accessLogs, opts }: Region,
  copy: ObjectStore,
): StaticSite<"web"> {
  const { zone, domainName, siteName } = settings.edge;
  const api = `https://${domainName}`;
  return new StaticSite(
    "shop-site",
    {
      key,
      accessLogs,
      zone,
      domainNames: [siteName],
      applications: { web: { path: "/" } },
      copies: { web: copy },
      configuration: { api },
      contentSources: { connect: [api], stripe: true },
      logRetentionDays: settings.logs.retentionDays,
      deletionProtection: settings.data.deletionProtection,
    },
    opts,
  );
}
