import type { DynamoDBRecord } from "aws-lambda";
import type { Outgoing } from "../shared/queue";
import type { OrderRow } from "./schema";

/** Longest message that we send, in bytes: below SQS's 1 MiB, with room for the other fields. */
const MESSAGE_LIMIT = 900_000;

/** A record that no repetition can cure, as an operator finds it in the failure queue. */
export interface PoisonMessage {
  readonly reason: string;
  readonly recordId: string;
  readonly sequence: string;
  readonly keys: unknown;
  /** The change itself, unless it is too long for a message: then only the keys are there. */
  readonly record?: DynamoDBRecord;
}

/** The message about a poison record. */
export function poisonMessage(record: DynamoDBRecord, reason: string): Outgoing {
  const head: PoisonMessage = {
    reason,
    recordId: record.eventID ?? "",
    sequence: record.dynamodb?.SequenceNumber ?? "",
    keys: record.dynamodb?.Keys ?? null,
  };
  const whole = JSON.stringify({ ...head, record });
  const body = Buffer.byteLength(whole) <= MESSAGE_LIMIT ? whole : JSON.stringify(head);
  return { id: identity(record), group: "poison", body };
}

/** What the shop's other parts hear about an order: ids and state, nothing about the person. */
export function eventMessage(row: OrderRow): Outgoing {
  const type = { INSERT: "order.created", MODIFY: "order.changed", REMOVE: "order.removed" }[row.operation];
  const { record_id: id, order_id: orderId, sequence, event_time: time, status } = row;
  const body = JSON.stringify({ type, id, orderId, sequence, time, ...(status === undefined ? {} : { status }) });
  return { id, group: orderId, body };
}

/** A record's identity, also where the envelope itself is broken. */
export function identity(record: DynamoDBRecord): string {
  return record.eventID ?? record.dynamodb?.SequenceNumber ?? "unknown";
}
