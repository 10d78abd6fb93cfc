import { Cache, ContainerTask, connect, EncryptionKey, Network, RelationalDatabase } from "multicloud-estate";

const key = new EncryptionKey("shop", { description: "Shop data at rest", services: ["logs"] });
const network = new Network("shop", { cidrBlock: "10.0.0.0/16", zones: ["us-east-1a", "us-east-1b"], key });
const place = { vpcId: network.vpcId, subnetIds: network.subnetIds.private, key };

const cache = new Cache("sessions", place);
const database = new RelationalDatabase("orders", { ...place, databases: { orders: {} } });
const report = new ContainerTask("report", {
  ...place,
  image: "public.ecr.aws/docker/library/python:3.13-slim",
  environment: { CACHE_HOST: cache.endpoint, CACHE_USER: cache.userName, DATABASE_HOST: database.endpoint },
  schedule: "cron(0 5 * * ? *)",
});

connect(report, cache);
connect(report, database);
cache.grantConnect(report);
database.grantConnect(report, "orders");

export const cacheEndpoint = cache.endpoint;
export const databaseEndpoint = database.endpoint;
export const bootstrapSql = database.bootstrapSql;
