import { Faults } from "../core";
import type { AdministratorAccess, EdgeRoute, ShopperRoute, WebEdgeArgs } from "./web-edge-args";
import { BEHAVIOUR_LIMIT, checkBlocks, checkNames, checkRoutes, checkSettings } from "./web-edge-checks";

/** The values of the arguments that have a default. */
export const EDGE_DEFAULTS = {
  rateLimit: 2000,
  priceClass: "PriceClass_100",
  logRetentionDays: 365,
  deletionProtection: true,
  contentSecurityPolicy:
    "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; upgrade-insecure-requests",
} as const satisfies Partial<WebEdgeArgs>;

/** What the plan looks at. */
export type EdgeShape = Pick<
  WebEdgeArgs,
  | "routes"
  | "zone"
  | "domainNames"
  | "originName"
  | "administrators"
  | "rateLimit"
  | "priceClass"
  | "logRetentionDays"
  | "deletionProtection"
  | "contentSecurityPolicy"
  | "balancerCidrs"
> & {
  readonly key: Pick<WebEdgeArgs["key"], "services">;
  readonly accessLogs: Pick<WebEdgeArgs["accessLogs"], "role">;
};

/** A route with every default filled in. */
export interface RoutePlan extends Required<EdgeRoute> {
  readonly key: string;
}

/** The arguments with every default filled in. */
export interface EdgePlan {
  readonly zone: { readonly name: string; readonly id: string };
  readonly domainNames: readonly string[];
  readonly originName: string;
  /** Every name on the balancers' certificate, the origin's first. */
  readonly certificateNames: readonly string[];
  readonly routes: readonly (RoutePlan & { readonly caching: "none" | "static" })[];
  readonly administrators:
    | { readonly domainName: string; readonly cidrBlocks: readonly string[]; readonly routes: readonly RoutePlan[] }
    | undefined;
  readonly rateLimit: number;
  readonly priceClass: string;
  readonly logRetentionDays: number;
  readonly deletionProtection: boolean;
  readonly contentSecurityPolicy: string;
}

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planEdge(name: string, args: EdgeShape): EdgePlan {
  const faults = new Faults("WebEdge", name);
  const domainNames = args.domainNames ?? [args.zone.name];
  const originName = args.originName ?? `origin.${args.zone.name}`;
  const administrators = args.administrators && planAdministrators(args.administrators, args.zone.name);
  const certificateNames = [originName, ...domainNames, ...(administrators ? [administrators.domainName] : [])];
  const plan: EdgePlan = {
    zone: args.zone,
    domainNames,
    originName,
    certificateNames,
    routes: Object.entries<ShopperRoute>(args.routes).map(([key, route]) => ({
      ...planRoute(key, route),
      caching: route.caching ?? "none",
    })),
    administrators,
    rateLimit: args.rateLimit ?? EDGE_DEFAULTS.rateLimit,
    priceClass: args.priceClass ?? EDGE_DEFAULTS.priceClass,
    logRetentionDays: args.logRetentionDays ?? EDGE_DEFAULTS.logRetentionDays,
    deletionProtection: args.deletionProtection ?? EDGE_DEFAULTS.deletionProtection,
    contentSecurityPolicy: args.contentSecurityPolicy ?? EDGE_DEFAULTS.contentSecurityPolicy,
  };
  checkNames(faults, plan);
  checkRoutes(faults, "routes", plan.routes);
  const behaviours = plan.routes.flatMap((route) => route.paths).length;
  faults.check(behaviours <= BEHAVIOUR_LIMIT, {
    property: "routes",
    given: `${behaviours} paths`,
    allowed: `up to ${BEHAVIOUR_LIMIT} paths in all`,
    fix: "join paths with a wildcard",
  });
  if (plan.administrators !== undefined) {
    checkRoutes(faults, "administrators.routes", plan.administrators.routes, 1);
    checkBlocks(faults, plan.administrators.cidrBlocks);
  }
  checkSettings(faults, plan, args);
  faults.throwIfAny();
  return plan;
}

function planAdministrators(access: AdministratorAccess, zone: string) {
  return {
    domainName: access.domainName ?? `admin.${zone}`,
    cidrBlocks: access.cidrBlocks,
    routes: Object.entries(access.routes).map(([key, route]) => planRoute(key, route)),
  };
}

/** Fills in what a route leaves out. */
export function planRoute(key: string, route: EdgeRoute): RoutePlan {
  const { protocol = "HTTP", healthPath = "/healthz", targetPort = route.service.port } = route;
  return { ...route, key, protocol, healthPath, targetPort };
}
