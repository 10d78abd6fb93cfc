import * as z from "zod";

/** Most products in one answer: 100 of the largest that the shop takes stay under DynamoDB's page of 1 MB. */
export const PAGE_LIMIT = 100;

/** What the backend asks. */
export const listProductsInput = z.strictObject({
  /** Only products of this category. */
  category: z.string().min(1).max(100).optional(),
  /** Products in one answer. */
  limit: z.int().min(1).max(PAGE_LIMIT).default(25),
  /** Where the previous answer ended. */
  cursor: z.string().min(1).max(1024).optional(),
});

/** A product as it stands in the table. */
export const product = z.object({
  productId: z.string(),
  name: z.string(),
  price: z.number(),
  currency: z.string().default("USD"),
  category: z.string().optional(),
  description: z.string().optional(),
  imageUrl: z.string().optional(),
  stock: z.number().default(0),
});

export type Product = z.output<typeof product>;

/** A page of products. */
export interface ProductPage {
  readonly products: readonly Product[];
  /** Give it back as `cursor` for the next page; absent on the last one. */
  readonly next?: string;
}
