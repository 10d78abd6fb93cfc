import { performance } from "node:perf_hooks";
import { DEFAULT_THRESHOLDS, evaluate, type PolicyResource } from "../../policies/engine";
import { PACKS } from "../../policies/packs";
import { CASES } from "../../test/policies/cases";

/**
 * How many evaluations, one rule on one resource each, a second holds: all packs over a stack made of every rule's
 * compliant resources, copied. `node --conditions=estate-source --import tsx bench/policies/evaluations.ts [copies]`
 */
function stackOf(copies: number): readonly PolicyResource[] {
  const patterns = Object.values(CASES).flatMap(({ good }) => good);
  return Array.from({ length: copies }, (_, copy) => patterns.map((resource) => copied(resource, copy))).flat();
}

/** The same resource under names of its own, references included. */
function copied(resource: PolicyResource, copy: number): PolicyResource {
  const { props, outputs = {}, ...rest } = resource;
  return {
    ...rest,
    urn: `${resource.urn}-${copy}`,
    name: `${resource.name}-${copy}`,
    id: `${resource.id}-${copy}`,
    props,
    outputs,
  };
}

const copies = Number(process.argv[2] ?? 5);
const resources = stackOf(copies);
const options = {
  packs: PACKS,
  environment: "prod",
  today: "2026-11-21",
  settings: { thresholds: DEFAULT_THRESHOLDS },
};

evaluate(resources, options);
const [started, before] = [performance.now(), process.cpuUsage()];
const report = evaluate(resources, options);
const used = process.cpuUsage(before);
const elapsed = (performance.now() - started) / 1000;
// On a machine that others use too, time that passes says less than time that was computed.
const computed = (used.user + used.system) / 1_000_000;
const rate = (seconds: number) => Math.round(report.evaluated / seconds);
console.log(
  `${resources.length} resources, ${report.evaluated} evaluations in ${elapsed.toFixed(2)} s: ${rate(elapsed)} evaluations a second; ` +
    `by processor time ${computed.toFixed(2)} s, ${rate(computed)} a second`,
);
