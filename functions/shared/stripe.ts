import Stripe from "stripe";
import { type Guarded, guard } from "./resilience";
import type { SecretReader } from "./secrets";

/** Longest single request, in milliseconds. */
const TIMEOUT_MS = 8_000;
/** Attempts of one request, with the same idempotency key. */
const ATTEMPTS = 3;
/** Wait before the second attempt, in milliseconds; it doubles. */
const FIRST_DELAY_MS = 200;

/** The card was refused; another attempt with the same card is pointless. */
export class PaymentDeclined extends Error {
  public override readonly name = "PaymentDeclined";
}

/** Stripe does not answer; the same request may be repeated, its idempotency key keeps it single. */
export class PaymentUnavailable extends Error {
  public override readonly name = "PaymentUnavailable";
}

/**
 * Believes an answer only when it says what was asked for: Stripe's client takes any JSON without `error` for success, also
 * what a proxy in between makes of an outage.
 *
 * @throws {PaymentUnavailable} otherwise
 */
export function expectStatus(
  intent: Pick<Stripe.PaymentIntent, "id" | "status">,
  ...expected: readonly Stripe.PaymentIntent["status"][]
): void {
  if (typeof intent.id !== "string" || !expected.includes(intent.status)) {
    throw new PaymentUnavailable(`unexpected status ${String(intent.status)}`);
  }
}

/** Calls Stripe under a guard; errors come out as one of the two above, or as what they are. */
export type StripeCall = <Result>(call: (stripe: Stripe) => Promise<Result>) => Promise<Result>;

/**
 * Stripe, opened by the key in this secret.
 *
 * @param endpoint `https://api.stripe.com`, or a server on this machine
 */
export function stripeCaller(endpoint: string, secretArn: string, secrets: SecretReader): StripeCall {
  const guarded = guard({
    timeoutMs: TIMEOUT_MS,
    attempts: ATTEMPTS,
    firstDelayMs: FIRST_DELAY_MS,
    breakAfter: 8,
    restMs: 5_000,
  });
  const held = new Map<string, Stripe>();
  return async (call) => {
    const key = await secrets.read(secretArn);
    const stripe = held.get(key) ?? connect(endpoint, key);
    held.clear();
    held.set(key, stripe);
    return translate(
      guarded,
      () => call(stripe),
      () => secrets.forget(secretArn),
    );
  };
}

function connect(endpoint: string, key: string): Stripe {
  const url = new URL(endpoint);
  return new Stripe(key, {
    host: url.hostname,
    protocol: url.protocol === "http:" ? "http" : "https",
    ...(url.port === "" ? {} : { port: url.port }),
    timeout: TIMEOUT_MS,
    // Repetition is the guard's.
    maxNetworkRetries: 0,
    telemetry: false,
  });
}

async function translate<Result>(guarded: Guarded, call: () => Promise<Result>, refused: () => void): Promise<Result> {
  try {
    return await guarded(call);
  } catch (error) {
    if (error instanceof Stripe.errors.StripeCardError) {
      throw new PaymentDeclined(error.decline_code ?? error.code ?? "declined");
    }
    if (error instanceof Stripe.errors.StripeAuthenticationError) {
      refused();
    }
    if (error instanceof Stripe.errors.StripeInvalidRequestError) {
      throw error;
    }
    if (error instanceof PaymentUnavailable) {
      throw error;
    }
    throw new PaymentUnavailable(error instanceof Error ? error.name : "unknown");
  }
}
