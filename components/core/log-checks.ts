import type { Faults } from "./faults";

/** What is looked at: an `EncryptionKey` is one. */
export interface KeyWithServices {
  readonly componentName: string;
  /** Services that use the key by themselves. */
  readonly services: readonly string[];
}

/** CloudWatch Logs refuses a log group whose key it may not use, and it does so while deploying; here it is said before. */
export function checkLogsKey(faults: Faults, key: KeyWithServices): void {
  faults.check(key.services.includes("logs") || key.services.includes("logs.amazonaws.com"), {
    property: "key.services",
    given: key.services,
    allowed: "a key that CloudWatch Logs may use, for the log groups",
    fix: `add "logs" to the services of EncryptionKey "${key.componentName}"`,
  });
}

/** Periods that CloudWatch Logs takes, in days (CloudWatch Logs API, `PutRetentionPolicy`, read 2026-11). */
const RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** CloudWatch Logs keeps records for certain periods only. */
export function checkLogRetention(faults: Faults, given: number, property = "logRetentionDays"): void {
  faults.check(RETENTION_DAYS.includes(given), {
    property,
    given,
    allowed: `one of ${RETENTION_DAYS.join(", ")}`,
    fix: "choose the next longer period",
  });
}
