import type { EksCluster, PodRole } from "../../components/cluster";
import { connect } from "../../components/core";
import type { Cache, DataTables, EventStream, RelationalDatabase } from "../../components/data";
import {
  DeployedEnvironment,
  GatewayRoutes,
  gatewayAnnotations,
  type PlatformNamespace,
  PROMETHEUS,
  type RenderedManifests,
  TRACES,
  Workload,
} from "../../components/platform";
import type { Notifications } from "../../components/serverless";
import { tierBlocks } from "../shared/network";
import type { Foundation } from "./foundation";
import type { MicroservicesSettings, Service } from "./settings";
import { gatewaySpec, notificationSpec, orderSpec, productSpec, type ServiceSpec, userSpec } from "./workload-specs";

/** The shop's services, each a Deployment with an account of its own. */
export type Workloads = Readonly<Record<Service, Workload>>;

/** What the services run on and talk to. */
export interface WorkloadParts {
  readonly settings: MicroservicesSettings;
  readonly base: Foundation;
  readonly cluster: EksCluster;
  readonly namespace: PlatformNamespace;
  /** Where their manifests are written, for Argo CD. */
  readonly manifests: RenderedManifests;
  readonly tables: DataTables<"products">;
  readonly database: RelationalDatabase<"users" | "orders">;
  readonly stream: EventStream<"orders" | "analytics-results">;
  readonly notifications: Notifications;
  /** On the roadmap. */
  readonly cache: Cache | undefined;
}

/** The five services and the connections that the design draws, and no others. */
export function makeWorkloads(parts: WorkloadParts): Workloads {
  const user = makeService(parts, "user", userSpec(parts));
  const product = makeService(parts, "product", productSpec(parts));
  const order = makeService(parts, "order", orderSpec(parts));
  const notification = makeService(parts, "notification", notificationSpec(parts));
  const peers = { user, product, order, notification };
  const gateway = makeService(parts, "api-gateway", gatewaySpec(parts, peers));
  const workloads = { "api-gateway": gateway, ...peers };
  openConnections(parts, workloads);
  routeByKong(parts, gateway);
  return workloads;
}

/** How the roadmap's Kong calls a service: by the mesh, or pod by pod. */
function behindKong(
  { future }: MicroservicesSettings,
  account: { readonly namespace: string; readonly name: string },
): Readonly<Record<string, string>> {
  return gatewayAnnotations(future.istio ? { meshHost: `${account.name}.${account.namespace}.svc.cluster.local` } : {});
}

/** All of the API, on the roadmap: who may sign in is the shop's own gateway's affair. */
function routeByKong({ settings, namespace, manifests }: WorkloadParts, gateway: Workload): void {
  if (settings.future.kong) {
    new GatewayRoutes(
      "shop-routes",
      {
        namespace: namespace.namespaceName,
        routes: { api: { service: gateway, paths: ["/"], authenticated: false } },
        mesh: settings.future.istio,
      },
      { provider: manifests.provider },
    );
  }
}

function makeService(parts: WorkloadParts, name: Service, spec: ServiceSpec): Workload {
  const { settings, cluster, namespace, manifests } = parts;
  const { min, max, cpu, memory } = settings.workloads.services[name];
  const image = settings.workloads.images[name];
  const account = { namespace: namespace.namespaceName, name };
  const deployed = new DeployedEnvironment(
    name,
    { namespace: account.namespace, environment: spec.environment },
    { provider: cluster.provider, dependsOn: [namespace] },
  );
  return new Workload(
    name,
    {
      namespace: account.namespace,
      port: spec.port,
      ...(image === undefined ? {} : { image }),
      ...(max === undefined ? { replicas: min } : { scaling: { min, max, cpuPercent: 70, memoryPercent: 80 } }),
      // A single pod too: whoever drains its node must say so, and not find out afterwards.
      maxUnavailable: 1,
      resources: { cpu, memory },
      environment: deployed.environment,
      ...(spec.grants === undefined ? {} : { identity: withGrants(cluster.podRole(account), spec.grants) }),
      ...(settings.future.istio ? { mesh: {} } : {}),
      ...(settings.future.kong && name === "api-gateway" ? { serviceAnnotations: behindKong(settings, account) } : {}),
      clusterName: settings.cluster.name,
    },
    { provider: manifests.provider },
  );
}

/** The role; pods start once it may do what they need. */
function withGrants(role: PodRole, grants: NonNullable<ServiceSpec["grants"]>): PodRole {
  return { ...role, ready: [...role.ready, ...grants(role)] };
}

/** Every arrow of the design that leaves a pod; the balancer's arrow comes with the edge. */
function openConnections(parts: WorkloadParts, workloads: Workloads): void {
  const { "api-gateway": gateway, user, product, order, notification } = workloads;
  for (const service of [user, product, order, notification]) {
    gateway.connectTo(service);
  }
  const { settings, cluster, database, stream, cache } = parts;
  const isolated = tierBlocks(settings.network, "isolated");
  for (const service of [user, order]) {
    service.connectToCidr("database", { cidrs: isolated, ports: [database.port] });
  }
  for (const service of [order, notification]) {
    service.connectToCidr("stream", { cidrs: isolated, ports: [stream.port] });
  }
  // DynamoDB, SNS and SES answer at public addresses; a NetworkPolicy knows no names. What a service may do there is its
  // role's affair.
  for (const service of [product, notification]) {
    service.connectToInternet();
  }
  for (const service of Object.values(workloads)) {
    service.allowFrom("prometheus", PROMETHEUS);
  }
  if (settings.future.openTelemetry) {
    for (const service of Object.values(workloads)) {
      service.connectTo(TRACES);
    }
  }
  // Pods share the nodes' security group; the policies above keep the other services out.
  connect(cluster, database, { parent: database });
  connect(cluster, stream, { parent: stream });
  if (settings.stream.mode === "provisioned") {
    for (const port of ["jmxExporter", "nodeExporter"] as const) {
      connect(cluster, stream.listener(port), { parent: stream });
    }
  }
  if (cache !== undefined) {
    product.connectToCidr("cache", { cidrs: isolated, ports: [cache.port] });
    connect(cluster, cache, { parent: cache });
  }
}
