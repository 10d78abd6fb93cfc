import { marshall } from "@aws-sdk/util-dynamodb";
import type { AttributeValue, DynamoDBRecord } from "aws-lambda";
import { PERSONAL } from "./logs";

/** A seeded random number from 0 to 1: the same seed gives the same run. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** An order as the shop's backend writes it. */
export function order(orderId: string, extra: object = {}): Record<string, unknown> {
  return {
    orderId,
    customerId: `customer-${orderId}`,
    status: "PLACED",
    currency: "USD",
    total: 19.98,
    items: [{ productId: "p-1", quantity: 2 }],
    email: PERSONAL.email,
    shippingAddress: { name: PERSONAL.name, street: PERSONAL.address, phone: PERSONAL.phone },
    ...extra,
  };
}

/** A stream record; `position` decides its sequence number and its identity. */
export function change(
  position: number,
  eventName: "INSERT" | "MODIFY" | "REMOVE",
  image: Record<string, unknown>,
): DynamoDBRecord {
  const key = "orderId" in image ? "orderId" : "productId";
  const keys = { [key]: image[key] };
  return {
    eventID: `event-${position}`,
    eventName,
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: "us-east-1",
    dynamodb: {
      ApproximateCreationDateTime: 1_790_000_000 + position,
      SequenceNumber: String(4_000_000_000_000_000_000_000n + BigInt(position)),
      Keys: typed(keys),
      ...(eventName === "REMOVE" ? { OldImage: typed(image) } : { NewImage: typed(image) }),
      StreamViewType: "NEW_AND_OLD_IMAGES",
    },
  };
}

function typed(value: Record<string, unknown>): Record<string, AttributeValue> {
  return JSON.parse(JSON.stringify(marshall(value)));
}
