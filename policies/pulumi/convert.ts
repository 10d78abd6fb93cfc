import * as policy from "@pulumi/policy";
import { isList, isObject, isSecret, type PolicyObject, type PolicyValue, Secret, UNKNOWN } from "../engine";

/** What `@pulumi/policy` puts where a value is unknown, one text for each kind (its `proxy.ts`, version 1.21). */
const UNKNOWN_TEXTS = {
  boolean: "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  number: "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  text: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  list: "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  asset: "030794c1-ac77-496b-92df-f27374a8bd58",
  archive: "e48ece36-62e2-4504-bad9-02848725956a",
  object: "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
} as const;

const UNKNOWN_MARKS: ReadonlySet<string> = new Set(Object.values(UNKNOWN_TEXTS));

/** Every proxy of `@pulumi/policy` hands out what it guards under this name. */
const PROXY_TARGET = "__getSpecialProxyTarget";
const IS_PROXY = "__isSpecialProxy";

/** The value behind the proxies that would throw at the first unknown value. */
function unproxied(value: unknown): unknown {
  let current = value;
  while (typeof current === "object" && current !== null && Reflect.get(current, IS_PROXY) === true) {
    current = Reflect.get(current, PROXY_TARGET);
  }
  return current;
}

/** What rules see of a value that the engine sent. */
export function fromEngine(value: unknown): PolicyValue {
  const raw = unproxied(value);
  if (typeof raw === "string") {
    // Text built around an unknown value is unknown as a whole.
    return [...UNKNOWN_MARKS].some((mark) => raw.includes(mark)) ? UNKNOWN : raw;
  }
  if (raw === null || typeof raw === "boolean" || typeof raw === "number") {
    return raw;
  }
  if (raw instanceof policy.Secret) {
    return new Secret(fromEngine(raw.value));
  }
  if (Array.isArray(raw)) {
    return raw.map(fromEngine);
  }
  return typeof raw === "object" && raw !== null ? objectFromEngine(raw) : null;
}

export function objectFromEngine(value: unknown): PolicyObject {
  const raw = unproxied(value);
  if (typeof raw !== "object" || raw === null) {
    return {};
  }
  const members = Object.entries(raw).filter(([, member]) => member !== undefined && typeof member !== "function");
  return Object.fromEntries(members.map(([key, member]) => [key, fromEngine(member)]));
}

/** What a Kubernetes object may consist of. */
const KUBERNETES_PARTS = [
  "metadata",
  "spec",
  "rules",
  "subjects",
  "roleRef",
  "data",
  "stringData",
  "webhooks",
] as const;

/**
 * In a preview whose cluster does not stand yet, the engine hands a pack's stack rules Kubernetes objects without a single
 * property. Those are not known, and not absent.
 */
export function withOmitted(type: string, props: PolicyObject): PolicyObject {
  const empty = Object.values(props).every((value) => value === null);
  return type.startsWith("kubernetes:") && empty
    ? Object.fromEntries(KUBERNETES_PARTS.map((part) => [part, UNKNOWN]))
    : props;
}

/** A value that a remediation changed, as the engine takes it. */
export function toEngine(value: PolicyValue): unknown {
  if (value === UNKNOWN) {
    return UNKNOWN_TEXTS.text;
  }
  if (isSecret(value)) {
    return new policy.Secret(toEngine(value.value));
  }
  if (isList(value)) {
    return value.map(toEngine);
  }
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toEngine(member)]))
    : value;
}

/** The properties as they came, with those replaced that a remediation changed. */
export function remediated(original: unknown, before: PolicyObject, after: PolicyObject): Record<string, unknown> {
  const raw = unproxied(original);
  const result: Record<string, unknown> = typeof raw === "object" && raw !== null ? { ...raw } : {};
  for (const [key, member] of Object.entries(after)) {
    if (before[key] !== member) {
      result[key] = toEngine(member);
    }
  }
  return result;
}
