import {
  EksCluster,
  EncryptionKey,
  loadBalancerController,
  Network,
  ObjectStore,
  Observability,
  WebEdge,
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

const service = (name: string) => ({ namespace: "shop", name, port: 80 });
const edge = new WebEdge("shop-edge", {
  network,
  cluster,
  key,
  accessLogs,
  zone: { name: "shop.example.com", id: "Z0123456789ABCDEFGHIJ" },
  routes: {
    ai: { paths: ["/ai/*"], priority: 10, service: service("ai"), targetPort: 8080 },
    api: { paths: ["/api/*"], priority: 20, service: service("backend"), targetPort: 8080 },
    assets: { paths: ["/assets/*"], priority: 30, service: service("frontend"), targetPort: 8081, caching: "static" },
    web: { paths: ["/*"], priority: 90, service: service("frontend"), targetPort: 8081 },
  },
  administrators: {
    cidrBlocks: ["203.0.113.0/24"],
    routes: { web: { paths: ["/*"], priority: 90, service: service("frontend"), targetPort: 8081 } },
  },
});

const observability = new Observability("watch", { prefix: "shop-prod" });
observability.watch(edge);

export const url = edge.url;
