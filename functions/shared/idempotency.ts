import { IdempotencyConfig } from "@aws-lambda-powertools/idempotency";
import { DynamoDBPersistenceLayer } from "@aws-lambda-powertools/idempotency/dynamodb";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Observer } from "./observe";

/** Options of `makeIdempotent`: what is remembered where, and what tells one request from another. */
export function remembering(
  observer: Observer,
  tableName: string,
  options: { readonly key: string; readonly days: number },
) {
  return {
    persistenceStore: new DynamoDBPersistenceLayer({
      tableName,
      awsSdkV3Client: observer.traced(new DynamoDBClient({})),
    }),
    config: new IdempotencyConfig({
      eventKeyJmesPath: options.key,
      throwOnNoIdempotencyKey: true,
      expiresAfterSeconds: options.days * 86_400,
    }),
  };
}
