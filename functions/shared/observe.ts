import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { Tracer } from "@aws-lambda-powertools/tracer";
import type { Context } from "aws-lambda";
import { describeError } from "./redact";

/** Namespace of every metric that the functions write. */
export const METRICS_NAMESPACE = "Estate";

/** Structured logs, metrics and traces of one function. */
export interface Observer {
  /** Facts with ids only; errors go through `describeError`. */
  info(message: string, facts?: Readonly<Record<string, unknown>>): void;
  warn(message: string, facts?: Readonly<Record<string, unknown>>): void;
  error(message: string, error: unknown, facts?: Readonly<Record<string, unknown>>): void;
  /** Adds to a counter: `PoisonRecords`. */
  count(metric: string, amount?: number): void;
  /** An AWS client whose calls appear in the trace. */
  traced<Client>(client: Client): Client;
}

const tracer = new Tracer();

/** The observer of the function of this name. */
export function observe(name: string): Observer & { readonly logger: Logger; readonly metrics: Metrics } {
  const logger = new Logger({ serviceName: name });
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: name });
  metrics.setThrowOnEmptyMetrics(false);
  return {
    logger,
    metrics,
    info: (message, facts = {}) => logger.info(message, facts),
    warn: (message, facts = {}) => logger.warn(message, facts),
    error: (message, error, facts = {}) => logger.error(message, { ...facts, failure: describeError(error) }),
    count: (metric, amount = 1) => {
      if (amount > 0) {
        metrics.addMetric(metric, MetricUnit.Count, amount);
      }
    },
    traced: (client) => tracer.captureAWSv3Client(client),
  };
}

/** What Lambda calls. */
export type LambdaHandler<Event, Answer> = (event: Event, context: Context) => Promise<Answer>;

/**
 * The outer layer of every function: made on the first event, so that a missing setting is a readable error of that event
 * and not an init failure; flushes metrics; logs what it could not handle, without the event.
 */
export function lambda<Event, Answer>(
  observer: ReturnType<typeof observe>,
  make: () => LambdaHandler<Event, Answer>,
): LambdaHandler<Event, Answer> {
  let made: LambdaHandler<Event, Answer> | undefined;
  return async (event, context) => {
    observer.logger.addContext(context);
    try {
      made ??= make();
      return await made(event, context);
    } catch (error) {
      observer.error("The event could not be handled", error);
      throw error;
    } finally {
      if (observer.metrics.hasStoredMetrics()) {
        observer.metrics.publishStoredMetrics();
      }
    }
  };
}
