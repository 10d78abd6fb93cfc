import { type EncryptionKey, Faults } from "../core";

/** What CloudWatch Logs takes as retention, in days (CloudWatch Logs API, `PutRetentionPolicy`, read 2026-11). */
export const RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** How long an anomaly stays visible, in days (CloudWatch Logs API, `CreateLogAnomalyDetector`, read 2026-11). */
export const ANOMALY_VISIBILITY_DAYS = { min: 7, max: 90 } as const;

/** Longest physical name of a log group, in characters (CloudWatch Logs API, `CreateLogGroup`, read 2026-11). */
export const LOG_GROUP_NAME_LIMIT = 512;

/** Severities have a topic each: one wakes somebody, the other waits until morning. */
export const SEVERITIES = ["page", "ticket"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The services that a key must admit to be given as {@link ObservabilityArgs.key}. */
export const OBSERVABILITY_KEY_SERVICES: readonly string[] = [
  "logs",
  "cloudwatch.amazonaws.com",
  "budgets.amazonaws.com",
];

/** Where a topic's messages go. */
export interface Subscription {
  readonly protocol: "email" | "https";
  /** An e-mail address, or an address that begins with `https://`. Both must be confirmed by their owner. */
  readonly endpoint: string;
}

/** What the plan looks at. */
export interface ObservabilityShape {
  readonly key?: Pick<EncryptionKey, "services" | "componentName">;
  readonly subscriptions?: Partial<Readonly<Record<Severity, Readonly<Record<string, Subscription>>>>>;
  readonly prefix?: string;
  readonly retentionDays?: number;
  readonly notify?: "perAlarm" | "perComponent";
}

/** The values of the arguments that have a default. */
export const OBSERVABILITY_DEFAULTS = {
  subscriptions: {},
  retentionDays: 365,
  notify: "perAlarm",
} as const satisfies ObservabilityShape;

/** One subscription of one topic. */
export interface SubscriptionPlan extends Subscription {
  readonly severity: Severity;
  readonly key: string;
}

/** The arguments with every default filled in. */
export interface ObservabilityPlan {
  readonly subscriptions: readonly SubscriptionPlan[];
  readonly prefix: string;
  readonly retentionDays: number;
  readonly notify: "perAlarm" | "perComponent";
}

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planObservability(name: string, args: ObservabilityShape): ObservabilityPlan {
  const faults = new Faults("Observability", name);
  const prefix = args.prefix ?? name;
  const retentionDays = args.retentionDays ?? OBSERVABILITY_DEFAULTS.retentionDays;
  const subscriptions = SEVERITIES.flatMap((severity) =>
    Object.entries(args.subscriptions?.[severity] ?? {}).map(([key, to]) => ({ ...to, severity, key })),
  );
  for (const { severity, key, protocol, endpoint } of subscriptions) {
    const valid = protocol === "email" ? /^[^@\s]+@[^@\s]+$/.test(endpoint) : /^https:\/\/[^\s/]+/.test(endpoint);
    faults.check(valid, {
      property: `subscriptions.${severity}.${key}.endpoint`,
      given: endpoint,
      allowed: protocol === "email" ? "an e-mail address" : 'an address that begins with "https://"',
      fix: "correct the address, or the protocol beside it",
    });
  }
  checkRetention(faults, "retentionDays", retentionDays);
  if (args.key !== undefined) {
    checkKey(faults, args.key);
  }
  faults.check(/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(prefix), {
    property: "prefix",
    given: prefix,
    allowed: 'letters, digits, "_" and "-"',
    fix: "choose a prefix such as cloudmart-prod",
  });
  faults.throwIfAny();
  return { subscriptions, prefix, retentionDays, notify: args.notify ?? OBSERVABILITY_DEFAULTS.notify };
}

/** Without its service's right to the key an alarm fires and its message is lost. */
function checkKey(faults: Faults, key: Pick<EncryptionKey, "services" | "componentName">): void {
  const missing = OBSERVABILITY_KEY_SERVICES.filter((service) => !key.services.includes(service));
  faults.check(missing.length === 0, {
    property: "key.services",
    given: key.services,
    allowed: `a key that serves ${OBSERVABILITY_KEY_SERVICES.join(", ")}`,
    fix: `add ${missing.join(", ")} to the services of EncryptionKey "${key.componentName}"`,
  });
}

/** A log group's settings. */
export interface LogGroupShape {
  readonly path?: string;
  readonly retentionDays?: number;
  readonly anomalies?: { readonly visibilityDays?: number };
}

/**
 * Checks a log group's settings.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function checkLogGroup(component: string, name: string, shape: LogGroupShape): void {
  const faults = new Faults("Observability", component);
  const property = `logGroup.${name}`;
  const path = shape.path ?? name;
  faults.check(/^[\w./#-]+$/.test(path) && path.length <= LOG_GROUP_NAME_LIMIT && !path.startsWith("aws/"), {
    property: `${property}.path`,
    given: path,
    allowed: `letters, digits, "_", "-", "/", ".", "#", up to ${LOG_GROUP_NAME_LIMIT} characters, not beginning with "aws/"`,
    fix: "rename the log group",
  });
  checkRetention(faults, `${property}.retentionDays`, shape.retentionDays);
  const visible = shape.anomalies?.visibilityDays ?? ANOMALY_VISIBILITY_DAYS.min;
  faults.check(
    Number.isInteger(visible) && visible >= ANOMALY_VISIBILITY_DAYS.min && visible <= ANOMALY_VISIBILITY_DAYS.max,
    {
      property: `${property}.anomalies.visibilityDays`,
      given: visible,
      allowed: `whole days from ${ANOMALY_VISIBILITY_DAYS.min} to ${ANOMALY_VISIBILITY_DAYS.max}`,
      fix: "choose a number of days in that range",
    },
  );
  faults.throwIfAny();
}

function checkRetention(faults: Faults, property: string, given: number | undefined): void {
  faults.check(given === undefined || RETENTION_DAYS.includes(given), {
    property,
    given,
    allowed: `one of ${RETENTION_DAYS.join(", ")} days`,
    fix: "choose the next longer period",
  });
}
