import * as z from "zod";

/** Ids that we give out and take: they fit into keys, paths and Stripe's metadata. */
export const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "1 to 64 letters, digits, dashes and underscores");

/** Most different products in one cart: a checkout moves all of them in one transaction of at most 100 parts. */
export const CART_LIMIT = 40;

/** Pieces of one product in a cart. */
export const quantity = z.int().min(1).max(99);

/** What the shop sells, as it stands in the table. Money is in the currency's smallest unit. */
export const product = z.object({
  productId: id,
  name: z.string(),
  description: z.string().default(""),
  category: z.string(),
  priceCents: z.int().nonnegative(),
  currency: z.string().default("usd"),
  imageUrl: z.string().optional(),
  stock: z.int(),
  /** Rises with every change, also across deletion and re-creation: the search index keeps the highest. */
  version: z.int().positive(),
  updatedAt: z.string().optional(),
});

export type Product = z.output<typeof product>;

/** One line of a cart. */
export const cartLine = z.object({ productId: id, quantity });

/** One line of an order: the price is the one that the customer saw. */
export const orderLine = cartLine.extend({ name: z.string(), priceCents: z.int().nonnegative() });

export type OrderLine = z.output<typeof orderLine>;

/**
 * Where an order stands. `PENDING`: the card is or will be authorised. `CONFIRMED`: the stock has moved. `PAID`: the money
 * too. `CANCELLING`: closed, its money not yet released. `CANCELLED` and `REJECTED`: neither; `REFUNDED`: both came back.
 */
export const orderStatus = z.enum(["PENDING", "CONFIRMED", "PAID", "CANCELLING", "CANCELLED", "REJECTED", "REFUNDED"]);

/** An order as it stands in the table. */
export const order = z.object({
  orderId: id,
  userId: z.string(),
  status: orderStatus,
  items: z.array(orderLine).min(1),
  totalCents: z.int().positive(),
  currency: z.string(),
  paymentIntentId: z.string().optional(),
  createdAt: z.string(),
  notifiedAt: z.string().optional(),
});

export type Order = z.output<typeof order>;
