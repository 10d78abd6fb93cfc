import type { RecordedObject, RecordedResource } from "../recorder";
import { listOf, numberOf, objectOf, textOf, textsOf } from "./read";
import { arnOf, type RecordedEstate } from "./recovery-estate";
import { COPY, DEFAULT_START_WINDOW } from "./recovery-facts";

const HOUR = 60;
const DAY = 24 * HOUR;

/** How a store's writes reach the second region. */
export type Copying =
  /** Each by itself; null where nothing bounds how long it takes. */
  | { readonly kind: "continuous"; readonly lagMinutes: number | null }
  /** All since the last time at once: begun some time in the window, and then on their way. */
  | {
      readonly kind: "backup";
      readonly intervalMinutes: number;
      readonly windowMinutes: number;
      readonly copyMinutes: number;
    }
  | { readonly kind: "none" };

/** A rule of AWS Backup that copies a store to the second region. */
export interface CopyingRule {
  readonly plan: RecordedResource;
  readonly rule: string;
  readonly copying: Copying & { readonly kind: "backup" };
}

/** Age of the newest copy in the second region at worst, in minutes; null where nothing bounds it. */
export function worstLoss(copying: Copying): number | null {
  switch (copying.kind) {
    case "continuous":
      return copying.lagMinutes;
    case "backup":
      return copying.intervalMinutes + copying.windowMinutes + copying.copyMinutes;
    case "none":
      return null;
  }
}

/** The rule whose copies of the store are the newest; undefined where no backup of it reaches the second region. */
export function newestCopy(store: RecordedResource, estate: RecordedEstate): CopyingRule | undefined {
  const plans = new Map(estate.ofType("aws:backup/plan:Plan").map((plan) => [plan.id, plan]));
  const rules = estate
    .ofType("aws:backup/selection:Selection")
    .filter((selection) => selects(selection, store, estate))
    .flatMap((selection) => plans.get(textOf(selection.inputs["planId"])) ?? [])
    .flatMap((plan) => listOf(plan.inputs["rules"]).flatMap((rule) => copying(plan, objectOf(rule), estate)));
  return rules.sort((left, right) => (worstLoss(left.copying) ?? 0) - (worstLoss(right.copying) ?? 0))[0];
}

function selects(selection: RecordedResource, store: RecordedResource, estate: RecordedEstate): boolean {
  const tags = estate.tagsOf(store);
  const listed = textsOf(selection.inputs["resources"]).some((pattern) =>
    store.type.startsWith("kubernetes:")
      ? takesVolumes(pattern, estate.regionOf(store) ?? "")
      : matches(pattern, arnOf(store)),
  );
  const tagged = listOf(selection.inputs["selectionTags"]).some((item) => {
    const { key, value } = objectOf(item);
    return tags.get(textOf(key) ?? "") === textOf(value);
  });
  const conditions = listOf(selection.inputs["conditions"]).flatMap((item) => listOf(objectOf(item)["stringEquals"]));
  const holds = conditions.every((item) => {
    const { key, value } = objectOf(item);
    return tags.get((textOf(key) ?? "").replace(/^aws:ResourceTag\//, "")) === textOf(value);
  });
  return (listed && holds) || tagged;
}

/** What stands in a cluster is kept on volumes, whose ids nobody knows beforehand: only a pattern for all of them takes them. */
function takesVolumes(pattern: string, region: string): boolean {
  const [, , service, place = "", , resource] = pattern.split(":");
  return (
    pattern === "*" || (service === "ec2" && [region, "*"].includes(place) && /^(volume\/)?\*$/.test(resource ?? ""))
  );
}

/** `*` stands for any characters, as in selections. */
function matches(pattern: string, arn: string): boolean {
  const escaped = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`).test(arn);
}

function copying(plan: RecordedResource, rule: RecordedObject, estate: RecordedEstate): readonly CopyingRule[] {
  const there = new Set(
    estate
      .ofType("aws:backup/vault:Vault")
      .filter((vault) => estate.regionOf(vault) === estate.second)
      .map(arnOf),
  );
  const copied = listOf(rule["copyActions"]).some((action) => {
    const vault = textOf(objectOf(action)["destinationVaultArn"]);
    return vault !== undefined && there.has(vault);
  });
  const interval = intervalMinutes(textOf(rule["schedule"]) ?? "");
  if (!copied || interval === undefined) {
    return [];
  }
  const windowMinutes = numberOf(rule["startWindow"], DEFAULT_START_WINDOW);
  const copying = { kind: "backup", intervalMinutes: interval, windowMinutes, copyMinutes: COPY } as const;
  return [{ plan, rule: textOf(rule["ruleName"]) ?? "", copying }];
}

/** Minutes between two backups by the hours of a cron expression; undefined where the days differ among themselves. */
export function intervalMinutes(schedule: string): number | undefined {
  const [, rate, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule) ?? [];
  if (rate !== undefined) {
    return Number(rate) * (unit === "day" ? DAY : unit === "hour" ? HOUR : 1);
  }
  const [, fields = ""] = /^cron\((.+)\)$/.exec(schedule) ?? [];
  const [, hours = "", day = "", month = "", weekday = ""] = fields.split(/\s+/);
  const everyDay = [day, weekday].every((field) => field === "*" || field === "?") && month === "*";
  if (!everyDay) {
    return undefined;
  }
  if (hours === "*") {
    return HOUR;
  }
  const [, step] = /^(?:\*|0)\/(\d+)$/.exec(hours) ?? [];
  if (step !== undefined) {
    return Number(step) * HOUR;
  }
  return /^\d+(,\d+)*$/.test(hours) ? widestGap(hours.split(",").map(Number)) : undefined;
}

/** The longest time without a backup among the hours of a day, over midnight too. */
function widestGap(hours: readonly number[]): number {
  const sorted = [...hours].sort((left, right) => left - right);
  const gaps = sorted.map((hour, position) => ((sorted[position + 1] ?? (sorted[0] ?? 0) + 24) - hour) * HOUR);
  return Math.max(...gaps);
}
