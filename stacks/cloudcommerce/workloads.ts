import type { Provider } from "@pulumi/kubernetes/provider";
import type * as pulumi from "@pulumi/pulumi";
import type { PodRole } from "../../components/cluster";
import {
  type ClusterPlatform,
  DeployedEnvironment,
  externalSecret,
  GatewayRoutes,
  KEDA_NAMESPACE,
  type MessageBroker,
  PROMETHEUS,
  TeamAccess,
  TRACES,
  Workload,
} from "../../components/platform";
import { BROKER_NAMESPACE, type Home, inCluster, SHOP_NAMESPACE, type StoreLink, type Stores } from "./home";
import { makeBroker, messageLink } from "./messages";
import { type CloudCommerceSettings, SERVICES, type Service } from "./settings";
import { annotationsOf, type Links, REGION_HEALTH, SERVICE_PORT, SPECS } from "./workload-specs";

/** The shop's services, each with an account of its own. */
export type Workloads = Readonly<Record<Service, Workload>>;

/** What the services of one cluster stand on. */
export interface ServiceParts {
  readonly settings: CloudCommerceSettings;
  readonly home: Home;
  readonly platform: ClusterPlatform;
  readonly stores: Stores;
}

/** What one cluster has ready for the services: brokers, secrets, addresses and roles. */
export interface PreparedServices extends ServiceParts {
  readonly broker: MessageBroker;
  readonly links: Links;
  readonly environments: Readonly<Record<Service, DeployedEnvironment>>;
  readonly roles: Readonly<Record<Service, PodRole | undefined>>;
  /** What must stand before pods start. */
  readonly ready: readonly pulumi.Resource[];
}

/** The brokers between the services, what they sign in with, and what only a deployment tells. */
export function prepareServices(parts: ServiceParts): PreparedServices {
  const { settings, home, platform, stores } = parts;
  const broker = makeBroker(home, settings, platform);
  broker.allowFrom("keda", { namespace: KEDA_NAMESPACE });
  const spoken = (speaker: "order" | "payment" | "notification") => messageLink(home, broker, platform, speaker);
  const links: Links = {
    user: [stores.users],
    product: [stores.products, stores.productCache],
    order: [stores.orders, stores.orderCache, spoken("order")],
    payment: [spoken("payment")],
    notification: [spoken("notification")],
  };
  giveAccess(parts);
  return {
    ...parts,
    broker,
    links,
    ready: filledSecrets(parts),
    environments: forEach((name) => deployedEnvironment(parts, name, links[name])),
    roles: forEach((name) => roleOf(home, name, links[name])),
  };
}

function forEach<Value>(make: (name: Service) => Value): Readonly<Record<Service, Value>> {
  return {
    user: make("user"),
    product: make("product"),
    order: make("order"),
    payment: make("payment"),
    notification: make("notification"),
  };
}

function deployedEnvironment({ home, platform }: ServiceParts, name: Service, links: readonly StoreLink[]) {
  const environments = [SPECS[name].environment, ...links.map(({ environment }) => environment)];
  return new DeployedEnvironment(
    name,
    { namespace: SHOP_NAMESPACE, environment: Object.fromEntries(environments.flatMap((one) => Object.entries(one))) },
    inCluster(home, platform),
  );
}

/** Where the stores know roles; pods start once theirs may do what they need. */
function roleOf(home: Home, name: Service, links: readonly StoreLink[]): PodRole | undefined {
  const grants = links.flatMap((link) => link.grants ?? []);
  const role = grants.length === 0 ? undefined : home.serviceRole?.({ namespace: SHOP_NAMESPACE, name });
  return role === undefined ? undefined : { ...role, ready: [...role.ready, ...grants.flatMap((give) => give(role))] };
}

/** The five services, and the connections that the design draws, and no others. @param provider the cluster's, or one that renders */
export function makeWorkloads(prepared: PreparedServices, provider: Provider): Workloads {
  const workloads = forEach((name) => makeService(prepared, name, provider));
  openConnections(workloads, prepared.links);
  makeRoutes(
    workloads,
    provider === prepared.home.provider
      ? inCluster(prepared.home, prepared.platform)
      : inCluster({ ...prepared.home, provider }),
  );
  return workloads;
}

