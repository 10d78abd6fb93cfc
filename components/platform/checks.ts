import type { Faults } from "../core/faults";

/** Longest label of DNS, in characters (RFC 1123). */
export const LABEL_LIMIT = 63;
/** Longest name of most objects, in characters (Kubernetes, "Object Names and IDs"). */
export const NAME_LIMIT = 253;

const DNS_LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
/** Names of Services begin with a letter (RFC 1035). */
const SERVICE_NAME = /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/;
const CPU = /^(?:\d+m|\d+(?:\.\d{1,3})?)$/;
const BYTES = /^(\d+)(Ki|Mi|Gi|Ti|k|M|G|T)?$/;
const UNITS: Readonly<Record<string, number>> = {
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
};

/** Thousandths of a core; `undefined` where the text is no quantity of CPU above zero. */
export function milliCores(quantity: string): number | undefined {
  if (!CPU.test(quantity)) {
    return undefined;
  }
  const value = quantity.endsWith("m") ? Number(quantity.slice(0, -1)) : Number(quantity) * 1000;
  return value > 0 ? value : undefined;
}

/** Bytes; `undefined` where the text is no quantity of memory or storage above zero. */
export function bytes(quantity: string): number | undefined {
  const [, digits, unit] = BYTES.exec(quantity) ?? [];
  const value = digits === undefined ? 0 : Number(digits) * (unit === undefined ? 1 : (UNITS[unit] ?? 0));
  return value > 0 ? value : undefined;
}

export function checkLabel(faults: Faults, property: string, given: string): void {
  faults.check(DNS_LABEL.test(given) && given.length <= LABEL_LIMIT, {
    property,
    given,
    allowed: `lower-case letters, digits and "-", up to ${LABEL_LIMIT} characters, as RFC 1123 has it`,
    fix: "rename it",
  });
}

export function checkServiceName(faults: Faults, property: string, given: string): void {
  faults.check(SERVICE_NAME.test(given) && given.length <= LABEL_LIMIT, {
    property,
    given,
    allowed: `a letter, then lower-case letters, digits and "-", up to ${LABEL_LIMIT} characters: it is a name in DNS`,
    fix: "rename the component, or set serviceName",
  });
}

export function checkWhole(
  faults: Faults,
  property: string,
  given: number,
  limit: { readonly min: number; readonly max: number },
  what: string,
): void {
  faults.check(Number.isInteger(given) && given >= limit.min && given <= limit.max, {
    property,
    given,
    allowed: `${what}, a whole number from ${limit.min} to ${limit.max}`,
    fix: "choose a number in that range",
  });
}

export function checkCpu(faults: Faults, property: string, given: string): void {
  faults.check(milliCores(given) !== undefined, {
    property,
    given,
    allowed: 'cores above zero, such as "250m" or "1.5"',
    fix: "write the quantity as Kubernetes does",
  });
}

export function checkBytes(faults: Faults, property: string, given: string): void {
  faults.check(bytes(given) !== undefined, {
    property,
    given,
    allowed: 'bytes above zero, such as "256Mi" or "1Gi"',
    fix: "write the quantity as Kubernetes does, without a fraction",
  });
}

/** An IPv4 block, whose address is its first. */
export function checkCidr(faults: Faults, property: string, given: string): void {
  const [, address, prefix] = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/.exec(given) ?? [];
  const octets = (address ?? "").split(".").map(Number);
  const valid = address !== undefined && Number(prefix) <= 32 && octets.every((octet) => octet <= 255);
  faults.check(valid, { property, given, allowed: "an IPv4 block such as 10.0.0.0/16", fix: "write a CIDR block" });
}
