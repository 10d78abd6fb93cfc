import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { DynamoDBRecord } from "aws-lambda";
import type { ProductDocument } from "../shared/search";
import { product } from "../shared/shop";

/** A document to write, with the version that decides who wins. */
export interface Versioned {
  readonly record: DynamoDBRecord;
  readonly version: number;
  readonly document: ProductDocument;
}

/** A record as a document, or why it is none. */
export function documentOf(
  record: DynamoDBRecord,
): Versioned | { readonly record: DynamoDBRecord; readonly reason: string } {
  const removed = record.eventName === "REMOVE";
  const image = removed ? record.dynamodb?.OldImage : record.dynamodb?.NewImage;
  const parsed = product.safeParse(
    image === undefined ? undefined : unmarshall(image as Record<string, AttributeValue>),
  );
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => `/${issue.path.join("/")} ${issue.message}`);
    return { record, reason: `product does not fit: ${fields.join("; ")}` };
  }
  const { version, updatedAt: _, productId, imageUrl, ...fields } = parsed.data;
  if (removed) {
    // Above the last change, and below a product that is made anew under this id.
    return { record, version: version + 1, document: { productId, deleted: true } };
  }
  const image_ = imageUrl === undefined ? {} : { imageUrl };
  return { record, version, document: { productId, ...fields, ...image_, deleted: false } };
}
