import { type FakeServer, fakeServer, type Received, type Reply } from "./http";

/** A payment, as Stripe keeps it. */
export interface Intent {
  readonly id: string;
  readonly amount: number;
  readonly orderId: string;
  status: "requires_payment_method" | "requires_capture" | "succeeded" | "canceled";
  /** How often the money was taken; more than once would be a charge too many. */
  captures: number;
  /** How often a card was held. */
  holds: number;
}

/** Stripe's payments, with its idempotency keys. */
export interface StripeServer {
  readonly server: FakeServer;
  readonly intents: Map<string, Intent>;
}

/** A card that is refused. */
export const DECLINED_CARD = "pm_card_declined";
/** A card that works. */
export const GOOD_CARD = "pm_card_visa";

/** @param key the only API key that is taken */
export async function startStripe(key: string): Promise<StripeServer> {
  const intents = new Map<string, Intent>();
  const remembered = new Map<string, { readonly request: string; readonly reply: Reply }>();
  const server = await fakeServer((request) => {
    if (request.headers.authorization !== `Bearer ${key}`) {
      return failure(401, "invalid_request_error", `Invalid API Key provided: ${key.slice(0, 8)}***`);
    }
    const idempotencyKey = String(request.headers["idempotency-key"] ?? "");
    const same = `${request.method} ${request.path} ${request.body}`;
    const before = request.method === "POST" ? remembered.get(idempotencyKey) : undefined;
    if (before !== undefined) {
      return before.request === same
        ? before.reply
        : failure(400, "idempotency_error", "Keys for idempotent requests can only be used with the same parameters.");
    }
    const reply = route(intents, request);
    if (request.method === "POST" && idempotencyKey !== "") {
      remembered.set(idempotencyKey, { request: same, reply });
    }
    return reply;
  });
  return { server, intents };
}

function route(intents: Map<string, Intent>, { method, path, body }: Received): Reply {
  const form = new URLSearchParams(body);
  const [, , , id = "", action = ""] = path.split("/");
  if (id === "") {
    return create(intents, form);
  }
  const intent = intents.get(id);
  if (intent === undefined) {
    return failure(404, "invalid_request_error", "No such payment_intent");
  }
  if (method === "GET") {
    return shown(intent);
  }
  return ACTIONS.get(action)?.(intent, form) ?? failure(404, "invalid_request_error", "No such path");
}

const ACTIONS = new Map<string, (intent: Intent, form: URLSearchParams) => Reply>([
  ["confirm", confirm],
  ["capture", capture],
  ["cancel", cancel],
]);

function create(intents: Map<string, Intent>, form: URLSearchParams): Reply {
  const intent: Intent = {
    id: `pi_${intents.size + 1}`,
    amount: Number(form.get("amount")),
    orderId: form.get("metadata[orderId]") ?? "",
    status: "requires_payment_method",
    captures: 0,
    holds: 0,
  };
  intents.set(intent.id, intent);
  return shown(intent);
}

function confirm(intent: Intent, form: URLSearchParams): Reply {
  if (intent.status !== "requires_payment_method") {
    return unexpected(intent);
  }
  if (form.get("payment_method") === DECLINED_CARD) {
    return failure(402, "card_error", "Your card was declined.", {
      code: "card_declined",
      decline_code: "generic_decline",
    });
  }
  intent.status = "requires_capture";
  intent.holds += 1;
  return shown(intent);
}

function capture(intent: Intent): Reply {
  if (intent.status !== "requires_capture") {
    return unexpected(intent);
  }
  intent.status = "succeeded";
  intent.captures += 1;
  return shown(intent);
}

function cancel(intent: Intent): Reply {
  if (intent.status === "succeeded" || intent.status === "canceled") {
    return unexpected(intent);
  }
  intent.status = "canceled";
  return shown(intent);
}

function shown({ id, amount, orderId, status }: Intent): Reply {
  return { json: { id, object: "payment_intent", amount, status, metadata: { orderId } } };
}

function unexpected({ status }: Intent): Reply {
  return failure(400, "invalid_request_error", `This PaymentIntent has a status of ${status}.`, {
    code: "payment_intent_unexpected_state",
  });
}

function failure(status: number, type: string, message: string, extra: object = {}): Reply {
  return { status, json: { error: { type, message, ...extra } } };
}
