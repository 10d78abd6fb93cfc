/** Names under which secrets are kept. */
const SECRET_NAME =
  /(^|[_.-])(password|passwd|pwd|secret|token|api[_.-]?key|private[_.-]?key|access[_.-]?key|credential|client[_.-]?secret|connection[_.-]?string)s?($|[_.-])/i;

/** Ends of names that tell where a secret is kept, not what it is. */
const REFERENCE_NAME =
  /(^|[_.-])(arn|name|field|policy|prefix|suffix|parameter|version|kind|type|namespace|id|path|file|ref|reference|url|uri|endpoint|ttl|expiry|length|header|issuer|audience|key[_.-]?id)s?$/i;

const SHAPES = [
  /^AKIA[0-9A-Z]{16}$/,
  /^ghp_[A-Za-z0-9]{36}$/,
  /^sk_(live|test)_[A-Za-z0-9]{16,}$/,
  /^sk-[A-Za-z0-9_-]{20,}$/,
  /^xox[abprs]-[A-Za-z0-9-]{10,}$/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /^eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*$/,
  /^[a-z]+:\/\/[^\s/:@]+:[^\s/:@]{6,}@/,
];

/** Lowest entropy of a random secret, in bits per character. */
const RANDOM_ENTROPY = 4;
/** Shortest random secret, in characters. */
const RANDOM_LENGTH = 24;

export function isSecretName(name: string): boolean {
  const snake = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2");
  return SECRET_NAME.test(snake) && !REFERENCE_NAME.test(snake);
}

/** Is this text itself a secret, by its shape? References, URLs and ARNs are not. */
export function isSecretShape(text: string): boolean {
  return SHAPES.some((shape) => shape.test(text)) || isRandom(text);
}

function isRandom(text: string): boolean {
  return (
    text.length >= RANDOM_LENGTH &&
    text.length <= 512 &&
    /^[A-Za-z0-9+/=_-]+$/.test(text) &&
    /[a-z]/.test(text) &&
    /[A-Z]/.test(text) &&
    /\d/.test(text) &&
    !/[a-z]{5,}/.test(text) &&
    entropy(text) >= RANDOM_ENTROPY
  );
}

/** Is the value of this variable a secret? A reference, such as an ARN, is none. */
export function holdsSecret(name: string, value: string): boolean {
  if (isSecretShape(value)) {
    return true;
  }
  return (
    isSecretName(name) &&
    value.length >= 6 &&
    !/^(arn:|https?:\/\/|\$\{|\{\{|projects\/|\/)/.test(value) &&
    !/^(true|false|\d+)$/.test(value)
  );
}

function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) {
    counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  let bits = 0;
  for (const count of counts.values()) {
    bits -= (count / text.length) * Math.log2(count / text.length);
  }
  return bits;
}
