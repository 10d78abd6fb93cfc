import type * as cloudfront from "@pulumi/aws/cloudfront";
import * as route53 from "@pulumi/aws/route53";
import type * as pulumi from "@pulumi/pulumi";
import { childName, type EstateComponent } from "../core";

/** The hosted zone of every distribution's name (Route 53 developer guide, alias targets, read 2026-11). */
const CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2";

/** What a name leads to. */
export interface AliasTarget {
  readonly name: pulumi.Input<string>;
  readonly zoneId: pulumi.Input<string>;
}

/** Registers one name. */
export function registerName(
  parent: EstateComponent,
  zoneId: string,
  name: string,
  type: "A" | "AAAA",
  target: AliasTarget,
): void {
  new route53.Record(
    childName(parent.componentName, "name", `${name}-${type.toLowerCase()}`),
    { zoneId, name, type, aliases: [{ ...target, evaluateTargetHealth: false }] },
    { parent },
  );
}

/** Registers each name for IPv4 and IPv6. */
export function registerDistribution(
  parent: EstateComponent,
  zoneId: string,
  names: readonly string[],
  distribution: cloudfront.Distribution,
): void {
  const target = { name: distribution.domainName, zoneId: CLOUDFRONT_ZONE };
  for (const name of names) {
    registerName(parent, zoneId, name, "A", target);
    registerName(parent, zoneId, name, "AAAA", target);
  }
}
