import * as pulumi from "@pulumi/pulumi";
import {
  CloudInterconnect,
  DATA_LAKE_SERVICES,
  DataLake,
  EncryptionKey,
  EventStream,
  FLINK_SERVICES,
  FlinkCluster,
  GCP_NETWORK_SERVICES,
  GcpNetwork,
  GcpServices,
  Network,
} from "multicloud-estate";

const config = new pulumi.Config();
const gcp = { project: "shop-analytics", projectNumber: "123456789012", location: "us-east4" };

// On AWS: a VPC with the stream, and a user for whoever no role of AWS reaches.
const key = new EncryptionKey("shop", { description: "Shop data at rest", services: ["logs"] });
const cidrBlock = "10.20.0.0/16";
const network = new Network("shop", { cidrBlock, zones: ["us-east-1a", "us-east-1b"], key });
const stream = new EventStream("shop-stream", {
  vpcId: network.vpcId,
  subnetIds: network.subnetIds.private,
  key,
  instanceType: "kafka.t3.small",
  topics: { orders: {}, "analytics-results": {} },
  users: {
    flink: {
      consumes: [{ topic: "orders", group: "order-totals" }],
      produces: ["analytics-results"],
      transactionalPrefix: "order-totals",
      password: config.requireSecret("flinkPassword"),
    },
  },
});

// On Google Cloud: a network, a lake, and the cluster with a job that never ends.
const services = new GcpServices("shop", {
  project: gcp.project,
  services: [...GCP_NETWORK_SERVICES, ...DATA_LAKE_SERVICES, ...FLINK_SERVICES],
});
const after = services.enabled;
const google = new GcpNetwork("shop-google", { gcp, cidr: "10.30.0.0/20", after });
const lake = new DataLake("shop-lake", { gcp, tiers: [{ afterDays: 90, storageClass: "COLDLINE" }], after });
const secret = stream.userSecret("flink");
const file = (path: string) => new pulumi.asset.FileAsset(path);
const cluster = new FlinkCluster("shop-flink", {
  network: google,
  job: {
    name: "order-totals",
    files: { sql: file("job.sql"), supervise: file("supervise.py"), install: file("install.sh") },
    values: { KAFKA_BROKERS: stream.bootstrapServers("scram"), LATENESS_MINUTES: "2" },
    secretArn: secret.arn,
    connector: {
      uri: "gs://shop-artifacts/flink-sql-connector-kafka-3.0.0-1.17.jar",
      sha256: "ac80e49ceb5a116050e7ecacaa32af0d40eeaeb9c9241caaeb9cf454955ee419",
    },
  },
  after,
});
secret.grantRead(cluster.awsIdentity());
lake.grantReadWrite("flink", cluster.account.member, "raw/");

// Between them: four tunnels, and one connection that is open.
const table = (name: keyof typeof network.routeTables) => network.routeTables[name]?.id ?? "";
const interconnect = new CloudInterconnect("google", {
  aws: {
    vpcId: network.vpcId,
    cidrBlock,
    routeTableIds: { a: table("private-us-east-1a"), b: table("private-us-east-1b") },
  },
  gcp: google,
  key,
  dns: { subnetIds: network.subnetIds.private, domains: { brokers: "kafka.us-east-1.amazonaws.com" } },
});
interconnect.allow(cluster, stream.listener("scram"));

export const clusterName = cluster.cluster.name;
export const lakeBucket = lake.bucketName;
