import { AuroraDatabase, ContainerTask, connect, EncryptionKey, Network, type SqlDatabase } from "multicloud-estate";

const key = new EncryptionKey("shop", { description: "Shop data at rest", services: ["logs"] });
const network = new Network("shop", { cidrBlock: "10.0.0.0/16", zones: ["us-east-1a", "us-east-1b"], key });
const place = { vpcId: network.vpcId, subnetIds: network.subnetIds.private, key };

// `RelationalDatabase` takes its place by another constructor: callers know both as SqlDatabase.
const database: SqlDatabase<"orders"> = new AuroraDatabase("orders", {
  ...place,
  engine: "postgres",
  databases: { orders: { access: "owner" } },
  capacity: { mode: "serverless", min: 0.5, max: 4 },
});
const report = new ContainerTask("report", {
  ...place,
  image: "public.ecr.aws/docker/library/python:3.13-slim",
  environment: { DATABASE_HOST: database.readerEndpoint },
  schedule: "cron(0 5 * * ? *)",
});
connect(report, database);
database.grantConnect(report, "orders");

export const endpoint = database.endpoint;
export const bootstrapSql = database.administration.bootstrapSql;
