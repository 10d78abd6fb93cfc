import type { RecoveryStep } from "../plan/document";
import type { RecordedObject, RecordedResource } from "../recorder";
import { numberOf, objectOf, textOf, textsOf } from "./read";
import type { RecordedEstate } from "./recovery-estate";
import { SILENCE_DELAY } from "./recovery-facts";

export const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
/** Route 53 reports the state of health checks to this region alone (Route 53 developer guide, read 2026-11). */
export const HEALTH_METRICS_REGION = "us-east-1";

const SECONDS = 60;

/** What the loss of the first region is noticed by. */
export interface Signs {
  /** The health check of the first region, and minutes until it fails; absent where names do not fail over. */
  readonly health?: { readonly check: RecordedResource; readonly minutes: number };
  /** What follows the stores of the first region. */
  readonly copies: readonly RecordedResource[];
}

/** Minutes that an alarm judges before it fires. */
export function judgedMinutes(inputs: RecordedObject): number {
  return (numberOf(inputs["period"], SECONDS) * numberOf(inputs["evaluationPeriods"], 1)) / SECONDS;
}

/** What the alarm's metric is about: ids of resources. */
export function subjectsOf(inputs: RecordedObject): readonly string[] {
  return Object.values(objectOf(inputs["dimensions"])).flatMap((value) => textOf(value) ?? []);
}

/** Whether it fires when replication tells nothing any more. */
export function tellsOfSilence(inputs: RecordedObject): boolean {
  return /ReplicationLag$/.test(textOf(inputs["metricName"]) ?? "") && inputs["treatMissingData"] === "breaching";
}

/** The first alarm outside the first region that tells somebody of its loss; nobody promotes what nobody knows of. */
export function pageStep(objectives: RecordedResource, signs: Signs, estate: RecordedEstate): RecoveryStep {
  const heard = new Set(
    estate
      .ofType("aws:sns/topicSubscription:TopicSubscription")
      .filter((one) => estate.regionOf(one) !== estate.first)
      .flatMap(({ inputs }) => textOf(inputs["topic"]) ?? []),
  );
  const [earliest] = estate
    .ofType(ALARM)
    .filter((alarm) => textsOf(alarm.inputs["alarmActions"]).some((topic) => heard.has(topic)))
    .flatMap((alarm) => pageOf(alarm, signs, estate) ?? [])
    .sort((left, right) => (left.awayMinutes ?? 0) - (right.awayMinutes ?? 0));
  const nobody = `nobody is paged: no alarm outside ${estate.first} tells somebody that it is lost`;
  return earliest ?? { urn: objectives.urn, part: "page", what: nobody, lossMinutes: 0, awayMinutes: null };
}

function pageOf(alarm: RecordedResource, signs: Signs, estate: RecordedEstate): RecoveryStep | undefined {
  const { urn, inputs } = alarm;
  const region = estate.regionOf(alarm);
  const subjects = subjectsOf(inputs);
  const length = judgedMinutes(inputs);
  const step = { urn, part: "page" as const, lossMinutes: 0 };
  if (region === estate.first) {
    return undefined;
  }
  if (
    signs.health !== undefined &&
    region === HEALTH_METRICS_REGION &&
    subjects.includes(signs.health.check.id ?? "")
  ) {
    return {
      ...step,
      what: `pages when the first is ill for ${length} min`,
      awayMinutes: signs.health.minutes + length,
    };
  }
  const follows = signs.copies.some((copy) => estate.regionOf(copy) === region && subjects.includes(copy.id ?? ""));
  return follows && tellsOfSilence(inputs)
    ? { ...step, what: `pages when the first is silent for ${length} min`, awayMinutes: length + SILENCE_DELAY }
    : undefined;
}
