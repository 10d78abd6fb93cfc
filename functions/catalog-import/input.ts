import * as z from "zod";

/** One product of a catalogue file. CSV knows only text, so numbers are read from it. */
export const catalogRow = z.object({
  product_id: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, "1 to 64 letters, digits, dashes and underscores"),
  name: z.string().trim().min(1).max(200),
  description: z.string().trim().max(5000).default(""),
  category: z.string().trim().min(1).max(100),
  price: z.coerce.number().positive().max(1_000_000).multipleOf(0.01),
  stock: z.coerce.number().int().min(0).max(1_000_000).default(0),
});

export type CatalogRow = z.output<typeof catalogRow>;

/** A row that was refused, as the report names it. */
export interface RefusedRow {
  /** Line of the file, the header being the first one. */
  readonly line: number;
  readonly faults: readonly string[];
}
