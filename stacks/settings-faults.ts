import type { z } from "zod";
import type { Fault } from "../components/core";

type Issue = z.core.$ZodIssue;

/** Turns what the schema found into faults that say what was given, what is allowed and how to fix it. */
export function settingsFaults(error: z.ZodError, schema: z.ZodType, root: string): readonly Fault[] {
  return error.issues.flatMap((issue) => faultsOf(issue, schema, root));
}

function faultsOf(issue: Issue, schema: z.ZodType, root: string): readonly Fault[] {
  const property = [root, ...issue.path.map(String)].filter((part) => part !== "").join(".");
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(schema, issue.path);
    return issue.keys.map((key) => ({
      property: property === "" ? key : `${property}.${key}`,
      given: memberOf(issue.input, key),
      allowed: known.length === 0 ? "no such setting" : `one of ${known.join(", ")}`,
      fix: `remove it${nearest(key, known)}`,
    }));
  }
  const given = issue.code === "custom" ? namedBy(issue) : issue.input;
  return [{ property, given, allowed: allowedBy(issue), fix: fixFor(issue) }];
}

/** A rule over several settings saw all of them, wherever it stands; what it names is at the end of its path. */
function namedBy({ path, input }: Issue): unknown {
  const found = path.map((_key, start) =>
    path.slice(start).reduce<unknown>((inner, key) => memberOf(inner, String(key)), input),
  );
  return found.find((one) => one !== undefined) ?? input;
}

function allowedBy(issue: Issue): string {
  switch (issue.code) {
    case "invalid_value":
      return `one of ${issue.values.map(String).join(", ")}`;
    case "invalid_type":
      return `a ${TYPE_WORDS[issue.expected] ?? issue.expected}`;
    case "too_small":
      return `${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}${countWord(issue.origin)}`;
    case "too_big":
      return `${issue.inclusive === false ? "less than" : "at most"} ${issue.maximum}${countWord(issue.origin)}`;
    default:
      return issue.message;
  }
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  object: "mapping",
  record: "mapping",
  array: "list",
  int: "whole number",
  boolean: "truth value, true or false",
  string: "text",
};

function countWord(origin: string): string {
  return origin === "array" || origin === "set" ? " entries" : origin === "string" ? " characters" : "";
}

function fixFor(issue: Issue): string {
  if (issue.input === undefined) {
    return "add it";
  }
  if (issue.code === "invalid_type" && typeof issue.input === "string") {
    return "write the value without quotes";
  }
  if (issue.code === "invalid_type" && issue.expected === "string") {
    return "put the value in quotes";
  }
  return "correct the value";
}

/** The keys that the schema knows at a path, where it is a mapping there. */
function keysAt(schema: unknown, path: readonly PropertyKey[]): readonly string[] {
  let current = unwrap(schema);
  for (const step of path) {
    current = unwrap(isObjectSchema(current) ? current.shape[String(step)] : elementOf(current));
  }
  return isObjectSchema(current) ? Object.keys(current.shape) : [];
}

function isObjectSchema(schema: unknown): schema is { readonly shape: Readonly<Record<string, unknown>> } {
  return typeof schema === "object" && schema !== null && "shape" in schema && typeof schema.shape === "object";
}

/** What a record or a list holds. */
function elementOf(schema: unknown): unknown {
  if (typeof schema !== "object" || schema === null) {
    return undefined;
  }
  return "valueType" in schema ? schema.valueType : "element" in schema ? schema.element : undefined;
}

/** A schema without the wrappers for defaults and options. */
function unwrap(schema: unknown): unknown {
  let current = schema;
  while (typeof current === "object" && current !== null && !("shape" in current) && "unwrap" in current) {
    current = typeof current.unwrap === "function" ? current.unwrap() : undefined;
  }
  return current;
}

function memberOf(input: unknown, key: string): unknown {
  return typeof input === "object" && input !== null ? (input as Readonly<Record<string, unknown>>)[key] : undefined;
}

/** `, or write "cidrBlock"` where a known key is a typing mistake away. */
function nearest(key: string, known: readonly string[]): string {
  const [best] = known
    .map((candidate) => ({ candidate, distance: editDistance(key.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= 2)
    .sort((left, right) => left.distance - right.distance);
  return best === undefined ? "" : `, or write "${best.candidate}"`;
}

function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_unused, index) => index);
  for (const [row, letter] of [...left].entries()) {
    const current = [row + 1];
    for (const [column, other] of [...right].entries()) {
      current.push(
        Math.min(
          (previous[column + 1] ?? 0) + 1,
          (current[column] ?? 0) + 1,
          (previous[column] ?? 0) + (letter === other ? 0 : 1),
        ),
      );
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
