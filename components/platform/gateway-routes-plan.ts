import { Faults } from "../core/faults";
import { checkRate } from "./addons/gateway/check";
import {
  type Plugin,
  type RateLimit,
  rateLimiting,
  responseCache,
  TOKEN,
  type Transformation,
  transformations,
} from "./addons/gateway/plugins";
import { checkLabel, checkWhole } from "./checks";
import type { PodPeer } from "./workload";

/** How the gateway spreads requests over a service's pods; in a mesh its sidecar does. */
export type GatewayBalancing = "round-robin" | "least-connections" | "consistent-hashing" | "latency";

/** One service behind the gateway. */
export interface GatewayRoute {
  /** A Workload is one. */
  readonly service: PodPeer & {
    readonly serviceName: string;
    readonly serviceAnnotations: Readonly<Record<string, string>>;
  };
  /** Path prefixes, which stay as they are: `["/api/orders"]`. */
  readonly paths: readonly string[];
  /** These paths alone, and nothing below them. @default false */
  readonly exact?: boolean;
  /** `["GET"]`. @default any */
  readonly methods?: readonly string[];
  /** Asks for a token of one of the gateway's issuers. @default true */
  readonly authenticated?: boolean;
  /** @default the gateway's own */
  readonly rateLimit?: RateLimit;
  /** Keeps answers to GET for so many seconds, 1 to 86400, in the pod's memory. @default none */
  readonly cacheSeconds?: number;
  /** @default none */
  readonly transformation?: Transformation;
  /** The Service must say so too: {@link gatewayAnnotations}. @default "least-connections"; none in a mesh */
  readonly balancing?: GatewayBalancing;
}

/** Arguments of {@link GatewayRoutes}. */
export interface GatewayRoutesArgs {
  /** Namespace of all of the services. */
  readonly namespace: string;
  /** Unique name → route. */
  readonly routes: Readonly<Record<string, GatewayRoute>>;
  /** Host name. @default any */
  readonly host?: string;
  /** Gateway and services are in the mesh. @default false */
  readonly mesh?: boolean;
}

/** A route with its plugins, in the order of their names. */
export interface RoutePlan {
  readonly key: string;
  readonly route: GatewayRoute;
  /** Name in the cluster → plugin. */
  readonly plugins: Readonly<Record<string, Plugin>>;
  readonly balancing: GatewayBalancing | undefined;
}

const CACHE_SECONDS = { min: 1, max: 86_400 } as const;
const DEFAULT_BALANCING: GatewayBalancing = "least-connections";
/** Name of the object that holds a way of balancing. */
export const balancingName = (balancing: GatewayBalancing) => `gateway-${balancing}`;

/**
 * Annotations of a Service behind the gateway, for `serviceAnnotations` of its workload. Outside of a mesh they name the way of
 * balancing; a member of a mesh is called by its own name, so that the gateway's sidecar knows whom it is about.
 */
export function gatewayAnnotations(
  service: { readonly balancing?: GatewayBalancing } | { readonly meshHost: string },
): Readonly<Record<string, string>> {
  return "meshHost" in service
    ? { "ingress.kubernetes.io/service-upstream": "true", "konghq.com/host-header": service.meshHost }
    : { "konghq.com/upstream-policy": balancingName(service.balancing ?? DEFAULT_BALANCING) };
}

/**
 * Checks the routes and lists what each needs.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planRoutes(name: string, args: GatewayRoutesArgs): readonly RoutePlan[] {
  const faults = new Faults("GatewayRoutes", name);
  checkLabel(faults, "namespace", args.namespace);
  faults.check(Object.keys(args.routes).length > 0, {
    property: "routes",
    given: args.routes,
    allowed: "at least one route",
    fix: "name a service and its paths",
  });
  const plans = Object.entries(args.routes).map(([key, route]): RoutePlan => {
    const balancing = args.mesh === true ? undefined : (route.balancing ?? DEFAULT_BALANCING);
    checkRoute(faults, args, key, route);
    checkAnnotations(faults, args, key, route, balancing);
    return { key, route, balancing, plugins: pluginsOf(name, key, route) };
  });
  faults.throwIfAny();
  return plans;
}

function pluginsOf(name: string, key: string, route: GatewayRoute): Readonly<Record<string, Plugin>> {
  const plugins = [
    ...(route.authenticated === false ? [] : [TOKEN]),
    ...(route.rateLimit === undefined ? [] : [rateLimiting(route.rateLimit)]),
    ...(route.cacheSeconds === undefined ? [] : [responseCache(route.cacheSeconds)]),
    ...(route.transformation === undefined ? [] : transformations(route.transformation)),
  ];
  return Object.fromEntries(plugins.map((plugin) => [`${name}-${key}-${plugin.plugin}`, plugin]));
}

function isMethod(method: string): boolean {
  return /^[A-Z]+$/.test(method);
}

function checkRoute(faults: Faults, args: GatewayRoutesArgs, key: string, route: GatewayRoute): void {
  const property = `routes.${key}`;
  checkLabel(faults, property, key);
  faults.check(route.paths.length > 0 && route.paths.every((path) => /^\/\S*$/.test(path)), {
    property: `${property}.paths`,
    given: route.paths,
    allowed: 'at least one path that begins with "/"',
    fix: "write the prefix as it stands in the address",
  });
  faults.check(route.service.namespace === args.namespace, {
    property: `${property}.service`,
    given: route.service.namespace,
    allowed: `a service of the namespace ${args.namespace}`,
    fix: "make one GatewayRoutes per namespace",
  });
  faults.check(route.methods === undefined || (route.methods.length > 0 && route.methods.every(isMethod)), {
    property: `${property}.methods`,
    given: route.methods,
    allowed: "at least one method in capital letters, such as GET",
    fix: "leave it out for any method",
  });
  if (route.rateLimit !== undefined) {
    checkRate(faults, `${property}.rateLimit`, route.rateLimit);
  }
  if (route.cacheSeconds !== undefined) {
    checkWhole(faults, `${property}.cacheSeconds`, route.cacheSeconds, CACHE_SECONDS, "seconds");
    faults.check(route.authenticated === false, {
      property: `${property}.cacheSeconds`,
      given: route.cacheSeconds,
      allowed:
        "only for routes without a token: all tokens of an issuer are one caller, who would see another's answers",
      fix: "set authenticated: false, or cache in the service",
    });
  }
}

function checkAnnotations(
  faults: Faults,
  args: GatewayRoutesArgs,
  key: string,
  { service }: GatewayRoute,
  balancing: GatewayBalancing | undefined,
): void {
  const host = `${service.serviceName}.${args.namespace}.svc.cluster.local`;
  const wanted = gatewayAnnotations(balancing === undefined ? { meshHost: host } : { balancing });
  const missing = Object.entries(wanted).filter(([name, value]) => service.serviceAnnotations[name] !== value);
  faults.check(missing.length === 0, {
    property: `routes.${key}.service`,
    given: service.serviceAnnotations,
    allowed: `a Service annotated ${JSON.stringify(wanted)}`,
    fix: `set serviceAnnotations: gatewayAnnotations(${balancing === undefined ? "{ meshHost }" : `{ balancing: "${balancing}" }`}) on the workload`,
  });
}