/** What somebody filled: the keys that sign tokens, and Stripe's. */
function filledSecrets({ home, platform }: ServiceParts): readonly pulumi.Resource[] {
  const { tokenKeys, stripe } = home.references;
  const opts = inCluster(home, platform);
  return [
    externalSecret(
      "shop-token-keys",
      {
        namespace: SHOP_NAMESPACE,
        secretName: "token-keys",
        keys: { privateKey: { secret: tokenKeys, property: "privateKey" } },
      },
      opts,
    ),
    externalSecret(
      "shop-stripe-key",
      { namespace: SHOP_NAMESPACE, secretName: "stripe-key", keys: { key: { secret: stripe, property: "key" } } },
      opts,
    ),
  ];
}

function makeService(prepared: PreparedServices, name: Service, provider: Provider): Workload {
  const { settings, home, platform, ready, environments } = prepared;
  const { min, max, cpu, memory } = settings.workloads.services[name];
  const image = settings.workloads.images[name];
  const role = prepared.roles[name];
  const { mesh, delivery, triggers, behindGateway } = SPECS[name];
  const before = [platform, ...ready, ...prepared.links[name].flatMap((link) => link.ready ?? [])];
  return new Workload(
    name,
    {
      namespace: SHOP_NAMESPACE,
      port: SERVICE_PORT,
      ...(image === undefined ? {} : { image }),
      ...(max === undefined
        ? { replicas: min }
        : { scaling: { min, max, cpuPercent: 70, memoryPercent: 80, triggers } }),
      maxUnavailable: 1,
      resources: { cpu, memory },
      environment: environments[name].environment,
      ...(role === undefined ? {} : { identity: role }),
      mesh,
      ...(delivery === undefined ? {} : { delivery }),
      recommendations: true,
      ...(behindGateway === undefined ? {} : { serviceAnnotations: annotationsOf(name) }),
      ...(home.clusterName === undefined ? {} : { clusterName: home.clusterName }),
    },
    // What is rendered waits for nothing: Argo CD tries until it stands.
    provider === home.provider ? inCluster(home, ...before) : inCluster({ ...home, provider }),
  );
}

/** Every arrow of the design that leaves a pod; Kong's come with the routes. */
function openConnections(workloads: Workloads, links: Links): void {
  const { order, product, payment } = workloads;
  order.connectTo(product);
  order.connectTo(payment);
  // Stripe answers at public addresses; a NetworkPolicy knows no names.
  payment.connectToInternet();
  for (const name of SERVICES) {
    for (const link of links[name]) {
      link.connect(workloads[name]);
    }
    workloads[name].connectTo(TRACES);
    workloads[name].allowFrom("prometheus", PROMETHEUS);
  }
}

/** Lets the services in at the stores of another cluster, in which the same manifests run. */
export function admitServices(workloads: Workloads, { links }: PreparedServices): void {
  for (const name of SERVICES) {
    for (const link of links[name]) {
      link.admit?.(workloads[name]);
    }
  }
}

/** What Kong lets through. Whoever has no token reaches registration, sign-in, the catalogue and the region's health. */
function makeRoutes({ user, product, order }: Workloads, opts: pulumi.ComponentResourceOptions): void {
  new GatewayRoutes(
    "shop-routes",
    {
      namespace: SHOP_NAMESPACE,
      mesh: true,
      routes: {
        // Slows those who try passwords.
        "sign-in": {
          service: user,
          paths: ["/api/users/register", "/api/users/sign-in"],
          authenticated: false,
          rateLimit: { perMinute: 10, by: "ip" },
        },
        profile: { service: user, paths: ["/api/users"] },
        catalogue: {
          service: product,
          paths: ["/api/products", "/api/categories"],
          authenticated: false,
          cacheSeconds: 30,
        },
        inventory: { service: product, paths: ["/api/inventory"] },
        orders: {
          service: order,
          paths: ["/api/orders"],
          transformation: { dropRequestHeaders: ["X-User-Id"], dropResponseHeaders: ["Server"] },
        },
        // Route 53 has no token. Each of its checkers asks six times a minute, from an address of its own.
        region: {
          service: order,
          paths: [REGION_HEALTH],
          exact: true,
          methods: ["GET"],
          authenticated: false,
          rateLimit: { perMinute: 60, by: "ip" },
          transformation: { dropResponseHeaders: ["Server", "X-Powered-By"] },
        },
      },
    },
    opts,
  );
}

/** Developers look; who is on call restarts. Changes come by the repository. */
function giveAccess({ home, platform }: ServiceParts): void {
  new TeamAccess(
    "shop-access",
    { namespace: SHOP_NAMESPACE, groups: { developers: "viewer", "on-call": "operator" } },
    inCluster(home, platform),
  );
  new TeamAccess(
    "messages-access",
    { namespace: BROKER_NAMESPACE, groups: { "on-call": "viewer" } },
    inCluster(home, platform),
  );
}
