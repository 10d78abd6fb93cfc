type Json = Readonly<Record<string, unknown>>;

/** Formats that a validator of JSON Schema draft 4 knows. */
const KNOWN_FORMATS: readonly unknown[] = ["date-time", "email", "hostname", "ipv4", "ipv6", "uri"];

/** Keywords whose values are schemas by name, lists of schemas, and one schema. */
const BY_NAME = ["properties", "patternProperties", "definitions"] as const;
const LISTS = ["allOf", "anyOf", "oneOf"] as const;
const SINGLE = ["additionalProperties", "items", "not"] as const;
/** Keywords that API Gateway refuses or warns of ("API Gateway important notes for REST APIs", read 2026-11). */
const DROPPED = ["$schema", "default", "deprecated", "discriminator", "example", "examples", "readOnly", "writeOnly"];

/**
 * A schema of OpenAPI 3.1 (JSON Schema 2020-12) in the words that API Gateway's models know, which are those of draft 4.
 * It may let more through than the original, never less: the functions check again.
 */
export function lowerSchema(schema: unknown): unknown {
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) {
    return schema;
  }
  const { const: constant, exclusiveMinimum, exclusiveMaximum, type, format, ...rest }: Json = { ...schema };
  const lowered: Record<string, unknown> = Object.fromEntries(
    Object.entries(rest)
      .filter(([key, value]) => !(DROPPED.includes(key) || isUnlimited(key, value)))
      .map(([key, value]) => [key, lowerKeyword(key, value)]),
  );
  return {
    ...plainType(type),
    ...(KNOWN_FORMATS.includes(format) ? { format } : {}),
    ...lowered,
    ...(constant === undefined ? {} : { enum: [constant] }),
    ...bound("minimum", lowered["minimum"], exclusiveMinimum, type === "integer" ? 1 : 0),
    ...bound("maximum", lowered["maximum"], exclusiveMaximum, type === "integer" ? -1 : 0),
  };
}

function lowerKeyword(key: string, value: unknown): unknown {
  if (BY_NAME.some((name) => name === key)) {
    return Object.fromEntries(Object.entries({ ...(value as Json) }).map(([name, one]) => [name, lowerSchema(one)]));
  }
  if (LISTS.some((name) => name === key) && Array.isArray(value)) {
    return value.map((one) => lowerSchema(one));
  }
  return SINGLE.some((name) => name === key) ? lowerSchema(value) : value;
}

/** What may be of several types is held to none: models have one type each. */
function plainType(type: unknown): Json {
  return type === undefined || Array.isArray(type) ? {} : { type };
}

/** The largest whole numbers that JavaScript keeps exactly limit nothing. */
function isUnlimited(key: string, value: unknown): boolean {
  return (
    (key === "minimum" || key === "maximum") && typeof value === "number" && Math.abs(value) >= Number.MAX_SAFE_INTEGER
  );
}

/** Models have no exclusive bounds: a whole number's is the next one, another's the bound itself. */
function bound(key: "maximum" | "minimum", inclusive: unknown, exclusive: unknown, step: number): Json {
  return typeof exclusive === "number" && inclusive === undefined ? { [key]: exclusive + step } : {};
}
