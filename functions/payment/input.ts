import * as z from "zod";
import { id, orderLine } from "../shared/shop";

/** What the state machine asks: first to hold the money, later to take it. */
export const paymentInput = z.discriminatedUnion("action", [
  z.strictObject({
    action: z.literal("authorise"),
    orderId: id,
    userId: z.string().min(1).max(128),
    items: z.array(orderLine).min(1),
    totalCents: z.int().positive(),
    currency: z.string().regex(/^[a-z]{3}$/),
    /** Stripe's id of the card, made in the browser: no card number ever comes here. */
    paymentMethodId: z.string().regex(/^pm_[A-Za-z0-9_]{1,128}$/),
  }),
  z.strictObject({ action: z.literal("capture"), orderId: id }),
]);

export type PaymentInput = z.output<typeof paymentInput>;
export type Authorisation = Extract<PaymentInput, { action: "authorise" }>;

/** What was reached. */
export interface PaymentResult {
  readonly orderId: string;
  readonly status: "AUTHORISED" | "PAID";
}
