import * as rpc from "@pulumi/pulumi/runtime/rpc";

/**
 * Property values as they travel between a program, the engine and a provider: JSON in which an object with a signature
 * key stands for a secret, an asset, a reference or an output, and one agreed string stands for what is not known yet.
 */
export type WireValue =
  | null
  | boolean
  | number
  | string
  | undefined
  | readonly WireValue[]
  | { readonly [key: string]: WireValue };
export type WireObject = Readonly<Record<string, WireValue>>;

/** The agreed string for an unknown value. */
export const UNKNOWN_WIRE: string = rpc.unknownValue;

const SIGNATURE = rpc.specialSigKey;

/** Each kind of value that a signature announces. */
export interface WireVisitor<Result> {
  unknown(): Result;
  secret(value: Result): Result;
  /** `kind` and one of path, text, uri or (for archives) members. */
  asset(kind: "asset" | "archive", content: Readonly<Record<string, Result>>): Result;
  resource(urn: string, id: Result | undefined): Result;
  scalar(value: null | boolean | number | string): Result;
  list(values: readonly Result[]): Result;
  object(values: Readonly<Record<string, Result>>): Result;
}

/** Walks a wire value from the leaves up. Keys are visited in sorted order, so that equal values give equal text. */
export function visitWire<Result>(value: WireValue, visitor: WireVisitor<Result>): Result {
  if (value === null || value === undefined) {
    return visitor.scalar(null);
  }
  if (typeof value === "string") {
    return value === UNKNOWN_WIRE ? visitor.unknown() : visitor.scalar(value);
  }
  if (typeof value !== "object") {
    return visitor.scalar(value);
  }
  if (isList(value)) {
    return visitor.list(value.map((item) => visitWire(item, visitor)));
  }
  return SIGNATURE in value ? visitSigned(value, visitor) : visitor.object(visitMembers(value, visitor));
}

function visitMembers<Result>(value: WireObject, visitor: WireVisitor<Result>): Record<string, Result> {
  const members: Record<string, Result> = {};
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (key !== SIGNATURE && member !== undefined) {
      members[key] = visitWire(member, visitor);
    }
  }
  return members;
}

function visitSigned<Result>(value: WireObject, visitor: WireVisitor<Result>): Result {
  switch (value[SIGNATURE]) {
    case rpc.specialSecretSig:
      return visitor.secret(visitWire(value["value"], visitor));
    case rpc.specialAssetSig:
      return visitor.asset("asset", visitMembers(value, visitor));
    case rpc.specialArchiveSig:
      return visitor.asset("archive", visitMembers(value, visitor));
    case rpc.specialResourceSig: {
      const id = value["id"];
      return visitor.resource(String(value["urn"]), id === undefined ? undefined : visitWire(id, visitor));
    }
    case rpc.specialOutputValueSig: {
      const inner = value["value"] === undefined ? visitor.unknown() : visitWire(value["value"], visitor);
      return value["secret"] === true ? visitor.secret(inner) : inner;
    }
    default:
      return visitor.object(visitMembers(value, visitor));
  }
}

function isList(value: WireValue): value is readonly WireValue[] {
  return Array.isArray(value);
}

/**
 * An unknown output. Unlike the agreed string, which the SDK takes for "absent" outside previews, it stays unknown in a
 * recording whose other values are known.
 */
export function wireUnknownOutput(): WireValue {
  return { [SIGNATURE]: rpc.specialOutputValueSig };
}

/** Marks a value as secret, once. */
export function wireSecret(value: WireValue): WireValue {
  return isWireSecret(value) ? value : { [SIGNATURE]: rpc.specialSecretSig, value };
}

/** Whether the value is a secret as a whole. */
export function isWireSecret(value: WireValue): boolean {
  return typeof value === "object" && value !== null && !isList(value) && value[SIGNATURE] === rpc.specialSecretSig;
}

/** Plain data for the models: secrets are unwrapped, references become ids; unknowns stay the agreed string. */
const PLAIN: WireVisitor<unknown> = {
  unknown: () => UNKNOWN_WIRE,
  secret: (value) => value,
  asset: (kind, content) => ({ [kind]: content }),
  resource: (urn, id) => id ?? urn,
  scalar: (value) => value,
  list: (values) => values,
  object: (values) => values,
};

/** @returns plain data; unknown values appear as {@link UNKNOWN_WIRE} */
export function plainFromWire(value: WireObject): Record<string, unknown> {
  return visitMembers(value, PLAIN);
}

/** Output values in a remote component's inputs become the plain, secret or unknown values that they hold. */
const SETTLED: WireVisitor<WireValue> = {
  unknown: () => UNKNOWN_WIRE,
  secret: (value) => wireSecret(value),
  asset: (kind, content) => ({
    [SIGNATURE]: kind === "asset" ? rpc.specialAssetSig : rpc.specialArchiveSig,
    ...content,
  }),
  resource: (urn, id) => ({ [SIGNATURE]: rpc.specialResourceSig, urn, ...(id === undefined ? {} : { id }) }),
  scalar: (value) => value,
  list: (values) => values,
  object: (values) => values,
};

/** The same object without output values. */
export function settleWire(value: WireObject): WireObject {
  return visitMembers(value, SETTLED);
}

/** The same value with unknown outputs in the place of the agreed string, which the SDK takes for "absent" outside previews. */
export function withUnknownOutputs(value: WireValue): WireValue {
  if (value === UNKNOWN_WIRE) {
    return wireUnknownOutput();
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  if (isList(value)) {
    return value.map(withUnknownOutputs);
  }
  return SIGNATURE in value
    ? value
    : Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withUnknownOutputs(member)]));
}

/** Whether anything in the value is unknown. */
export function containsUnknown(value: unknown): boolean {
  if (typeof value === "string") {
    return value.includes(UNKNOWN_WIRE);
  }
  if (typeof value !== "object" || value === null) {
    return false;
  }
  return Object.values(value).some(containsUnknown);
}
