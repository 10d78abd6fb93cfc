import * as z from "zod";
import { id, type OrderLine } from "../shared/shop";

/** What the state machine passes. */
export const validateInput = z.strictObject({ orderId: id, userId: z.string().min(1).max(128) });

/** The cart as it will be ordered, priced now. */
export interface ValidatedCart {
  readonly items: readonly OrderLine[];
  readonly totalCents: number;
  readonly currency: string;
}
