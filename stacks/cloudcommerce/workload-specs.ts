import { gatewayAnnotations, TRACES_ENDPOINT, type WorkloadArgs } from "../../components/platform";
import { SHOP_NAMESPACE, type StoreLink } from "./home";
import { loginOf, NOTIFICATION_QUEUE } from "./messages";
import type { Service } from "./settings";

/** Port of every service. */
export const SERVICE_PORT = 8080;
/**
 * Where the order service tells whether its region can serve: 200 as long as a read of its database (`DATABASE_READER_HOST`) and
 * a ping of its cache succeeded within the last seconds, else 503, in both cases with an empty body. Whoever has no token may
 * ask, so that it looks on its own time and not for each request. An order is what everything else is for: without database and
 * session nothing can be bought. It asks for a read, since the second region takes no writes before it is promoted, and must be
 * well all the same. It is no readiness probe: a store that is ill would take away all pods at once, in place of the region.
 */
export const REGION_HEALTH = "/healthz/region";
/** Response time from which there are more pods, in milliseconds. */
const LATENCY_MS = 300;
/** Orders that one pod of the notification service is for. */
const MESSAGES_PER_POD = 50;

/** What distinguishes one service, beside its stores. */
export interface ServiceSpec {
  readonly environment: NonNullable<WorkloadArgs["environment"]>;
  /** How calls to it are spread. */
  readonly mesh: NonNullable<WorkloadArgs["mesh"]>;
  /** How a new version takes over. @default a rolling update */
  readonly delivery?: NonNullable<WorkloadArgs["delivery"]>;
  /** What the number of its pods follows, beside CPU and memory. */
  readonly triggers: NonNullable<NonNullable<WorkloadArgs["scaling"]>["triggers"]>;
  /** Kong calls it. */
  readonly behindGateway?: true;
}

const url = (service: Service) => `http://${hostOf(service)}:${SERVICE_PORT}`;

function hostOf(service: Service): string {
  return `${service}.${SHOP_NAMESPACE}.svc.cluster.local`;
}

/** What Kong reads of a Service in the mesh. */
export function annotationsOf(service: Service): Readonly<Record<string, string>> {
  return gatewayAnnotations({ meshHost: hostOf(service) });
}

/** Traces and metrics go to the collector. */
function observed(service: Service) {
  return { PORT: String(SERVICE_PORT), OTEL_SERVICE_NAME: service, OTEL_EXPORTER_OTLP_ENDPOINT: TRACES_ENDPOINT };
}

/** Each way of balancing where it fits; each step of delivery where a mistake would cost most. */
export const SPECS: Readonly<Record<Service, ServiceSpec>> = {
  user: {
    environment: {
      ...observed("user"),
      JWT_ISSUER: "cloudcommerce",
      JWT_PRIVATE_KEY: { secret: "token-keys", key: "privateKey" },
    },
    mesh: { balancing: { algorithm: "roundRobin" } },
    delivery: { strategy: "canary", traffic: "istio" },
    triggers: { latencyMs: LATENCY_MS },
    behindGateway: true,
  },
  product: {
    environment: observed("product"),
    mesh: { balancing: { algorithm: "leastRequest" } },
    delivery: { strategy: "canary", traffic: "istio" },
    triggers: { latencyMs: LATENCY_MS },
    behindGateway: true,
  },
  order: {
    environment: { ...observed("order"), PRODUCT_URL: url("product"), PAYMENT_URL: url("payment") },
    // Whoever follows an order live stays with one pod.
    mesh: { balancing: { algorithm: "consistentHash", header: "x-session-id" } },
    delivery: { strategy: "blueGreen" },
    triggers: { latencyMs: LATENCY_MS },
    behindGateway: true,
  },
  payment: {
    environment: {
      ...observed("payment"),
      STRIPE_URL: "https://api.stripe.com",
      STRIPE_KEY: { secret: "stripe-key", key: "key" },
    },
    mesh: { balancing: { algorithm: "random" }, circuitBreaker: { consecutiveErrors: 3, ejectionSeconds: 60 } },
    delivery: { strategy: "blueGreen" },
    triggers: { latencyMs: 2 * LATENCY_MS },
  },
  // It answers nobody, so that requests cannot tell whether a new version is well.
  notification: {
    environment: observed("notification"),
    mesh: {},
    triggers: {
      queues: {
        orders: {
          kind: "rabbitMq",
          queue: NOTIFICATION_QUEUE,
          address: { secret: loginOf("notification"), key: "address" },
          authority: { secret: loginOf("notification"), key: "ca.crt" },
          messagesPerPod: MESSAGES_PER_POD,
        },
      },
    },
  },
};

/** What each service keeps and says, and where. */
export type Links = Readonly<Record<Service, readonly StoreLink[]>>;
