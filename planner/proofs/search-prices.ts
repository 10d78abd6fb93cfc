import type { RecordedResource } from "../recorder";
import type { Price } from "./prices";
import { listOf, numberOf, objectOf, textOf } from "./read";

/**
 * OpenSearch node prices an hour, us-east-1 (those that public copies of the price list agree on, read 2026-11; r7g, m7g and
 * or1 from memory, recheck before release).
 */
const NODE_HOUR: Readonly<Record<string, number>> = {
  "t3.small.search": 0.036,
  "t3.medium.search": 0.073,
  "m6g.large.search": 0.128,
  "r6g.large.search": 0.167,
  "m7g.medium.search": 0.068,
  "m7g.large.search": 0.136,
  "r7g.medium.search": 0.089,
  "r7g.large.search": 0.178,
  "or1.medium.search": 0.105,
};
/** Where the list has no line for the type, what is assumed. */
const FALLBACK_NODE = "r6g.large.search";
/** A gigabyte-month of gp3 beneath a node (from memory, recheck before release). */
const GIGABYTE = 0.122;

/** A compute unit an hour; and those that idle: half a unit to search and half to write, twice with standby (read 2026-11). */
const UNIT_HOUR = 0.24;
const IDLE_UNITS = 1;
/** A private endpoint an hour, in each zone. */
const ENDPOINT_HOUR = 0.01;

/** A domain's nodes, masters and volumes. */
export function searchDomainPrice({ inputs }: RecordedResource, hours: number): readonly Price[] {
  const cluster = objectOf(inputs["clusterConfig"]);
  const count = numberOf(cluster["instanceCount"], 1);
  const type = textOf(cluster["instanceType"]) ?? FALLBACK_NODE;
  const gigabytes = count * numberOf(objectOf(inputs["ebsOptions"])["volumeSize"], 0);
  const masters = cluster["dedicatedMasterEnabled"] === true ? numberOf(cluster["dedicatedMasterCount"], 3) : 0;
  const masterType = textOf(cluster["dedicatedMasterType"]) ?? FALLBACK_NODE;
  return [
    nodes(count, type, hours),
    ...(masters === 0 ? [] : [nodes(masters, masterType, hours)]),
    { what: `${gigabytes} GB gp3`, monthlyUsd: gigabytes * GIGABYTE },
  ];
}

function nodes(count: number, type: string, hours: number): Price {
  const known = type in NODE_HOUR ? "" : `, priced as ${FALLBACK_NODE}`;
  return {
    what: `${count} × ${type}${known}`,
    monthlyUsd: count * (NODE_HOUR[type] ?? NODE_HOUR[FALLBACK_NODE] ?? 0) * hours,
  };
}

/** What a collection bills while nobody uses it. */
export function searchCollectionPrice({ inputs }: RecordedResource, hours: number): readonly Price[] {
  const units = inputs["standbyReplicas"] === "DISABLED" ? IDLE_UNITS : 2 * IDLE_UNITS;
  return [{ what: `${units} compute unit(s) at least`, monthlyUsd: units * UNIT_HOUR * hours }];
}

/** The way into collections from a VPC. */
export function searchEndpointPrice({ inputs }: RecordedResource, hours: number): readonly Price[] {
  const zones = Math.max(1, listOf(inputs["subnetIds"]).length);
  return [{ what: `interface endpoint in ${zones} zones`, monthlyUsd: zones * ENDPOINT_HOUR * hours }];
}
