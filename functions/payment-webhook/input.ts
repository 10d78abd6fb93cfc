import * as z from "zod";
import { id } from "../shared/shop";

const ourOrder = z.object({ metadata: z.object({ orderId: id }) });

/** The events that mean something to us; Stripe sends more. */
export const stripeEvent = z.discriminatedUnion("type", [
  z.object({ id: z.string(), type: z.literal("payment_intent.succeeded"), data: z.object({ object: ourOrder }) }),
  z.object({ id: z.string(), type: z.literal("charge.refunded"), data: z.object({ object: ourOrder }) }),
  z.object({
    id: z.string(),
    type: z.literal("charge.dispute.created"),
    data: z.object({ object: z.object({ id: z.string(), payment_intent: z.string().nullish() }) }),
  }),
]);

export type StripeEvent = z.output<typeof stripeEvent>;
