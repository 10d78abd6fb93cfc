import type { RolePolicy } from "@pulumi/aws/iam";
import type { PodRole } from "../../components/cluster";
import type { Workload, WorkloadArgs } from "../../components/platform";
import { TRACES_ENDPOINT } from "../../components/platform";
import type { Service } from "./settings";
import type { WorkloadParts } from "./workloads";

/** What distinguishes one service. */
export interface ServiceSpec {
  readonly port: number;
  readonly environment: NonNullable<WorkloadArgs["environment"]>;
  /** What its role may do. @default it has no role, and calls nothing in AWS */
  readonly grants?: (role: PodRole) => readonly RolePolicy[];
}

type Environment = ServiceSpec["environment"];

/** Group under which the notification service reads; the lag of it is watched. */
export const NOTIFICATION_GROUP = "notification";

/** Port of the one way in. */
export const GATEWAY_PORT = 5000;

/** The one way in. It keeps nothing, and has no rights in AWS. */
export function gatewaySpec(
  parts: WorkloadParts,
  peers: Readonly<Record<"user" | "product" | "order" | "notification", Workload>>,
): ServiceSpec {
  const urls = Object.entries(peers).map(([name, peer]) => [`${name.toUpperCase()}_URL`, urlOf(peer)] as const);
  return { port: GATEWAY_PORT, environment: { ...traced(parts, "api-gateway"), ...Object.fromEntries(urls) } };
}

export function userSpec(parts: WorkloadParts): ServiceSpec {
  return {
    port: 5001,
    environment: { ...traced(parts, "user"), ...databaseOf(parts, "users") },
    grants: (role) => [parts.database.grantConnect(role, "users")],
  };
}

export function productSpec(parts: WorkloadParts): ServiceSpec {
  const products = parts.tables.table("products");
  return {
    port: 5002,
    environment: { ...traced(parts, "product"), ...cached(parts), PRODUCTS_TABLE: products.name },
    grants: (role) => [
      products.grantReadWrite(role),
      ...(parts.cache === undefined ? [] : [parts.cache.grantConnect(role)]),
    ],
  };
}

/** Writes orders to the database, and tells Kafka. */
export function orderSpec(parts: WorkloadParts): ServiceSpec {
  return {
    port: 5003,
    environment: {
      ...traced(parts, "order"),
      ...databaseOf(parts, "orders"),
      ...parts.stream.clientEnvironment(),
      ORDERS_TOPIC: "orders",
    },
    grants: (role) => [parts.database.grantConnect(role, "orders"), parts.stream.grantProduce(role, "orders")],
  };
}

/** Hears of orders from Kafka, and tells customers by SES and SNS. */
export function notificationSpec(parts: WorkloadParts): ServiceSpec {
  const { notifications, settings } = parts;
  const sender = `orders@${settings.notifications.domain}`;
  return {
    port: 5004,
    environment: {
      ...traced(parts, "notification"),
      ...parts.stream.clientEnvironment(),
      ORDERS_TOPIC: "orders",
      CONSUMER_GROUP: NOTIFICATION_GROUP,
      CUSTOMERS_TOPIC_ARN: notifications.topics.customers.arn,
      MAIL_FROM: sender,
    },
    grants: (role) => [
      parts.stream.grantConsume(role, "orders", NOTIFICATION_GROUP),
      notifications.grantNotify(role, "customers"),
      notifications.grantSendEmail(role, sender),
    ],
  };
}

/** A pod cannot ask the node which region it is in. Traces go out once the roadmap's OpenTelemetry is there to take them. */
function traced({ settings }: WorkloadParts, service: Service): Environment {
  return {
    AWS_REGION: settings.aws.region,
    ...(settings.future.openTelemetry
      ? { OTEL_SERVICE_NAME: service, OTEL_EXPORTER_OTLP_ENDPOINT: TRACES_ENDPOINT }
      : {}),
  };
}

/** Signed in by the pod's role: there is no password to keep. */
function databaseOf({ database }: WorkloadParts, name: "users" | "orders"): Environment {
  return { DATABASE_HOST: database.endpoint, DATABASE_NAME: name, DATABASE_USER: name, DATABASE_SIGN_IN: "iam" };
}

function cached({ cache }: WorkloadParts): Environment {
  return cache === undefined ? {} : { CACHE_HOST: cache.endpoint, CACHE_USER: cache.userName };
}

function urlOf(workload: Workload): string {
  return `http://${workload.host}:${workload.port}`;
}
