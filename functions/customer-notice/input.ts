import * as z from "zod";
import { id } from "../shared/shop";

/** What a customer can be told. */
export const noticeType = z.enum(["order.confirmed", "order.cancelled"]);

export type NoticeType = z.output<typeof noticeType>;

/** A message of the customers' topic: ids alone, so that no topic, queue or log holds anything personal. */
export const notice = z.strictObject({
  type: noticeType,
  orderId: id,
  /** The customer's `sub` in the user pool. */
  userId: z.string().min(1).max(128),
});

export type Notice = z.output<typeof notice>;
