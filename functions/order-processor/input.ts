import * as z from "zod";
import { id } from "../shared/shop";

/** What the state machine puts into the queue: which order, and how to tell it the result. */
export const orderMessage = z.strictObject({ orderId: id, taskToken: z.string().min(1).max(2048) });

export type OrderMessage = z.output<typeof orderMessage>;
