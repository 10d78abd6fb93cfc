import { Problem } from "./problem";

/** A DynamoDB start key as an opaque text for callers. */
export function encodeCursor(key: Readonly<Record<string, unknown>> | undefined): string | undefined {
  return key === undefined ? undefined : Buffer.from(JSON.stringify(key)).toString("base64url");
}

/**
 * The start key of a cursor that we gave out.
 *
 * @param attributes the key attributes that the table or index has; any others are refused
 * @throws {Problem} 400 where the text is no cursor of ours
 */
export function decodeCursor(
  cursor: string | undefined,
  attributes: readonly string[],
): Record<string, string> | undefined {
  if (cursor === undefined) {
    return undefined;
  }
  const entries = entriesOf(cursor);
  const known = entries.every(([name, value]) => attributes.includes(name) && typeof value === "string");
  if (!known || entries.length !== attributes.length) {
    throw new Problem("invalid-request", "The request is not valid", 400, {
      detail: "cursor: not one that this service gave out",
      errors: [{ field: "cursor", detail: "not one that this service gave out" }],
    });
  }
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

function entriesOf(cursor: string): [string, unknown][] {
  try {
    return Object.entries(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch {
    return [];
  }
}
