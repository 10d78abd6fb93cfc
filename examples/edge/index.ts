import {
  EksCluster,
  EncryptionKey,
  loadBalancerController,
  Network,
  ObjectStore,
  Observability,
  PlatformNamespace,
  WebEdge,
  Workload,
} from "multicloud-estate";

const key = new EncryptionKey("shop", { description: "Shop data at rest", services: ["logs", "autoscaling"] });
const network = new Network("shop", {
  cidrBlock: "10.0.0.0/16",
  zones: ["us-east-1a", "us-east-1b"],
  clusterName: "shop",
  key,
});
const cluster = new EksCluster("shop", {
  vpcId: network.vpcId,
  subnetIds: [...network.subnetIds.private],
  egress: network.egress,
  clusterName: "shop",
  nodeGroups: { main: { instanceTypes: ["t3.medium"], min: 2, max: 4 } },
  addons: [loadBalancerController()],
  key,
});
const accessLogs = new ObjectStore("access-logs", { role: "log", expireDays: 365 });

const options = { provider: cluster.provider };
const shop = new PlatformNamespace("shop", {}, options);
const workload = (name: string) =>
  new Workload(name, { namespace: shop.namespaceName }, { ...options, dependsOn: [shop] });
const frontend = workload("frontend");
const backend = workload("backend");
const ai = workload("ai");

const edge = new WebEdge("shop-edge", {
  network,
  cluster,
  key,
  accessLogs,
  zone: { name: "shop.example.com", id: "Z0123456789ABCDEFGHIJ" },
  balancerCidrs: ["10.0.0.0/16"],
  routes: {
    ai: { paths: ["/ai/*"], priority: 10, service: ai },
    api: { paths: ["/api/*"], priority: 20, service: backend },
    assets: { paths: ["/assets/*"], priority: 30, service: frontend, caching: "static" },
    web: { paths: ["/*"], priority: 90, service: frontend },
  },
  administrators: {
    cidrBlocks: ["203.0.113.0/24"],
    routes: { web: { paths: ["/*"], priority: 90, service: frontend } },
  },
});

const observability = new Observability("watch", { prefix: "shop-prod" });
observability.watch(edge);

export const url = edge.url;
