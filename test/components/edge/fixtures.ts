import { Provider } from "@pulumi/kubernetes/provider";
import { EncryptionKey } from "../../../components/core";
import { ObjectStore } from "../../../components/data";
import type { EdgeRoute, WebEdgeArgs } from "../../../components/edge";
import { Network } from "../../../components/network";

export function route(service: string, priority: number, ...paths: readonly string[]): EdgeRoute {
  return { paths, priority, service: { namespace: "shop", serviceName: service, port: 80 }, targetPort: 8080 };
}

/** A complete edge's arguments; call it inside a recorded program. */
export function edgeArgs(changes: Partial<WebEdgeArgs> = {}): WebEdgeArgs {
  const key = new EncryptionKey("data", { description: "Data at rest", services: ["logs"] });
  const network = new Network("net", { cidrBlock: "10.0.0.0/16", zones: ["us-east-1a", "us-east-1b"], key });
  const provider = new Provider("pods", { kubeconfig: "{}" });
  return {
    network,
    cluster: { connectionName: "cluster", securityGroupId: "sg-0123456789abcdef0", clusterName: "shop", provider },
    key,
    accessLogs: new ObjectStore("logs", { role: "log" }),
    zone: { name: "shop.example.com", id: "Z0123456789ABCDEFGHIJ" },
    routes: {
      web: route("frontend", 90, "/*"),
      ai: route("ai", 10, "/ai/*"),
      assets: { ...route("frontend", 20, "/assets/*", "/static/*"), caching: "static" },
    },
    ...changes,
  };
}

export const administrators: NonNullable<WebEdgeArgs["administrators"]> = {
  cidrBlocks: ["203.0.113.0/24", "2001:db8::/32"],
  routes: { web: route("frontend", 90, "/*") },
};
