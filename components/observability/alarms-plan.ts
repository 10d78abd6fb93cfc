import { type Alarmed, type AlarmSpec, Faults } from "../core";

const SOURCE = "CloudWatch API, PutMetricAlarm and PutCompositeAlarm, read 2026-11";

/** Longest alarm name, in characters (CloudWatch API, `PutMetricAlarm`, read 2026-11). */
export const ALARM_NAME_LIMIT = 255;
/** Longest alarm description, in characters (CloudWatch API, `PutMetricAlarm`, read 2026-11). */
export const ALARM_DESCRIPTION_LIMIT = 1024;
/** Most dimensions of a metric (CloudWatch quotas, read 2026-11). */
export const DIMENSION_LIMIT = 30;
/** Most alarms that one composite alarm's rule may name (CloudWatch API, `PutCompositeAlarm`, read 2026-11). */
export const COMPOSITE_CHILD_LIMIT = 100;
/** Longest rule of a composite alarm, in characters (CloudWatch API, `PutCompositeAlarm`, read 2026-11). */
export const COMPOSITE_RULE_LIMIT = 10_240;
/** Longest time looked at, in seconds, where a period is shorter than an hour, and otherwise (`PutMetricAlarm`). */
export const EVALUATION_WINDOW_SECONDS = { short: 86_400, long: 604_800 } as const;
/** From this period on the longer window applies, in seconds. */
const LONG_PERIOD_SECONDS = 3600;
/** Periods below one minute; they need a high-resolution metric (`PutMetricAlarm`). */
const HIGH_RESOLUTION_PERIODS: readonly number[] = [10, 20, 30];

const SPEC_DEFAULTS = { periodSeconds: 60, evaluationPeriods: 3, missingData: "notBreaching" } as const;

const COMPARISONS: Readonly<Record<AlarmSpec["comparison"], string>> = {
  above: "GreaterThanThreshold",
  atLeast: "GreaterThanOrEqualToThreshold",
  below: "LessThanThreshold",
  atMost: "LessThanOrEqualToThreshold",
};

/** One alarm, with every default filled in and the words of CloudWatch. */
export interface AlarmPlan {
  readonly spec: AlarmSpec;
  /** Physical name. */
  readonly name: string;
  readonly comparisonOperator: string;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly missingData: string;
}

/** The alarms of one component. */
export interface WatchPlan {
  readonly source: string;
  readonly alarms: readonly AlarmPlan[];
  /** Physical name of the component's composite alarm. */
  readonly compositeName: string;
  /** The composite's rule: the component is ill when any of its alarms fires. */
  readonly compositeRule: string;
}

