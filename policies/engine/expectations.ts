import type { Judge } from "./judge";
import type { Node } from "./node";
import { REMOVED } from "./removed";
import type { Subject } from "./resource";
import type { Guard } from "./rule";
import type { PolicyValue } from "./values";

/** A demand on one value. */
export interface Want {
  /** As a report words it. */
  readonly text: string;
  /** Throws where the value is unknown. */
  readonly test: (node: Node, subject: Subject, judge: Judge) => boolean;
  /** Values that break it. */
  readonly broken: readonly (PolicyValue | typeof REMOVED)[];
  /** What stands there must not be shown. */
  readonly confidential?: boolean;
  /** Types whose link stands for a value that is unknown yet. */
  readonly links?: readonly string[];
}

/** A demand on the value at a path. */
export interface Expectation {
  readonly path: string;
  readonly want: Want;
  /** Ask only where this holds. */
  readonly when?: (subject: Subject, judge: Judge) => boolean;
  readonly message?: string;
}

/** Holds a resource to every expectation; one unknown value leaves the others standing. */
export function checkExpectations(expectations: readonly Expectation[], subject: Subject, judge: Judge): void {
  for (const { path, want, when, message } of expectations) {
    judge.attempt(() => {
      if (when !== undefined && !when(subject, judge)) {
        return;
      }
      for (const node of nodesAt(subject.props, path)) {
        judge.attempt(() => {
          const place = want.confidential === true ? node.masked() : node;
          judge.require(meets(node, want, subject, judge), place, want.text, message);
        });
      }
    });
  }
}

function meets(node: Node, want: Want, subject: Subject, judge: Judge): boolean {
  if (node.unknown && want.links !== undefined && subject.linked(node.path, want.links)) {
    return true;
  }
  return want.test(node, subject, judge);
}

/** The places that a path with `[*]` stands for; none where the list is missing. */
export function nodesAt(root: Node, path: string): readonly Node[] {
  let nodes: readonly Node[] = [root];
  for (const [index, part] of path.split("[*]").entries()) {
    const step = part.replace(/^\./, "");
    const below = step === "" ? nodes : nodes.map((node) => node.get(step));
    nodes = index < path.split("[*]").length - 1 ? below.flatMap((node) => node.items()) : below;
  }
  return nodes;
}

export function expectationGuards(expectations: readonly Expectation[]): readonly Guard[] {
  return expectations.map(({ path, want }) => ({ path, broken: want.broken }));
}

const KEY_TYPES = [
  "aws:kms/key:Key",
  "aws:kms/alias:Alias",
  "aws:kms/replicaKey:ReplicaKey",
  "aws:kms/externalKey:ExternalKey",
  "gcp:kms/cryptoKey:CryptoKey",
  "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember",
  "azure-native:keyvault:Key",
] as const;

/** The types that are, or lead to, a customer's key. */
export const CUSTOMER_KEY_TYPES: readonly string[] = KEY_TYPES;

/** A key of the provider's own: `alias/aws/s3`. */
export function isProviderKey(text: string): boolean {
  return /(^|[:/])alias\/aws\//.test(text) || /^aws\/[a-z0-9]+$/.test(text) || text === "AWS_OWNED_KMS_KEY";
}

export const isTrue: Want = { text: "true", test: (node) => node.flag() === true, broken: [false, REMOVED] };

export const isFalse: Want = { text: "false", test: (node) => node.flag() === false, broken: [true, REMOVED] };

/** For properties whose default is the safe one. */
export const isNotTrue: Want = {
  text: "false, or not set",
  test: (node) => node.flag() === false || (node.value() ?? undefined) === undefined,
  broken: [true],
};

/** For properties that are on unless switched off. */
export const isNotFalse: Want = {
  text: "true, or not set",
  test: (node) => node.flag() === true || (node.value() ?? undefined) === undefined,
  broken: [false],
};

export const customerKey: Want = {
  text: "a customer key",
  test: (node) => {
    const text = node.text();
    return text !== undefined && text.trim() !== "" && !isProviderKey(text);
  },
  broken: [REMOVED, "", "alias/aws/service"],
  links: CUSTOMER_KEY_TYPES,
};

/** Any value but an empty one; it may be unknown, as long as it is given. */
export const given: Want = {
  text: "a value",
  test: (node) => node.unknown || (node.present && node.value() !== ""),
  broken: [REMOVED],
};

/** Nothing at all, such as a password; what stands there all the same is not shown. */
export const missing: Want = {
  text: "nothing",
  confidential: true,
  test: (node) => !node.present,
  broken: ["something"],
};

export function oneOf(...allowed: readonly string[]): Want {
  return {
    text: allowed.map((value) => JSON.stringify(value)).join(" or "),
    test: (node) => {
      const text = node.text();
      return text !== undefined && allowed.includes(text);
    },
    broken: ["something else", REMOVED],
  };
}

/** For properties with a safe default: one of these, or not set. */
export function oneOfOrMissing(...allowed: readonly string[]): Want {
  return {
    text: `${allowed.map((value) => JSON.stringify(value)).join(" or ")}, or not set`,
    test: (node) => {
      const text = node.text();
      return text === undefined ? !node.present : allowed.includes(text);
    },
    broken: ["something else"],
  };
}

export function atLeast(minimum: number | ((judge: Judge) => number), unit = ""): Want {
  const floor = (judge: Judge): number => (typeof minimum === "number" ? minimum : minimum(judge));
  return {
    text: `at least ${typeof minimum === "number" ? minimum : "the configured number of"}${unit === "" ? "" : ` ${unit}`}`,
    test: (node, _subject, judge) => (node.number() ?? Number.NEGATIVE_INFINITY) >= floor(judge),
    broken: [0, REMOVED],
  };
}

/** A list that holds all of these. */
export function holdsAll(...wanted: readonly string[]): Want {
  return {
    text: `a list with ${wanted.join(", ")}`,
    test: (node) => {
      const texts = node.texts();
      return wanted.every((item) => texts.includes(item));
    },
    broken: [[], REMOVED],
  };
}
