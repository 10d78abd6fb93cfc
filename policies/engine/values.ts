/** Stands for a value that is not known until the cloud answers. */
export const UNKNOWN: unique symbol = Symbol.for("multicloud-estate:policies:unknown");

/** A value that a report must not show; rules see through it. */
export class Secret {
  public readonly value: PolicyValue;

  public constructor(value: PolicyValue) {
    this.value = value;
  }
}

/** A property as rules see it: plain data in which unknown and secret values keep their nature. */
export type PolicyValue =
  | null
  | boolean
  | number
  | string
  | typeof UNKNOWN
  | Secret
  | readonly PolicyValue[]
  | PolicyObject;

export interface PolicyObject {
  readonly [property: string]: PolicyValue;
}

/** A value as reports show it. */
export type ShownValue =
  | null
  | boolean
  | number
  | string
  | readonly ShownValue[]
  | { readonly [key: string]: ShownValue };

export function isSecret(value: unknown): value is Secret {
  return value instanceof Secret;
}

export function isList(value: PolicyValue | undefined): value is readonly PolicyValue[] {
  return Array.isArray(value);
}

export function isObject(value: PolicyValue | undefined): value is PolicyObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isSecret(value);
}

/** The value without its outer secret marks. */
export function revealed(value: PolicyValue | undefined): PolicyValue | undefined {
  let current = value;
  while (isSecret(current)) {
    current = current.value;
  }
  return current;
}

/** Does the value, or anything inside it, wait for the cloud? */
export function hasUnknown(value: PolicyValue | undefined): boolean {
  const inner = revealed(value);
  if (inner === UNKNOWN) {
    return true;
  }
  if (isList(inner)) {
    return inner.some(hasUnknown);
  }
  return isObject(inner) && Object.values(inner).some(hasUnknown);
}

/** Longest text of a value in a report, in characters. */
const SHOWN_LIMIT = 200;

/** How a report shows a value: secrets as `[secret]`, unknown values as `[unknown]`, long texts cut. */
export function shown(value: PolicyValue | undefined): ShownValue | undefined {
  if (value === undefined || value === null || typeof value === "boolean" || typeof value === "number") {
    return value;
  }
  if (value === UNKNOWN) {
    return "[unknown]";
  }
  if (isSecret(value)) {
    return "[secret]";
  }
  if (typeof value === "string") {
    return value.length > SHOWN_LIMIT ? `${value.slice(0, SHOWN_LIMIT)}…` : value;
  }
  if (isList(value)) {
    return value.map((item) => shown(item) ?? null);
  }
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shown(member) ?? null]))
    : null;
}

/** Makes policy values of any plain data, such as a JavaScript literal in a test. */
export function toPolicyValue(value: unknown): PolicyValue {
  if (value === UNKNOWN || value === null || isSecret(value)) {
    return value;
  }
  if (typeof value === "boolean" || typeof value === "number" || typeof value === "string") {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(toPolicyValue);
  }
  return typeof value === "object" ? toPolicyObject(value) : null;
}

export function toPolicyObject(value: object): PolicyObject {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [key, toPolicyValue(member)]),
  );
}
