import { createHash } from "node:crypto";
import type { CreateRequest, PlainObject } from "../model";

/** Services of AWS that know no region. */
const GLOBAL_SERVICES = new Set(["iam", "cloudfront", "route53", "organizations", "budgets"]);

/** Where a resource lives: `<account>/<region>`, a project, a subscription, or a cluster. */
export function scopeOf(request: CreateRequest, provider: PlainObject): string {
  const [packageName, modulePath = ""] = request.type.split(":");
  switch (packageName) {
    case "aws": {
      const { accountId, region } = request.cloud.aws;
      return GLOBAL_SERVICES.has(modulePath.split("/")[0] ?? "") ? `${accountId}/global` : `${accountId}/${region}`;
    }
    case "gcp":
      return request.cloud.gcp.project;
    case "azure-native":
      return request.cloud.azure.subscriptionId;
    case "kubernetes":
      return clusterOf(provider);
    default:
      return "";
  }
}

/** Whether two configurations of the Kubernetes provider lead to one cluster: by its identifier where both say one. */
export function sameCluster(one: PlainObject, other: PlainObject): boolean {
  const [identifier, others] = [one["clusterIdentifier"], other["clusterIdentifier"]];
  return identifier !== undefined && others !== undefined ? identifier === others : clusterOf(one) === clusterOf(other);
}

/** A cluster by what the provider is configured with; a folder where it only renders manifests. */
function clusterOf(provider: PlainObject): string {
  const folder = provider["renderYamlToDirectory"];
  if (typeof folder === "string" && folder !== "") {
    return `render:${folder}`;
  }
  const { kubeconfig, cluster, context } = provider;
  // Two providers may reach one cluster with kubeconfigs of different texts; its address is what they share.
  const server = /"?\bserver"?:\s*"?(https?:[^\s",}]+)/.exec(
    JSON.stringify(kubeconfig ?? "").replaceAll("\\", ""),
  )?.[1];
  return scopeOfServer(server ?? JSON.stringify([kubeconfig, cluster, context]));
}

/** The scope of what lives in the cluster at this address. */
export function scopeOfServer(address: string): string {
  return createHash("sha256").update(address).digest("hex").slice(0, 12);
}