/**
 * Checks what a component asks to be watched for.
 *
 * @param prefix begins every physical name
 * @param watched the sources watched before
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planWatch(prefix: string, component: Alarmed, watched: readonly string[]): WatchPlan {
  const source = component.alarmSource;
  const faults = new Faults("Observability", prefix);
  faults.check(!watched.includes(source), {
    property: "watch",
    given: source,
    allowed: "each component once",
    fix: "remove the second watch, or give the two components different names",
  });
  const alarms = component.alarms().map((spec) => resolveAlarm(`${prefix}-${source}`, spec));
  const keys = alarms.map((alarm) => alarm.spec.key);
  for (const key of new Set(keys.filter((candidate, index) => keys.indexOf(candidate) !== index))) {
    faults.add({
      property: `${source}.alarms`,
      given: key,
      allowed: "a key that no other alarm of the component has",
      fix: "rename one of the two alarms",
    });
  }
  for (const alarm of alarms) {
    checkAlarm(faults, `${source}.alarms.${alarm.spec.key}`, alarm);
  }
  const compositeRule = alarms.map((alarm) => `ALARM("${alarm.name}")`).join(" OR ");
  checkComposite(faults, source, alarms.length, compositeRule);
  faults.throwIfAny();
  return { source, alarms, compositeName: `${prefix}-${source}`, compositeRule };
}

function resolveAlarm(nameBegin: string, spec: AlarmSpec): AlarmPlan {
  const evaluationPeriods = spec.evaluationPeriods ?? SPEC_DEFAULTS.evaluationPeriods;
  return {
    spec,
    name: `${nameBegin}-${spec.key}`,
    comparisonOperator: COMPARISONS[spec.comparison],
    periodSeconds: spec.periodSeconds ?? SPEC_DEFAULTS.periodSeconds,
    evaluationPeriods,
    datapointsToAlarm: spec.datapointsToAlarm ?? evaluationPeriods,
    missingData: spec.missingData ?? SPEC_DEFAULTS.missingData,
  };
}

function checkAlarm(faults: Faults, property: string, alarm: AlarmPlan): void {
  const { spec, periodSeconds, evaluationPeriods, datapointsToAlarm } = alarm;
  faults.check(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(spec.key) && alarm.name.length <= ALARM_NAME_LIMIT, {
    property: `${property}.key`,
    given: spec.key,
    allowed: `letters, digits, ".", "_" and "-", the whole name "${alarm.name}" up to ${ALARM_NAME_LIMIT} characters`,
    fix: "choose a shorter, plain key",
  });
  faults.check(spec.summary.trim() !== "" && spec.summary.length <= ALARM_DESCRIPTION_LIMIT, {
    property: `${property}.summary`,
    given: spec.summary,
    allowed: `1 to ${ALARM_DESCRIPTION_LIMIT} characters`,
    fix: "say what is wrong and what to look at first",
  });
  const wholeMinutes = Number.isInteger(periodSeconds) && periodSeconds > 0 && periodSeconds % 60 === 0;
  faults.check(wholeMinutes || HIGH_RESOLUTION_PERIODS.includes(periodSeconds), {
    property: `${property}.periodSeconds`,
    given: periodSeconds,
    allowed: `${HIGH_RESOLUTION_PERIODS.join(", ")} or a multiple of 60`,
    fix: "round the period to whole minutes",
  });
  const window = periodSeconds < LONG_PERIOD_SECONDS ? EVALUATION_WINDOW_SECONDS.short : EVALUATION_WINDOW_SECONDS.long;
  faults.check(
    Number.isInteger(evaluationPeriods) && evaluationPeriods >= 1 && evaluationPeriods * periodSeconds <= window,
    {
      property: `${property}.evaluationPeriods`,
      given: evaluationPeriods,
      allowed: `at least 1, and at most ${window} seconds together (${SOURCE})`,
      fix: "look at fewer periods, or at longer ones",
    },
  );
  faults.check(
    Number.isInteger(datapointsToAlarm) && datapointsToAlarm >= 1 && datapointsToAlarm <= evaluationPeriods,
    {
      property: `${property}.datapointsToAlarm`,
      given: datapointsToAlarm,
      allowed: `1 to ${evaluationPeriods}, the periods looked at`,
      fix: "lower datapointsToAlarm or raise evaluationPeriods",
    },
  );
  const dimensions = Object.keys(spec.metric.dimensions).length;
  faults.check(dimensions <= DIMENSION_LIMIT, {
    property: `${property}.metric.dimensions`,
    given: dimensions,
    allowed: `up to ${DIMENSION_LIMIT} dimensions`,
    fix: "leave out dimensions that do not tell resources apart",
  });
}

function checkComposite(faults: Faults, source: string, children: number, rule: string): void {
  faults.check(children >= 1 && children <= COMPOSITE_CHILD_LIMIT && rule.length <= COMPOSITE_RULE_LIMIT, {
    property: `${source}.alarms`,
    given: `${children} alarms, a rule of ${rule.length} characters`,
    allowed: `1 to ${COMPOSITE_CHILD_LIMIT} alarms and a rule of up to ${COMPOSITE_RULE_LIMIT} characters (${SOURCE})`,
    fix: children === 0 ? "do not watch a component that declares no alarm" : "split the component in two",
  });
}
