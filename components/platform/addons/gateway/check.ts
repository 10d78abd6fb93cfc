import type { Faults } from "../../../core/faults";
import { checkCidr, checkLabel, checkWhole } from "../../checks";
import type { GatewayPlan } from "./api-gateway";
import type { Cors, RateLimit } from "./plugins";

const PER_MINUTE = { min: 1, max: 1_000_000 } as const;
const PODS = { min: 1, max: 100 } as const;
const PORTS = { min: 1, max: 65_535 } as const;
const MEGABYTES = { min: 1, max: 1024 } as const;

/** Records what is wrong with the gateway's settings. */
export function checkGateway(faults: Faults, plan: GatewayPlan): void {
  const property = (key: string) => `addons.api-gateway.${key}`;
  for (const namespace of plan.namespaces) {
    checkLabel(faults, property("namespaces"), namespace);
  }
  faults.check(plan.namespaces.length > 0, {
    property: property("namespaces"),
    given: plan.namespaces,
    allowed: "at least one namespace: with none it would read all of them",
    fix: "name the namespaces of the services behind it",
  });
  faults.check(plan.loadBalancerCidrs.length > 0, {
    property: property("loadBalancerCidrs"),
    given: plan.loadBalancerCidrs,
    allowed: "at least one block",
    fix: "name the subnets of the load balancer",
  });
  for (const cidr of plan.loadBalancerCidrs) {
    checkCidr(faults, property("loadBalancerCidrs"), cidr);
  }
  for (const port of plan.servicePorts) {
    checkWhole(faults, property("servicePorts"), port, PORTS, "a port");
  }
  for (const name of Object.keys(plan.issuers)) {
    checkLabel(faults, property("issuers"), name);
  }
  checkWhole(faults, property("maxBodyMegabytes"), plan.maxBodyMegabytes, MEGABYTES, "megabytes");
  checkWhole(faults, property("scaling.min"), plan.scaling.min, PODS, "pods");
  checkWhole(faults, property("scaling.max"), plan.scaling.max, { ...PODS, min: plan.scaling.min }, "pods");
  checkRate(faults, property("rateLimit"), plan.rateLimit);
  if (plan.cors !== undefined) {
    checkCors(faults, property("cors"), plan.cors);
  }
}

export function checkRate(faults: Faults, property: string, { perMinute }: RateLimit): void {
  checkWhole(faults, `${property}.perMinute`, perMinute, PER_MINUTE, "requests");
}

function checkCors(faults: Faults, property: string, { origins }: Cors): void {
  for (const origin of origins) {
    faults.check(/^https:\/\/[a-z0-9.-]+(?::\d+)?$/.test(origin) || /^http:\/\/localhost(?::\d+)?$/.test(origin), {
      property: `${property}.origins`,
      given: origin,
      allowed: "exact origins over HTTPS, such as https://shop.example.com: with a wildcard any page could call",
      fix: "name the origin without a path",
    });
  }
  faults.check(origins.length > 0, {
    property: `${property}.origins`,
    given: origins,
    allowed: "at least one origin: with none Kong allows all of them",
    fix: "name the shop's own, or leave cors out",
  });
}
