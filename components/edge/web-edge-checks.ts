import * as ipaddr from "ipaddr.js";
import type { Faults } from "../core";
import type { EdgePlan, EdgeShape, RoutePlan } from "./web-edge-plan";

/** Limits of a listener rule (Elastic Load Balancing, "Quotas for your Application Load Balancers", read 2026-11). */
export const RULE_LIMITS = { priority: { min: 1, max: 50_000 }, values: 5, pathLength: 128 } as const;
/** Names on one certificate (ACM quotas, read 2026-11). */
export const CERTIFICATE_NAMES = 10;
/** Requests in five minutes (WAF API, `RateBasedStatement`, read 2026-11). */
export const RATE_LIMIT = { min: 10, max: 2_000_000_000 } as const;
/** Path behaviours of one distribution (CloudFront quotas, read 2026-11). */
export const BEHAVIOUR_LIMIT = 75;
/** A block shorter than this is no list of administrators. */
const SHORTEST_PREFIX = { ipv4: 8, ipv6: 32 } as const;

/** The zone is one that Route 53 could hold, and every name lies inside it. @param named properties and the names there */
export function checkZone(
  faults: Faults,
  { name: zone, id }: EdgePlan["zone"],
  named: readonly (readonly [property: string, given: string])[],
): void {
  const zoneFits = faults.check(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/.test(zone), {
    property: "zone.name",
    given: zone,
    allowed: "the zone's name in lower case, without a dot at the end",
    fix: "write it as shop.example.com",
  });
  faults.check(/^Z[A-Z0-9]{5,31}$/.test(id), {
    property: "zone.id",
    given: id,
    allowed: "a hosted zone's id, such as Z0123456789ABCDEFGHIJ",
    fix: "copy the id of the public zone from Route 53",
  });
  const inside = (name: string) =>
    name === zone ||
    (name.endsWith(`.${zone}`) &&
      /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/.test(name));
  for (const [property, given] of zoneFits ? named : []) {
    faults.check(inside(given), {
      property,
      given,
      allowed: `a name inside ${zone}, without wildcards`,
      fix: "choose a name that the zone can hold; each name has its own record and proof",
    });
  }
}

/** Every name lies inside the zone, and leads to one place. */
export function checkNames(faults: Faults, plan: EdgePlan): void {
  checkZone(faults, plan.zone, [
    ["originName", plan.originName],
    ...plan.domainNames.map((name, position) => [`domainNames[${position}]`, name] as const),
    ...(plan.administrators ? [["administrators.domainName", plan.administrators.domainName] as const] : []),
  ]);
  faults.check(new Set(plan.certificateNames).size === plan.certificateNames.length, {
    property: "domainNames",
    given: plan.certificateNames,
    allowed: "the names of the origin, the shoppers and the administrators, each once",
    fix: "rename one: a name leads to one place",
  });
  faults.check(plan.certificateNames.length <= CERTIFICATE_NAMES, {
    property: "domainNames",
    given: plan.certificateNames.length,
    allowed: `up to ${CERTIFICATE_NAMES} names on one certificate, the origin's and the administrators' among them`,
    fix: "drop names, or make a second edge",
  });
}

/** @param conditionsTaken values that each rule holds beside its paths */
export function checkRoutes(faults: Faults, property: string, routes: readonly RoutePlan[], conditionsTaken = 0): void {
  faults.check(routes.length > 0, {
    property,
    given: "none",
    allowed: "one route or more",
    fix: "name the paths and the service that answers them",
  });
  const priorities = new Map<number, string>();
  for (const route of routes) {
    const own = `${property}.${route.key}`;
    faults.check(/^[a-z][a-z0-9-]*$/.test(route.key), {
      property: own,
      given: route.key,
      allowed: "lower-case letters, digits and hyphens, a letter first",
      fix: "rename the route",
    });
    checkPaths(faults, own, route.paths, RULE_LIMITS.values - conditionsTaken);
    const { min, max } = RULE_LIMITS.priority;
    const taken = priorities.get(route.priority);
    faults.check(
      Number.isInteger(route.priority) && route.priority >= min && route.priority <= max && taken === undefined,
      {
        property: `${own}.priority`,
        given: route.priority,
        allowed: `a whole number from ${min} to ${max} that no other route has${taken === undefined ? "" : `; "${taken}" has this one`}`,
        fix: "number the routes in steps of ten, the most particular path first",
      },
    );
    priorities.set(route.priority, route.key);
    checkPort(faults, `${own}.targetPort`, route.targetPort);
    checkPort(faults, `${own}.service.port`, route.service.port);
    faults.check(/^\/[^\s]*$/.test(route.healthPath), {
      property: `${own}.healthPath`,
      given: route.healthPath,
      allowed: 'a path that begins with "/"',
      fix: "name the path that answers 200 while the pod is well",
    });
  }
}

