import type * as pulumi from "@pulumi/pulumi";
import { Faults, type Statement } from "../core";
import { VISIBILITY_FACTOR } from "./event-queue-plan";

const SOURCE = "Lambda API reference, CreateEventSourceMapping, read 2026-11";
const QUEUE_BATCH_LIMIT = 10_000;
const STREAM_BATCH_LIMIT = 10_000;
/** Largest batch that needs no collecting window. */
const BATCH_WITHOUT_WINDOW = 10;
const STREAM_AGE_SECONDS = { min: 60, max: 604_800 } as const;
const CONCURRENCY = { min: 2, max: 1000 } as const;
const FILTER_LIMIT = 5;

/** A queue that a function can consume. `EventQueue` is one. */
export interface QueueSource {
  readonly componentName: string;
  readonly arn: pulumi.Output<string>;
  readonly visibilitySeconds: number;
  consumeStatements(): readonly Statement[];
}

/** A table whose stream a function can read. A table of `DataTables` is one. */
export interface StreamSource {
  readonly logicalName: string;
  readonly streamArn: pulumi.Output<string>;
  streamStatements(): readonly Statement[];
}

/** A queue that takes what a function gives up on. `EventQueue` is one. */
export interface FailureTarget {
  readonly componentName: string;
  readonly arn: pulumi.Output<string>;
  sendStatements(): readonly Statement[];
}

/** How a queue is consumed. */
export interface QueueOptions {
  /** Messages per call, 1 to 10,000; more than ten need a window. @default 10 */
  readonly batchSize?: number;
  /** Seconds to wait for a full batch, 0 to 300. @default 0 */
  readonly windowSeconds?: number;
  /** Calls at a time, 2 to 1000. @default the function's own limit */
  readonly maxConcurrency?: number;
  /** Event patterns; a message that fits none is deleted. At most five. @default all messages */
  readonly filters?: readonly object[];
}

/** How a stream is read. */
export interface StreamOptions {
  /** Records per call, 1 to 10,000. @default 100 */
  readonly batchSize?: number;
  /** Seconds to wait for a full batch, 0 to 300. @default 1 */
  readonly windowSeconds?: number;
  /** Halve a failed batch to find the bad record. @default true */
  readonly bisect?: boolean;
  /** Seconds after which a record is given up, 60 to 604,800. @default 21600 */
  readonly maxAgeSeconds?: number;
  /** Tries after the first, 0 to 10,000. @default 5 */
  readonly retries?: number;
  /** Batches of one shard at a time, 1 to 10. @default 1: in order */
  readonly parallelization?: number;
  /** Event patterns; at most five. @default all records */
  readonly filters?: readonly object[];
  /** Takes the position of what is given up. @default the function's own failure queue */
  readonly onFailure?: FailureTarget;
}

/** When a function runs by itself. */
export interface ScheduleOptions {
  /** `rate(5 minutes)`, `cron(0 3 * * ? *)`, `at(2026-12-24T18:00:00)`. */
  readonly expression: string;
  /** Time zone of the expression. @default "UTC" */
  readonly timezone?: string;
  /** The event, as JSON. @default none */
  readonly input?: object;
  /** Tries after the first, 0 to 185. @default 2 */
  readonly retries?: number;
  /** Seconds after which a run is given up, 60 to 86,400. @default 3600 */
  readonly maxAgeSeconds?: number;
}

export const QUEUE_SOURCE_DEFAULTS = { batchSize: 10, windowSeconds: 0 } as const;
export const STREAM_SOURCE_DEFAULTS = {
  batchSize: 100,
  windowSeconds: 1,
  bisect: true,
  maxAgeSeconds: 21_600,
  retries: 5,
  parallelization: 1,
} as const;
export const SCHEDULE_DEFAULTS = { timezone: "UTC", retries: 2, maxAgeSeconds: 3600 } as const;

