import { Faults } from "../core";

/** Configurations of one bucket's notification (Amazon S3 API reference, `PutBucketNotificationConfiguration`, read 2026-11). */
const CONFIGURATION_LIMIT = 100;
/** Bytes of a key (Amazon S3 user guide, "Naming objects", read 2026-11). */
const KEY_LIMIT = 1024;

/** What happens to objects, as S3 calls it; `created` holds uploads of every kind, copies too. */
export const OBJECT_EVENTS = {
  created: "s3:ObjectCreated:*",
  removed: "s3:ObjectRemoved:*",
  restored: "s3:ObjectRestore:Completed",
} as const;
export type ObjectEvent = keyof typeof OBJECT_EVENTS;

const UPLOADS: readonly ObjectEvent[] = ["created"];

/** What the plan looks at. */
export interface TriggerShape {
  readonly store: { readonly componentName: string; readonly role: "data" | "log" };
  readonly rules: Readonly<
    Record<
      string,
      {
        readonly prefix: string;
        readonly suffixes?: readonly string[];
        readonly events?: readonly ObjectEvent[];
      }
    >
  >;
}

/** One configuration of the notification: S3 takes one suffix in each. */
export interface TriggerFilter {
  /** Unique in the bucket. */
  readonly id: string;
  readonly rule: string;
  readonly prefix: string;
  /** Empty for any. */
  readonly suffix: string;
  readonly events: readonly string[];
}

/** The arguments with every default filled in. */
export interface TriggerPlan {
  readonly filters: readonly TriggerFilter[];
}

/**
 * Checks the rules, and refuses two that one object could fit: S3 does so only while deploying.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planTrigger(name: string, args: TriggerShape): TriggerPlan {
  const faults = new Faults("ObjectTrigger", name);
  const filters = Object.entries(args.rules).flatMap(([rule, { prefix, suffixes = [""], events = UPLOADS }]) =>
    suffixes.map((suffix) => ({
      id: suffix === "" ? rule : `${rule}-${suffix.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "")}`,
      rule,
      prefix,
      suffix,
      events: events.map((event) => OBJECT_EVENTS[event]),
    })),
  );
  checkCounts(faults, args, filters);
  for (const filter of filters) {
    checkFilter(faults, filter);
  }
  checkOverlaps(faults, filters);
  faults.throwIfAny();
  return { filters };
}

function checkCounts(faults: Faults, args: TriggerShape, filters: readonly TriggerFilter[]): void {
  faults.check(filters.length > 0 && filters.length <= CONFIGURATION_LIMIT, {
    property: "rules",
    given: filters.length,
    allowed: `1 to ${CONFIGURATION_LIMIT} pairs of prefix and suffix`,
    fix: "declare the objects that a function is called for",
  });
  faults.check(args.store.role === "data", {
    property: "store",
    given: args.store.componentName,
    allowed: "a store of data: access logs would call the function for every access",
    fix: "name the store that objects are uploaded to",
  });
  for (const [rule, { events }] of Object.entries(args.rules)) {
    faults.check(events === undefined || events.length > 0, {
      property: `rules.${rule}.events`,
      given: events,
      allowed: `one or several of ${Object.keys(OBJECT_EVENTS).join(", ")}`,
      fix: "leave it out for uploads",
    });
  }
}

function checkFilter(faults: Faults, { rule, prefix, suffix }: TriggerFilter): void {
  for (const [property, given] of [
    ["prefix", prefix],
    ["suffixes", suffix],
  ] as const) {
    faults.check(!given.startsWith("/") && !given.includes("*") && Buffer.byteLength(given) <= KEY_LIMIT, {
      property: `rules.${rule}.${property}`,
      given,
      allowed: `the literal begin or end of keys, up to ${KEY_LIMIT} bytes: no "*", and no slash at the begin`,
      fix: 'write "incoming/" or ".csv"',
    });
  }
}

/** One object fits two filters where one prefix begins the other and one suffix ends the other, for an event of both. */
function checkOverlaps(faults: Faults, filters: readonly TriggerFilter[]): void {
  for (const [position, left] of filters.entries()) {
    for (const right of filters.slice(position + 1)) {
      const prefixes = left.prefix.startsWith(right.prefix) || right.prefix.startsWith(left.prefix);
      const suffixes = left.suffix.endsWith(right.suffix) || right.suffix.endsWith(left.suffix);
      const events = left.events.some((event) => right.events.includes(event));
      faults.check(!(prefixes && suffixes && events), {
        property: `rules.${right.rule}`,
        given: `${right.prefix}*${right.suffix}`,
        allowed: `objects that do not fit "${left.prefix}*${left.suffix}" of ${left.rule}, too`,
        fix: "tell the rules apart by prefix or suffix, or call one function that does both",
      });
    }
  }
}
