import { createHash } from "node:crypto";
import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { AuthClient } from "google-auth-library";
import { guard } from "../shared/resilience";
import type { OrderRow } from "./schema";

/** An object of a lake: newline-delimited JSON, one change per line, each with its `record_id`. */
export interface LakeObject {
  readonly key: string;
  readonly body: string;
}

/** Takes an object; the same key is written again with the same content. */
export type Lake = (object: LakeObject) => Promise<void>;

/**
 * The object for these rows. Its name depends on the rows alone, so a repeated batch meets its own object; a batch that
 * is cut differently repeats lines, which readers tell by `record_id`.
 */
export function lakeObject(rows: readonly OrderRow[]): LakeObject | undefined {
  const [first] = rows;
  if (first === undefined) {
    return undefined;
  }
  const digest = createHash("sha256");
  for (const row of rows) {
    digest.update(row.record_id).update("\n");
  }
  const day = first.event_time.slice(0, 10);
  return {
    key: `orders/day=${day}/${first.sequence}-${digest.digest("hex").slice(0, 16)}.ndjson`,
    body: rows.map((row) => `${JSON.stringify(row)}\n`).join(""),
  };
}

/** What Cloud Storage answers where `ifGenerationMatch=0` meets an object (Cloud Storage, "Request preconditions"). */
const ALREADY_THERE = 412;
const CONTENT_TYPE = "application/x-ndjson";

/** The lake on S3. */
export function s3Lake(client: S3Client, bucket: string): Lake {
  return async ({ key, body }) => {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: CONTENT_TYPE }));
  };
}

/** The lake on Cloud Storage, which Dataflow reads. */
export function gcsLake(endpoint: string, bucket: string, client: () => Promise<AuthClient>): Lake {
  const guarded = guard({ timeoutMs: 10_000, attempts: 4, firstDelayMs: 200, breakAfter: 8, restMs: 5_000 });
  return async ({ key, body }) => {
    const auth = await client();
    const name = encodeURIComponent(key);
    await guarded((signal) =>
      auth.request({
        // The identity may create objects and not overwrite them: an object that is there has this content already.
        url: `${endpoint}/upload/storage/v1/b/${bucket}/o?uploadType=media&ifGenerationMatch=0&name=${name}`,
        method: "POST",
        headers: { "content-type": CONTENT_TYPE },
        body,
        signal,
        retry: false,
        validateStatus: (status) => (status >= 200 && status < 300) || status === ALREADY_THERE,
      }),
    );
  };
}
