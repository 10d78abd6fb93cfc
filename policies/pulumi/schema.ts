import type * as policy from "@pulumi/policy";
import { DEFAULT_THRESHOLDS, type ThresholdName } from "../engine";

type Schema = policy.PolicyConfigSchema["properties"][string];

/** The thresholds that a rule reads, as the JSON schema of its policy's configuration. */
export function thresholdsJsonSchema(names: readonly ThresholdName[]): Record<string, Schema> {
  return Object.fromEntries(names.map((name) => [name, schemaOf(DEFAULT_THRESHOLDS[name])]));
}

function schemaOf(value: number | readonly string[] | Readonly<Record<string, readonly string[]>>): Schema {
  if (typeof value === "number") {
    return { type: "integer", minimum: 0, default: value };
  }
  if (Array.isArray(value)) {
    return { type: "array", items: { type: "string" }, default: [...value] };
  }
  return { type: "object", additionalProperties: { type: "array", items: { type: "string" } } };
}
