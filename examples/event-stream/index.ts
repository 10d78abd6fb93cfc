import { Config } from "@pulumi/pulumi";
import {
  connect,
  EksCluster,
  EncryptionKey,
  EventStream,
  KafkaTopics,
  Network,
  PlatformNamespace,
} from "multicloud-estate";

const config = new Config();
const key = new EncryptionKey("shop", { description: "Shop data at rest", services: ["logs"] });
const network = new Network("shop", {
  cidrBlock: "10.20.0.0/16",
  zones: ["us-east-1a", "us-east-1b"],
  clusterName: "shop",
  key,
});
const cluster = new EksCluster("shop", {
  vpcId: network.vpcId,
  subnetIds: network.subnetIds.private,
  egress: network.egress,
  nodeGroups: { main: { instanceTypes: ["t3.medium"], min: 2, max: 4 } },
});

const stream = new EventStream("shop-stream", {
  vpcId: network.vpcId,
  subnetIds: network.subnetIds.private,
  key,
  instanceType: "kafka.t3.small",
  topics: { orders: { partitions: 6 }, "analytics-results": { partitions: 3 } },
  users: {
    // Runs in another cloud, where no role of AWS reaches.
    flink: {
      consumes: [{ topic: "orders", group: "flink" }],
      produces: ["analytics-results"],
      password: config.requireSecret("flinkPassword"),
    },
  },
});
stream.allowFromCidr("flink", "10.30.0.0/20", "scram");

// Pods reach the brokers by the cluster's group, and sign in by their own roles.
connect(cluster, stream);
export const order = cluster.podRole(
  { namespace: "shop", name: "order" },
  { statements: stream.produceStatements("orders") },
).role.arn;

const { provider } = cluster;
const shop = new PlatformNamespace("shop", {}, { provider });
new KafkaTopics(
  "kafka-topics",
  {
    namespace: shop.namespaceName,
    stream,
    identity: cluster.podRole({ namespace: "shop", name: "kafka-topics" }, { statements: stream.setupStatements() }),
    cidrs: ["10.20.0.0/16"],
  },
  { provider, dependsOn: [shop] },
);

export const bootstrapServers = stream.bootstrapServers();
