import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { DynamoDBRecord } from "aws-lambda";
import type * as z from "zod";
import { orderImage, orderKeys, streamRecord } from "./input";
import { type OrderRow, SCHEMA_VERSION } from "./schema";

/** Longest sequence number of DynamoDB Streams, in digits (API reference of `StreamRecord`, read 2026-11). */
const SEQUENCE_DIGITS = 40;

/** What became of one record. */
export type Transformed =
  | { readonly kind: "row"; readonly record: DynamoDBRecord; readonly row: OrderRow }
  | { readonly kind: "poison"; readonly record: DynamoDBRecord; readonly reason: string };

/**
 * Turns a change of an order into a row. Never throws: what does not fit is poison, with a reason that names fields and no
 * values.
 *
 * @param personal names of attributes that analytics never sees
 */
export function transform(record: DynamoDBRecord, personal: ReadonlySet<string>): Transformed {
  try {
    const envelope = streamRecord.safeParse(record);
    if (!envelope.success) {
      return poison(record, describe("stream record", envelope.error));
    }
    return envelope.data.eventName === "REMOVE"
      ? removal(record, envelope.data)
      : change(record, envelope.data, personal);
  } catch (error) {
    return poison(record, `unreadable image: ${error instanceof Error ? error.name : typeof error}`);
  }
}

type Envelope = z.output<typeof streamRecord>;

function removal(record: DynamoDBRecord, envelope: Envelope): Transformed {
  const keys = orderKeys.safeParse(plain(record.dynamodb?.Keys));
  if (!keys.success) {
    return poison(record, describe("keys", keys.error));
  }
  return { kind: "row", record, row: base(envelope, keys.data.orderId) };
}

function change(record: DynamoDBRecord, envelope: Envelope, personal: ReadonlySet<string>): Transformed {
  const image = orderImage.safeParse(plain(record.dynamodb?.NewImage));
  if (!image.success) {
    return poison(record, describe("order", image.error));
  }
  const order = image.data;
  const customer = order.customerId ?? order.userId;
  const row: OrderRow = {
    ...base(envelope, order.orderId),
    status: order.status,
    ...(customer === undefined ? {} : { customer_id: customer }),
    ...(order.currency === undefined ? {} : { currency: order.currency }),
    ...(order.total === undefined ? {} : { total: order.total }),
    ...(order.items === undefined ? {} : { item_count: pieces(order.items) }),
    payload: JSON.stringify(order, (key, value) => (personal.has(key) ? undefined : value)),
  };
  return { kind: "row", record, row };
}

function base(envelope: Envelope, orderId: string) {
  return {
    record_id: envelope.eventID,
    order_id: orderId,
    sequence: envelope.dynamodb.SequenceNumber.padStart(SEQUENCE_DIGITS, "0"),
    operation: envelope.eventName,
    event_time: new Date(envelope.dynamodb.ApproximateCreationDateTime * 1000).toISOString(),
    schema_version: SCHEMA_VERSION,
  };
}

function pieces(items: readonly { readonly quantity?: string | undefined }[]): number {
  return items.reduce((sum, item) => sum + Number(item.quantity ?? "1"), 0);
}

/** DynamoDB's typed values as plain ones, numbers as text. */
function plain(image: unknown): unknown {
  return image === undefined
    ? undefined
    : unmarshall(image as Record<string, AttributeValue>, { wrapNumbers: (text) => text });
}

function describe(what: string, error: z.ZodError): string {
  return `${what} does not fit: ${error.issues.map((issue) => `/${issue.path.join("/")} ${issue.message}`).join("; ")}`;
}

function poison(record: DynamoDBRecord, reason: string): Transformed {
  return { kind: "poison", record, reason };
}
