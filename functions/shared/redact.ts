/** What must never reach a log: who a customer is, and what would let somebody act as them or as us. */
const PERSONAL: readonly (readonly [RegExp, string])[] = [
  [/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, "[e-mail]"],
  [/\b(?:sk|pk|rk|whsec)_[A-Za-z0-9_]+/g, "[key]"],
  [/\bsk-[A-Za-z0-9_-]{8,}/g, "[key]"],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, "[token]"],
  [/\bBearer\s+\S+/gi, "Bearer [token]"],
  [/\b(?:\d[ -]?){13,19}\b/g, "[number]"],
  [/(?<![\w.])\+\d[\d ()-]{7,}\d/g, "[telephone]"],
];

/** Longest text of a foreign error that a log carries, in characters. */
const TEXT_LIMIT = 500;

/** A text fit for another system: addresses, tokens, keys and card numbers replaced, and nothing else lost. */
export function redact(text: string): string {
  return PERSONAL.reduce((current, [pattern, substitute]) => current.replace(pattern, substitute), text);
}

/** A text fit for a log: redacted, and cut to a bearable length. */
function excerpt(text: string): string {
  const clean = redact(text);
  return clean.length > TEXT_LIMIT ? `${clean.slice(0, TEXT_LIMIT)}…` : clean;
}

/** An error as plain data fit for a log: its kind, its status, and its redacted message; never its request or response. */
export function describeError(error: unknown): {
  readonly kind: string;
  readonly message: string;
  readonly status?: number;
} {
  if (!(error instanceof Error)) {
    return { kind: typeof error, message: excerpt(String(error)) };
  }
  const status = statusOf(error);
  return { kind: error.name, message: excerpt(error.message), ...(status === undefined ? {} : { status }) };
}

/** The HTTP status that an SDK's error carries, wherever that SDK puts it. */
export function statusOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null) {
    return undefined;
  }
  const candidates = [
    property(error, "status"),
    property(error, "statusCode"),
    property(property(error, "$metadata"), "httpStatusCode"),
    property(property(error, "response"), "status"),
  ];
  return candidates.find((candidate): candidate is number => typeof candidate === "number");
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
