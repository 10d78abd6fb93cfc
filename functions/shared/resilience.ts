import {
  BrokenCircuitError,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  retry,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
  wrap,
} from "cockatiel";
import { statusOf } from "./redact";

/** How a call to a dependency is guarded. */
export interface Guard {
  /** Longest single attempt, in milliseconds. */
  readonly timeoutMs: number;
  /** Attempts in all. @default 3 */
  readonly attempts?: number;
  /** First wait between attempts, in milliseconds; it doubles, with jitter. @default 100 */
  readonly firstDelayMs?: number;
  /** Failures in a row after which the dependency is left alone. @default 5 */
  readonly breakAfter?: number;
  /** How long it is left alone, in milliseconds. @default 10,000 */
  readonly restMs?: number;
}

const DEFAULTS = { attempts: 3, firstDelayMs: 100, breakAfter: 5, restMs: 10_000 } as const satisfies Partial<Guard>;

/** Statuses that a repetition may cure, besides 5xx. */
const TRANSIENT_STATUSES: readonly number[] = [408, 409, 425, 429];

/** Runs a call under a guard; the signal fires when its time is over. */
export type Guarded = <Result>(call: (signal: AbortSignal) => Promise<Result>) => Promise<Result>;

/**
 * Repeats a call that failed for a passing reason, ends one that takes too long, and leaves a dependency alone that keeps
 * failing. One guard per dependency and container: its circuit remembers.
 */
export function guard(options: Guard): Guarded {
  const { attempts, firstDelayMs, breakAfter, restMs, timeoutMs } = { ...DEFAULTS, ...options };
  const policy = wrap(
    retry(handleWhen(isTransient), {
      maxAttempts: attempts - 1,
      backoff: new ExponentialBackoff({ initialDelay: firstDelayMs, maxDelay: firstDelayMs * 20 }),
    }),
    circuitBreaker(handleWhen(isTransient), {
      halfOpenAfter: restMs,
      breaker: new ConsecutiveBreaker(breakAfter),
    }),
    timeout(timeoutMs, TimeoutStrategy.Aggressive),
  );
  return (call) => policy.execute(({ signal }) => call(signal));
}

/** Whether a repetition may help: timeouts, broken connections, 429 and 5xx; not a refusal, not an open circuit. */
export function isTransient(error: unknown): boolean {
  if (error instanceof TaskCancelledError) {
    return true;
  }
  if (error instanceof BrokenCircuitError || isOurFault(error)) {
    return false;
  }
  const status = statusOf(error);
  return status === undefined || status >= 500 || TRANSIENT_STATUSES.includes(status);
}

/** A programming error does not go away by itself. */
function isOurFault(error: unknown): boolean {
  return error instanceof RangeError || error instanceof ReferenceError;
}

/** Whether a dependency is out, as opposed to having refused the request. */
export function isOutage(error: unknown): boolean {
  return error instanceof BrokenCircuitError || isTransient(error);
}
