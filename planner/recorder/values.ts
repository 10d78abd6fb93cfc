import { UNKNOWN_WIRE, visitWire, type WireObject, type WireValue, type WireVisitor } from "../../simulator";
import { type RecordedObject, type RecordedValue, SecretValue, UNKNOWN } from "./types";

const RECORDED: WireVisitor<RecordedValue> = {
  unknown: () => UNKNOWN,
  secret: (value) => new SecretValue(value),
  asset: (kind, content) => ({ [kind]: content }),
  resource: (urn, id) => (id === undefined ? { urn } : { urn, id }),
  // Text built around an unknown value is unknown as a whole.
  scalar: (value) => (typeof value === "string" && value.includes(UNKNOWN_WIRE) ? UNKNOWN : value),
  list: (values) => values,
  object: (values) => values,
};

/** What the recorder keeps of a wire value. */
export function recordedFromWire(value: WireValue): RecordedValue {
  return visitWire(value, RECORDED);
}

export function recordedObjectFromWire(value: WireObject): RecordedObject {
  const members: Record<string, RecordedValue> = {};
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) {
      members[key] = recordedFromWire(member);
    }
  }
  return members;
}

/** How a value is shown: secrets as `[secret]`, unknown values as `[unknown]`. */
export type ShownValue =
  | null
  | boolean
  | number
  | string
  | readonly ShownValue[]
  | { readonly [key: string]: ShownValue };

export function shown(value: RecordedValue): ShownValue {
  if (value === UNKNOWN) {
    return "[unknown]";
  }
  if (value instanceof SecretValue) {
    return "[secret]";
  }
  if (isList(value)) {
    return value.map(shown);
  }
  if (typeof value === "object" && value !== null) {
    return shownObject(value);
  }
  return value;
}

export function shownObject(value: RecordedObject): { readonly [key: string]: ShownValue } {
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shown(member)]));
}

/** A value without its secret marks, for tests and judgements that must see inside; unknown values stay {@link UNKNOWN}. */
export function revealed(value: RecordedValue): RecordedValue {
  if (value instanceof SecretValue) {
    return revealed(value.value);
  }
  if (isList(value)) {
    return value.map(revealed);
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, revealed(member)]));
  }
  return value;
}

function isList(value: RecordedValue): value is readonly RecordedValue[] {
  return Array.isArray(value);
}
