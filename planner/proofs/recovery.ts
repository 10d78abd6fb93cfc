import type { RecoveryFigure, RecoveryStep, RecoveryVerdict } from "../plan/document";
import type { RecordedObject, RecordedResource, Recording } from "../recorder";
import { creationMinutes } from "./deploy";
import { listOf, numberOf, objectOf, textOf } from "./read";
import { RecordedEstate } from "./recovery-estate";
import { ALIAS_SECONDS, HEALTH_CHECK, POD_START } from "./recovery-facts";
import { DISTRIBUTION, giveUpSeconds, targetsOf } from "./recovery-origins";
import { pageStep, type Signs } from "./recovery-page";
import { isStore, judgeStore } from "./recovery-stores";

/** Token of the component by which a stack says what is critical. */
export const OBJECTIVES = "estate:resilience:RecoveryObjectives";
const SECONDS = 60;

/**
 * Works out for each critical service what it would lose with its first region, and how long it would be away. The figures
 * are worst cases of what the resources are set to do, by the services' own promises and the simulator's durations.
 */
export function judgeRecovery(recording: Recording): readonly RecoveryVerdict[] {
  return recording.ofType(OBJECTIVES).flatMap((objectives) => {
    const first = textOf(objectives.outputs["firstRegion"]) ?? "";
    const second = textOf(objectives.outputs["secondRegion"]) ?? "";
    const estate = new RecordedEstate(recording, { first, second });
    const services = Object.entries(objectOf(objectives.outputs["services"])).map(
      ([name, service]) => [name, objectOf(service)] as const,
    );
    const copies = services.flatMap(([, service]) => storeSteps(service, estate).flatMap(({ copy }) => copy ?? []));
    return services.map(([name, service]) => judgeService(name, service, { objectives, estate, copies }));
  });
}

/** What is the same for all services of a stack. */
interface Surroundings {
  readonly objectives: RecordedResource;
  readonly estate: RecordedEstate;
  /** What follows any critical store: one that falls silent tells for all. */
  readonly copies: readonly RecordedResource[];
}

function judgeService(service: string, declared: RecordedObject, surroundings: Surroundings): RecoveryVerdict {
  const { objectives, estate } = surroundings;
  const stores = storeSteps(declared, estate);
  const standby = Object.values(objectOf(declared["standby"])).map((one) => standbyStep(objectOf(one), estate));
  const { steps: entry, health } = entrySteps(textOf(declared["entry"]) ?? "", estate);
  const decision = stores.some(({ promoted }) => promoted)
    ? [
        pageStep(objectives, { copies: surroundings.copies, ...(health === undefined ? {} : { health }) }, estate),
        decisionStep(objectives.urn, numberOf(declared["decisionMinutes"], 0)),
      ]
    : [];
  const steps = [...entry, ...decision, ...stores.map(({ step }) => step), ...standby];
  const rpo = figure(numberOf(declared["rpoMinutes"], 0), worst(stores.map(({ step }) => [step, step.lossMinutes])));
  const rto = awayFigure(numberOf(declared["rtoMinutes"], 0), { entry, decision, stores, standby });
  return {
    service,
    declaredBy: objectives.urn,
    met: [rpo, rto].every(({ minutes, targetMinutes }) => minutes !== null && minutes <= targetMinutes),
    rpo,
    rto,
    steps,
  };
}

interface JudgedStore {
  readonly step: RecoveryStep;
  readonly promoted: boolean;
  /** What follows it in the second region. */
  readonly copy?: RecordedResource | undefined;
}

function storeSteps(service: RecordedObject, estate: RecordedEstate): readonly JudgedStore[] {
  return Object.values(objectOf(service["stores"])).flatMap((one) => stepsOfStore(objectOf(one), estate));
}

function stepsOfStore(store: RecordedObject, estate: RecordedEstate): readonly JudgedStore[] {
  const urn = textOf(store["urn"]) ?? "";
  const losable = textOf(store["losable"]);
  if (losable !== undefined) {
    const step = { urn, part: "store" as const, what: `may be lost: ${losable}`, lossMinutes: 0, awayMinutes: 0 };
    return [{ step, promoted: false }];
  }
  const held = estate.within(urn).filter(isStore);
  if (held.length === 0) {
    const step = { urn, part: "store" as const, what: "holds nothing that the proof knows as a store", ...NEVER };
    return [{ step, promoted: false }];
  }
  return held.map((resource) => {
    const { what, lossMinutes, awayMinutes, promoted, copy } = judgeStore(resource, estate);
    const step = { urn: resource.urn, part: "store" as const, what, lossMinutes, awayMinutes };
    return { step, promoted, copy: copy === undefined ? undefined : estate.get(copy) };
  });
}

const NEVER = { lossMinutes: null, awayMinutes: null } as const;

/** What takes over must stand in the second region, and warm. */
function standbyStep(declared: RecordedObject, estate: RecordedEstate): RecoveryStep {
  const urn = textOf(declared["urn"]) ?? "";
  const resources = estate.within(urn);
  const regions = new Set(resources.flatMap((resource) => estate.regionOf(resource) ?? []));
  const step = { urn, part: "standby" as const, lossMinutes: 0 };
  if (!regions.has(estate.second) || regions.has(estate.first)) {
    const where = [...regions].sort().join(", ");
    return {
      ...step,
      what: `does not stand in ${estate.second} alone, but ${where === "" ? "nobody can tell where" : `in ${where}`}`,
      awayMinutes: null,
    };
  }
  const cold = Math.max(0, ...resources.map(coldMinutes));
  return {
    ...step,
    what: cold === 0 ? `stands in ${estate.second}` : `stands in ${estate.second} at nothing, and starts`,
    awayMinutes: cold,
  };
}

