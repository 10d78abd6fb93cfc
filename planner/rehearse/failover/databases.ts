import { textOf } from "../../proofs/read";
import type { Aftermath } from "./aftermath";
import type { DeployedResource } from "./deployed";

const PROXY = "aws:rds/proxy:Proxy";
const PROXY_ENDPOINT = "aws:rds/proxyEndpoint:ProxyEndpoint";
const SERVERS = ["aws:rds/cluster:Cluster", "aws:rds/instance:Instance"];

/** Whether callers sign in at what gives out a host. */
export function isDatabase({ type }: DeployedResource): boolean {
  return [PROXY, PROXY_ENDPOINT, ...SERVERS].includes(type);
}

/** Under what IAM knows the users of a database's host: `prx-…`, `cluster-…` or `db-…`. */
export function userPlaceOf(giver: DeployedResource, after: Aftermath): string {
  const proxy = proxyOf(giver, after);
  return proxy === undefined
    ? (textOf(giver.outputs["clusterResourceId"] ?? giver.outputs["resourceId"]) ?? "")
    : (textOf(proxy.outputs["arn"]) ?? "").replace(/^.*:db-proxy:/, "");
}

function proxyOf(giver: DeployedResource, after: Aftermath): DeployedResource | undefined {
  return giver.type === PROXY_ENDPOINT
    ? after.ofType(PROXY).find(({ id, outputs, scope }) => {
        return scope === giver.scope && (outputs["name"] ?? id) === giver.inputs["dbProxyName"];
      })
    : giver.type === PROXY
      ? giver
      : undefined;
}

/** A proxy keeps nothing: the cluster behind it does. */
export function storeBehind(giver: DeployedResource, after: Aftermath): DeployedResource {
  const proxy = proxyOf(giver, after);
  if (proxy === undefined) {
    return giver;
  }
  const target = after
    .ofType("aws:rds/proxyTarget:ProxyTarget")
    .find(
      ({ inputs, scope }) => scope === giver.scope && inputs["dbProxyName"] === (proxy.outputs["name"] ?? proxy.id),
    );
  const identifier = target?.inputs["dbClusterIdentifier"] ?? target?.inputs["dbInstanceIdentifier"];
  return (
    SERVERS.flatMap((type) => after.ofType(type)).find(({ id, scope }) => scope === giver.scope && id === identifier) ??
    giver
  );
}
