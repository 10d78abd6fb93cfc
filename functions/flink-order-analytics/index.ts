import { join, relative } from "node:path";
import * as pulumi from "@pulumi/pulumi";

/** One of the sources; relative, so that a plan and a state are the same wherever the repository lies. */
function source(name: string): pulumi.asset.FileAsset {
  return new pulumi.asset.FileAsset(relative(process.cwd(), join(__dirname, name)));
}

/**
 * The job that sums orders up per product and minute, as `FlinkCluster` takes it; the stack adds the secret and the values that
 * it alone knows. It stands beside the functions although Lambda does not run it: it is code of the shop all the same,
 * with tests of its own.
 */
export const ORDER_ANALYTICS = {
  name: "order-analytics",
  files: {
    sql: source("job.sql"),
    supervise: source("supervise.py"),
    install: source("install.sh"),
  },
  /**
   * The connector of Flink 1.17, which Dataproc's images 2.2 hold, from the copy of Maven Central that Google keeps in Cloud
   * Storage: nodes reach it without the internet. The digest is that of the file on Maven Central.
   */
  connector: {
    uri: "gs://maven-central/maven2/org/apache/flink/flink-sql-connector-kafka/3.0.0-1.17/flink-sql-connector-kafka-3.0.0-1.17.jar",
    sha256: "ac80e49ceb5a116050e7ecacaa32af0d40eeaeb9c9241caaeb9cf454955ee419",
  },
} as const;

/** What the job's SQL leaves open. */
export interface OrderAnalyticsValues<Value> {
  /** `host:port` of several brokers, separated by commas: those for SCRAM. */
  readonly KAFKA_BROKERS: Value;
  /** Topic that is read. */
  readonly ORDERS_TOPIC: Value;
  /** Topic that is written. */
  readonly RESULTS_TOPIC: Value;
  readonly CONSUMER_GROUP: Value;
  /** Begins the ids of the job's transactions. */
  readonly TRANSACTIONAL_PREFIX: Value;
  /** Minutes for which an order may come late, 1 to 99. */
  readonly LATENESS_MINUTES: Value;
}