/** @throws {pulumi.InputPropertiesError} with every fault */
export function planQueueSource(name: string, timeoutSeconds: number, source: QueueSource, options: QueueOptions) {
  const plan = { ...QUEUE_SOURCE_DEFAULTS, ...options };
  const faults = new Faults("FunctionService", name);
  const least = timeoutSeconds * VISIBILITY_FACTOR;
  faults.check(source.visibilitySeconds >= least, {
    property: `onQueue(${source.componentName}).visibilitySeconds`,
    given: source.visibilitySeconds,
    allowed: `${least} or more: ${VISIBILITY_FACTOR} times the function's timeout of ${timeoutSeconds} s`,
    fix: `set consumerTimeoutSeconds: ${timeoutSeconds} on the queue, or shorten the function's timeout`,
  });
  checkRange(faults, "onQueue.batchSize", plan.batchSize, { min: 1, max: QUEUE_BATCH_LIMIT });
  checkRange(faults, "onQueue.windowSeconds", plan.windowSeconds, { min: 0, max: 300 });
  checkRange(faults, "onQueue.maxConcurrency", plan.maxConcurrency ?? CONCURRENCY.min, CONCURRENCY);
  faults.check(plan.batchSize <= BATCH_WITHOUT_WINDOW || plan.windowSeconds >= 1, {
    property: "onQueue.windowSeconds",
    given: plan.windowSeconds,
    allowed: `1 or more for batches above ${BATCH_WITHOUT_WINDOW} (${SOURCE})`,
    fix: "set windowSeconds: 1 or more",
  });
  checkFilters(faults, "onQueue.filters", plan.filters);
  faults.throwIfAny();
  return plan;
}

/** @throws {pulumi.InputPropertiesError} with every fault */
export function planStreamSource(name: string, options: StreamOptions) {
  const plan = { ...STREAM_SOURCE_DEFAULTS, ...options };
  const faults = new Faults("FunctionService", name);
  checkRange(faults, "onStream.batchSize", plan.batchSize, { min: 1, max: STREAM_BATCH_LIMIT });
  checkRange(faults, "onStream.windowSeconds", plan.windowSeconds, { min: 0, max: 300 });
  checkRange(faults, "onStream.maxAgeSeconds", plan.maxAgeSeconds, STREAM_AGE_SECONDS);
  checkRange(faults, "onStream.retries", plan.retries, { min: 0, max: 10_000 });
  checkRange(faults, "onStream.parallelization", plan.parallelization, { min: 1, max: 10 });
  checkFilters(faults, "onStream.filters", plan.filters);
  faults.throwIfAny();
  return plan;
}

/** @throws {pulumi.InputPropertiesError} with every fault */
export function planSchedule(name: string, options: ScheduleOptions) {
  const plan = { ...SCHEDULE_DEFAULTS, ...options };
  const faults = new Faults("FunctionService", name);
  faults.check(
    /^(rate\(\d+ (minutes?|hours?|days?)\)|cron\(.+\)|at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\))$/.test(plan.expression),
    {
      property: "onSchedule.expression",
      given: plan.expression,
      allowed: '"rate(5 minutes)", "cron(0 3 * * ? *)" or "at(2026-12-24T18:00:00)"',
      fix: "write the expression as one of these",
    },
  );
  checkRange(faults, "onSchedule.retries", plan.retries, { min: 0, max: 185 });
  checkRange(faults, "onSchedule.maxAgeSeconds", plan.maxAgeSeconds, { min: 60, max: 86_400 });
  faults.throwIfAny();
  return plan;
}

function checkFilters(faults: Faults, property: string, filters: readonly object[] | undefined): void {
  faults.check((filters?.length ?? 0) <= FILTER_LIMIT, {
    property,
    given: filters?.length,
    allowed: `up to ${FILTER_LIMIT} patterns (${SOURCE})`,
    fix: "join patterns: the values of one field stand in one list",
  });
}

function checkRange(faults: Faults, property: string, given: number, limit: { min: number; max: number }): void {
  faults.check(Number.isInteger(given) && given >= limit.min && given <= limit.max, {
    property,
    given,
    allowed: `a whole number from ${limit.min} to ${limit.max} (${SOURCE})`,
    fix: "choose a number in that range",
  });
}

/** The options with every default filled in. */
export type QueueSourcePlan = ReturnType<typeof planQueueSource>;
/** The options with every default filled in. */
export type StreamSourcePlan = ReturnType<typeof planStreamSource>;
/** The options with every default filled in. */
export type SchedulePlan = ReturnType<typeof planSchedule>;
