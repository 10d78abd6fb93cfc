import * as z from "zod";
import { id } from "../shared/shop";

/** What the state machine passes. */
export const compensateInput = z.strictObject({ orderId: id });

/** How it ended: the order is undone, or its money was taken before anybody could stop it and it stands. */
export interface Compensation {
  readonly orderId: string;
  readonly outcome: "CANCELLED" | "PAID";
}
