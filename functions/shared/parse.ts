import type * as z from "zod";
import { invalid } from "./problem";

/**
 * The input as its schema reads it.
 *
 * @throws {Problem} 400 that names every refused field
 */
export function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (!result.success) {
    throw invalid(result.error);
  }
  return result.data;
}

/** JSON, or `undefined` where the text is none: the schema then says what is wrong. */
export function parseJson(text: string | null | undefined): unknown {
  try {
    return text === null || text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
