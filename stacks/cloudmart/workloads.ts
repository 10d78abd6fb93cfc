import type { EksCluster, PodRole } from "../../components/cluster";
import { connect } from "../../components/core";
import type { Cache, DataTables } from "../../components/data";
import type { ShopperRoute } from "../../components/edge";
import { type PlatformNamespace, TRACES, Workload } from "../../components/platform";
import { tierBlocks } from "../shared/network";
import type { Analytics } from "./analytics";
import type { Foundation } from "./foundation";
import type { Functions } from "./functions";
import type { CloudMartSettings } from "./settings";
import {
  aiSpec,
  authenticationSpec,
  backendSpec,
  frontendSpec,
  orderSpec,
  productSpec,
  type Service,
  type ServiceSpec,
  supportSpec,
} from "./workload-specs";

/** The shop's services, each a Deployment with an account of its own. */
export type Workloads = Readonly<Record<Service, Workload>>;

/** What the services run on and talk to. */
export interface WorkloadParts {
  readonly settings: CloudMartSettings;
  readonly base: Foundation;
  readonly cluster: EksCluster;
  readonly namespace: PlatformNamespace;
  readonly tables: DataTables<"products" | "orders" | "tickets" | "users">;
  readonly cache: Cache;
  readonly functions: Functions;
  readonly analytics: Analytics;
}

/** The shop's seven services and the connections that its design draws, and no others. */
export function makeWorkloads(parts: WorkloadParts): Workloads {
  const ai = makeService(parts, "ai", aiSpec(parts));
  const backend = makeService(parts, "backend", backendSpec(parts, ai));
  const workloads = {
    frontend: makeService(parts, "frontend", frontendSpec(backend)),
    backend,
    authentication: makeService(parts, "authentication", authenticationSpec(parts)),
    product: makeService(parts, "product", productSpec(parts)),
    order: makeService(parts, "order", orderSpec(parts)),
    support: makeService(parts, "support", supportSpec(parts, ai)),
    ai,
  };
  openConnections(parts, workloads);
  return workloads;
}

/** Where a balancer finds each service. Partners' programs call the backend below `/api`. */
export function shopperRoutes(workloads: Workloads): Readonly<Record<string, ShopperRoute>> {
  const under = (path: string) => [path, `${path}/*`];
  return {
    ai: { paths: ["/ai/*"], priority: 10, service: workloads.ai },
    authentication: { paths: under("/api/auth"), priority: 20, service: workloads.authentication },
    products: { paths: under("/api/products"), priority: 21, service: workloads.product },
    orders: { paths: under("/api/orders"), priority: 22, service: workloads.order },
    support: { paths: under("/api/support"), priority: 23, service: workloads.support },
    backend: { paths: ["/api/*"], priority: 30, service: workloads.backend },
    assets: { paths: ["/assets/*"], priority: 80, service: workloads.frontend, caching: "static" },
    web: { paths: ["/*"], priority: 90, service: workloads.frontend },
  };
}

function makeService(parts: WorkloadParts, name: Service, spec: ServiceSpec): Workload {
  const { settings, cluster, namespace } = parts;
  const { min, max, cpu, memory } = settings.workloads.services[name];
  const image = settings.workloads.images[spec.image];
  const account = { namespace: namespace.namespaceName, name };
  return new Workload(
    name,
    {
      namespace: account.namespace,
      ...(image === undefined ? {} : { image }),
      ...(max === undefined ? { replicas: min } : { scaling: { min, max } }),
      resources: { cpu, memory },
      environment: spec.environment,
      ...(spec.grants === undefined ? {} : { identity: withGrants(cluster.podRole(account), spec.grants) }),
      clusterName: settings.cluster.name,
    },
    { provider: cluster.provider, dependsOn: [namespace] },
  );
}

/** The role; pods start once it may do what they need. */
function withGrants(role: PodRole, grants: NonNullable<ServiceSpec["grants"]>): PodRole {
  return { ...role, ready: [...role.ready, ...grants(role)] };
}

/** Every arrow of the design that leaves a pod; the balancers' arrows come with the edge. */
function openConnections(parts: WorkloadParts, workloads: Workloads): void {
  const { frontend, backend, authentication, product, order, support, ai } = workloads;
  frontend.connectTo(backend);
  backend.connectTo(ai);
  support.connectTo(ai);
  for (const service of [backend, authentication, product, order, support]) {
    service.connectTo(TRACES);
  }
  // DynamoDB, Lambda, Bedrock and Secrets Manager answer at public addresses, OpenAI and Azure too; a NetworkPolicy knows
  // no names. What a service may do there is its role's affair.
  for (const service of [backend, authentication, product, order, support, ai]) {
    service.connectToInternet();
  }
  const cidrs = tierBlocks(parts.settings.network, "private");
  for (const service of [product, order]) {
    service.connectToCidr("cache", { cidrs, ports: [parts.cache.port] });
  }
  // Pods share the nodes' security group; the policies above keep the other services out.
  connect(parts.cluster, parts.cache, { parent: parts.cache });
}
