import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
} from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Observer } from "./observe";

/** Tables as plain objects; absent properties are not written. */
export function tables(observer: Observer): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(observer.traced(new DynamoDBClient({})), {
    marshallOptions: { removeUndefinedValues: true },
  });
}

/** Whether a write was refused because its condition did not hold. */
export function refusedByCondition(error: unknown): boolean {
  return error instanceof ConditionalCheckFailedException;
}

/**
 * The reasons for which a transaction was refused, one per part in its order (`None` where the part was fine), or
 * `undefined` where the error is another one.
 */
export function cancellationReasons(error: unknown): readonly string[] | undefined {
  return error instanceof TransactionCanceledException
    ? (error.CancellationReasons ?? []).map((reason) => reason.Code ?? "None")
    : undefined;
}

/** Whether a transaction met another one on the same items; it may be tried again. */
export function conflicted(error: unknown): boolean {
  return (cancellationReasons(error) ?? []).some((reason) =>
    ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"].includes(reason),
  );
}
