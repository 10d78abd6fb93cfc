import type { Provider } from "@pulumi/kubernetes/provider";
import type * as pulumi from "@pulumi/pulumi";
import type { PodRole } from "../../components/cluster";
import {
  type ClusterPlatform,
  DeployedEnvironment,
  externalSecret,
  GatewayRoutes,
  KEDA_NAMESPACE,
  PROMETHEUS,
  TeamAccess,
  TRACES,
  Workload,
} from "../../components/platform";
import { BROKER_NAMESPACE, type Home, SHOP_NAMESPACE, type StoreLink, type Stores } from "./home";
import { makeBroker, messageLink } from "./messages";
import { type CloudCommerceSettings, SERVICES, type Service } from "./settings";
import { annotationsOf, type Links, SERVICE_PORT, SPECS } from "./workload-specs";

/** The shop's services, each with an account of its own. */
export type Workloads = Readonly<Record<Service, Workload>>;

/** What the services run on. */
export interface WorkloadParts {
  readonly settings: CloudCommerceSettings;
  readonly home: Home;
  readonly platform: ClusterPlatform;
  readonly stores: Stores;
  /** The cluster's, or the one that renders for Argo CD. */
  readonly provider: Provider;
}

/** The five services, the brokers between them, and the connections that the design draws, and no others. */
export function makeWorkloads(parts: WorkloadParts): Workloads {
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
  const secrets = filledSecrets(parts);
  const make = (name: Service) => makeService(parts, name, links[name], secrets);
  const workloads: Workloads = {
    user: make("user"),
    product: make("product"),
    order: make("order"),
    payment: make("payment"),
    notification: make("notification"),
  };
  openConnections(workloads, links);
  makeRoutes(workloads, parts.provider);
  giveAccess(parts);
  return workloads;
}

/** What somebody filled: the keys that sign tokens, and Stripe's. */
function filledSecrets({ home, platform }: WorkloadParts): readonly pulumi.Resource[] {
  const { tokenKeys, stripe } = home.references;
  const opts = { provider: home.provider, dependsOn: [platform] };
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

function makeService(
  parts: WorkloadParts,
  name: Service,
  links: readonly StoreLink[],
  secrets: readonly pulumi.Resource[],
): Workload {
  const { settings, home, platform, provider } = parts;
  const { min, max, cpu, memory } = settings.workloads.services[name];
  const image = settings.workloads.images[name];
  const spec = SPECS[name];
  const account = { namespace: SHOP_NAMESPACE, name };
  const deployed = new DeployedEnvironment(
    name,
    {
      namespace: SHOP_NAMESPACE,
      environment: Object.assign({}, spec.environment, ...links.map(({ environment }) => environment)),
    },
    { provider: home.provider, dependsOn: [platform] },
  );
  const role = links.some(({ grants }) => grants !== undefined) ? home.serviceRole?.(account) : undefined;
  const { mesh, delivery, triggers } = spec;
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
      environment: deployed.environment,
      ...(role === undefined ? {} : { identity: withGrants(role, links) }),
      mesh,
      ...(delivery === undefined ? {} : { delivery }),
      recommendations: true,
      ...(spec.behindGateway === undefined ? {} : { serviceAnnotations: annotationsOf(name) }),
      ...(home.clusterName === undefined ? {} : { clusterName: home.clusterName }),
    },
    // What is rendered waits for nothing: Argo CD tries until it stands.
    provider === home.provider
      ? { provider, dependsOn: [platform, ...secrets, ...links.flatMap(({ ready }) => ready ?? [])] }
      : { provider },
  );
}

/** The role; pods start once it may do what they need. */
function withGrants(role: PodRole, links: readonly StoreLink[]): PodRole {
  return { ...role, ready: [...role.ready, ...links.flatMap(({ grants }) => grants?.(role) ?? [])] };
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

/** What Kong lets through. Whoever has no token reaches registration, sign-in and the catalogue alone. */
function makeRoutes({ user, product, order }: Workloads, provider: Provider): void {
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
      },
    },
    { provider },
  );
}

/** Developers look; who is on call restarts. Changes come by the repository. */
function giveAccess({ home, platform }: WorkloadParts): void {
  new TeamAccess(
    "shop-access",
    { namespace: SHOP_NAMESPACE, groups: { developers: "viewer", "on-call": "operator" } },
    { provider: home.provider, dependsOn: [platform] },
  );
  new TeamAccess(
    "messages-access",
    { namespace: BROKER_NAMESPACE, groups: { "on-call": "viewer" } },
    { provider: home.provider, dependsOn: [platform] },
  );
}
