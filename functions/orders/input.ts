import * as z from "zod";
import { id, order } from "../shared/shop";

export const orderPath = z.object({ orderId: id });

/** How a customer's orders are listed, the newest first. */
export const listQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(50).default(20),
  cursor: z.string().max(1024).optional(),
});

/** An order as its customer sees it: without the payment's reference. */
export const shownOrder = order.omit({ userId: true, paymentIntentId: true, notifiedAt: true });