/** Minutes until something that was scaled to nothing is there. */
export function coldMinutes({ type, inputs }: RecordedResource): number {
  if (type === "aws:eks/nodeGroup:NodeGroup") {
    return numberOf(objectOf(inputs["scalingConfig"])["desiredSize"], 1) === 0 ? creationMinutes(type) : 0;
  }
  const workload = type === "kubernetes:apps/v1:Deployment" || type === "kubernetes:apps/v1:StatefulSet";
  return workload && numberOf(objectOf(inputs["spec"])["replicas"], 1) === 0 ? POD_START : 0;
}

function decisionStep(urn: string, minutes: number): RecoveryStep {
  return {
    urn,
    part: "decision",
    what: "promotion is decided, as the runbook allows",
    lossMinutes: 0,
    awayMinutes: minutes,
  };
}

/** Detection by the primary's health check, then the time for which resolvers keep the old answer. */
function entrySteps(
  urn: string,
  estate: RecordedEstate,
): { readonly steps: readonly RecoveryStep[]; readonly health?: Signs["health"] } {
  const within = estate.within(urn);
  const step = { urn, part: "entry" as const, lossMinutes: 0 };
  const distribution = within.find(({ type }) => type === DISTRIBUTION);
  if (distribution !== undefined) {
    return { steps: [originStep(distribution, step)] };
  }
  const record = (role: string) =>
    within.find(({ inputs }) => textOf(objectOf(listOf(inputs["failoverRoutingPolicies"])[0])["type"]) === role);
  const primary = record("PRIMARY");
  const check = within.find(
    ({ type, id }) => type === "aws:route53/healthCheck:HealthCheck" && id === primary?.inputs["healthCheckId"],
  );
  if (primary === undefined || check === undefined || record("SECONDARY") === undefined) {
    return { steps: [{ ...step, what: "no record fails over by a health check", awayMinutes: null }] };
  }
  const interval = numberOf(check.inputs["requestInterval"], HEALTH_CHECK.intervalSeconds);
  const failures = numberOf(check.inputs["failureThreshold"], HEALTH_CHECK.failures);
  const seconds = numberOf(primary.inputs["ttl"], ALIAS_SECONDS);
  const minutes = (interval * failures) / SECONDS;
  const looks = {
    ...step,
    urn: check.urn,
    what: `${failures} failed looks, ${interval} seconds apart`,
    awayMinutes: minutes,
  };
  const old = `resolvers keep the old answer for ${seconds} seconds`;
  return {
    steps: [looks, { ...step, urn: primary.urn, what: old, awayMinutes: seconds / SECONDS }],
    health: { check, minutes },
  };
}

/** CloudFront asks the second origin of a pair itself, whatever names say. */
function originStep(
  distribution: RecordedResource,
  step: Pick<RecoveryStep, "lossMinutes" | "part" | "urn">,
): RecoveryStep {
  const pairs = targetsOf(distribution).filter(({ second }) => second !== undefined);
  if (pairs.length === 0) {
    return { ...step, what: "CloudFront has no second origin to ask", awayMinutes: null };
  }
  const seconds = Math.max(...pairs.map(({ first }) => giveUpSeconds(first)));
  return {
    ...step,
    urn: distribution.urn,
    what: `CloudFront asks the second origin when the first has not answered for ${seconds} seconds`,
    awayMinutes: seconds / SECONDS,
  };
}

/** Callers move by themselves while somebody is paged, decides, and promotes; standbys start when callers come. */
function awayFigure(
  targetMinutes: number,
  parts: {
    readonly entry: readonly RecoveryStep[];
    readonly decision: readonly RecoveryStep[];
    readonly stores: readonly JudgedStore[];
    readonly standby: readonly RecoveryStep[];
  },
): RecoveryFigure {
  if (parts.standby.length === 0) {
    return { targetMinutes, minutes: null, because: "no standby is declared: nothing would serve" };
  }
  const missing = [...parts.entry, ...parts.decision].find(({ awayMinutes }) => awayMinutes === null);
  if (missing !== undefined) {
    return figure(targetMinutes, [missing, null]);
  }
  const [moved, decided] = [totalMinutes(parts.entry), totalMinutes(parts.decision)];
  const after = (start: number, step: RecoveryStep): Weighed => [
    step.awayMinutes === 0 ? parts.entry[0] : step,
    step.awayMinutes === null ? null : start + step.awayMinutes,
  ];
  return figure(
    targetMinutes,
    worst([
      ...parts.stores.map(({ step, promoted }) => after(promoted ? decided : moved, step)),
      ...parts.standby.map((step) => after(moved, step)),
    ]),
  );
}

function totalMinutes(steps: readonly RecoveryStep[]): number {
  return steps.reduce((sum, { awayMinutes }) => sum + (awayMinutes ?? 0), 0);
}

type Weighed = readonly [RecoveryStep | undefined, number | null];

/** The step with the greatest figure; one that nothing bounds before all others. */
function worst(steps: readonly Weighed[]): Weighed {
  return steps.reduce<Weighed>(
    (found, one) => (found[1] === null || (one[1] !== null && one[1] <= found[1]) ? found : one),
    [undefined, 0],
  );
}

function figure(targetMinutes: number, [step, minutes]: Weighed): RecoveryFigure {
  return {
    targetMinutes,
    minutes: minutes === null ? null : Math.round(minutes * 10) / 10,
    because: step === undefined ? "nothing can be lost" : `${nameOf(step.urn)}: ${step.what}`,
  };
}

/** The logical name at a URN's end. */
export function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}