function checkPaths(faults: Faults, own: string, paths: readonly string[], most: number): void {
  faults.check(paths.length >= 1 && paths.length <= most, {
    property: `${own}.paths`,
    given: paths.length,
    allowed: `1 to ${most} paths`,
    fix: "divide the route, or join paths with a wildcard",
  });
  for (const path of paths) {
    faults.check(/^\/[A-Za-z0-9_\-.$/~"'@:+*?&]*$/.test(path) && path.length <= RULE_LIMITS.pathLength, {
      property: `${own}.paths`,
      given: path,
      allowed: `up to ${RULE_LIMITS.pathLength} characters, "/" first; "*" and "?" are wildcards`,
      fix: 'write "/ai/*" for everything below /ai/',
    });
  }
}

function checkPort(faults: Faults, property: string, given: number): void {
  faults.check(Number.isInteger(given) && given >= 1 && given <= 65_535, {
    property,
    given,
    allowed: "a port from 1 to 65535",
    fix: "name the port as a number",
  });
}

/** Administrators come from a few places. */
export function checkBlocks(faults: Faults, blocks: readonly string[]): void {
  faults.check(blocks.length > 0, {
    property: "administrators.cidrBlocks",
    given: blocks,
    allowed: "one block or more",
    fix: "name the office's or the VPN's addresses, or leave the administrators out",
  });
  for (const block of blocks) {
    faults.check(isNarrowBlock(block), {
      property: "administrators.cidrBlocks",
      given: block,
      allowed: `an IPv4 block of /${SHORTEST_PREFIX.ipv4} or longer, or an IPv6 block of /${SHORTEST_PREFIX.ipv6} or longer`,
      fix: "name the office's or the VPN's addresses; shoppers come through CloudFront",
    });
  }
}

function isNarrowBlock(block: string): boolean {
  if (!ipaddr.isValidCIDR(block)) {
    return false;
  }
  const [address, bits] = ipaddr.parseCIDR(block);
  return bits >= SHORTEST_PREFIX[address.kind()];
}

/** The rest: how much, and where logs go. */
export function checkSettings(
  faults: Faults,
  plan: Pick<EdgePlan, "rateLimit" | "contentSecurityPolicy">,
  args: Pick<EdgeShape, "key" | "accessLogs" | "balancerCidrs">,
): void {
  const { min, max } = RATE_LIMIT;
  faults.check(Number.isInteger(plan.rateLimit) && plan.rateLimit >= min && plan.rateLimit <= max, {
    property: "rateLimit",
    given: plan.rateLimit,
    allowed: `${min} to ${max} requests in five minutes`,
    fix: "choose several times what one household does",
  });
  faults.check(
    args.key.services.some((service) => service.startsWith("logs")),
    {
      property: "key.services",
      given: args.key.services,
      allowed: "a key that serves logs",
      fix: 'add "logs" to the services of the EncryptionKey',
    },
  );
  for (const block of args.balancerCidrs ?? []) {
    faults.check(ipaddr.isValidCIDR(block), {
      property: "balancerCidrs",
      given: block,
      allowed: "a block of addresses such as 10.0.0.0/16",
      fix: "name the blocks of the balancers' subnets, or the VPC's",
    });
  }
  faults.check(args.accessLogs.role === "log", {
    property: "accessLogs",
    given: `a store with role "${args.accessLogs.role}"`,
    allowed: 'a store with role "log"',
    fix: "load balancers deliver only to buckets with S3's own encryption",
  });
  faults.check(!/[\r\n]/.test(plan.contentSecurityPolicy) && plan.contentSecurityPolicy.trim() !== "", {
    property: "contentSecurityPolicy",
    given: plan.contentSecurityPolicy,
    allowed: "one line of directives",
    fix: "write the directives with semicolons between them",
  });
}
