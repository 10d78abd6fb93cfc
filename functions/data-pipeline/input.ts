import * as z from "zod";

/** Whole digits before and after the point that BigQuery's NUMERIC holds (BigQuery data types, read 2026-11). */
const NUMERIC = /^-?\d{1,29}(\.\d{1,9})?$/;

/** An order in the table, as far as analytics knows it. Numbers are text, because DynamoDB's exceed JavaScript's. */
export const orderImage = z.looseObject({
  orderId: z.string().min(1),
  customerId: z.string().optional(),
  userId: z.string().optional(),
  status: z.string().min(1),
  currency: z.string().length(3).optional(),
  total: z.string().regex(NUMERIC).optional(),
  items: z
    .array(
      z.looseObject({
        quantity: z
          .string()
          .regex(/^\d{1,9}$/)
          .optional(),
      }),
    )
    .optional(),
});

/** The keys of an order. */
export const orderKeys = z.looseObject({ orderId: z.string().min(1) });

/** What the stream says besides the images. */
export const streamRecord = z.object({
  eventID: z.string().min(1),
  eventName: z.enum(["INSERT", "MODIFY", "REMOVE"]),
  dynamodb: z.looseObject({
    SequenceNumber: z.string().regex(/^\d{1,40}$/),
    ApproximateCreationDateTime: z.number().positive(),
  }),
});
