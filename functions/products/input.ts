import * as z from "zod";
import { id } from "../shared/shop";

/** How products are browsed. */
export const browseQuery = z.strictObject({
  /** Words to look for. */
  q: z.string().min(1).max(200).optional(),
  category: z.string().min(1).max(100).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(1024).optional(),
});

export type BrowseQuery = z.output<typeof browseQuery>;

/** What an admin says about a product. */
export const productBody = z.strictObject({
  name: z.string().min(1).max(200),
  description: z.string().max(5000).default(""),
  category: z.string().min(1).max(100),
  priceCents: z.int().min(1).max(100_000_000),
  currency: z
    .string()
    .regex(/^[a-z]{3}$/)
    .default("usd"),
  imageUrl: z.url({ protocol: /^https$/ }).optional(),
  stock: z.int().min(0).max(1_000_000),
});

export type ProductBody = z.output<typeof productBody>;

/** A new product may bring its own id. */
export const newProductBody = productBody.extend({ productId: id.optional() });

export const productPath = z.object({ productId: id });

/** `If-Match: "17"` → 17. */
export const ifMatch = z
  .string()
  .regex(/^"\d{1,16}"$/, 'a version in quotation marks, as the ETag gives it: "17"')
  .transform((text) => Number(text.slice(1, -1)))
  .optional();
