import type { RecordedObject, RecordedResource } from "../recorder";
import { listOf, numberOf, objectOf, textOf, textsOf } from "./read";
import { arnOf, type RecordedEstate } from "./recovery-estate";
import { COPY, DEFAULT_START_WINDOW } from "./recovery-facts";

const HOUR = 60;
const DAY = 24 * HOUR;

/** A rule of AWS Backup that copies a store to the second region. */
export interface CopyingRule {
  readonly plan: RecordedResource;
  readonly rule: string;
  /** Age of the newest copy in the second region at worst, in minutes. */
  readonly lossMinutes: number;
}

/** The rule whose copies of the store are the newest; undefined where no backup of it reaches the second region. */
export function newestCopy(store: RecordedResource, estate: RecordedEstate): CopyingRule | undefined {
  const plans = new Map(estate.ofType("aws:backup/plan:Plan").map((plan) => [plan.id, plan]));
  const rules = estate
    .ofType("aws:backup/selection:Selection")
    .filter((selection) => selects(selection, store, estate))
    .flatMap((selection) => plans.get(textOf(selection.inputs["planId"])) ?? [])
    .flatMap((plan) => listOf(plan.inputs["rules"]).flatMap((rule) => copying(plan, objectOf(rule), estate)));
  return rules.sort((left, right) => left.lossMinutes - right.lossMinutes)[0];
}

function selects(selection: RecordedResource, store: RecordedResource, estate: RecordedEstate): boolean {
  const arn = arnOf(store);
  const tags = estate.tagsOf(store);
  const listed = textsOf(selection.inputs["resources"]).some((pattern) => matches(pattern, arn));
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
  const start = numberOf(rule["startWindow"], DEFAULT_START_WINDOW);
  return [{ plan, rule: textOf(rule["ruleName"]) ?? "", lossMinutes: interval + start + COPY }];
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
