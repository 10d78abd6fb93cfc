import { GetObjectCommand, ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import type { Lake } from "../data-pipeline/lakes";
import { describeError } from "../shared/redact";

/** Objects under way at once: the network is what a run waits for. */
const AT_ONCE = 8;

/** What became of a day. */
export interface DayResult {
  readonly day: string;
  /** Objects that Cloud Storage has now, those included that it had before. */
  readonly there: number;
  readonly failed: number;
}

/** Where objects are read from, and where they go. */
export interface Ends {
  readonly client: S3Client;
  readonly bucket: string;
  readonly sink: Lake;
}

/**
 * Copies a day's objects under their own names. The sink creates and never overwrites, so that a repeated run meets its own
 * objects; one that fails holds up no other.
 */
export async function copyDay(
  day: string,
  ends: Ends,
  warn: (message: string, more: object) => void,
): Promise<DayResult> {
  const result = { day, there: 0, failed: 0 };
  const keys = listKeys(ends, `orders/day=${day}/`);
  const copyNext = async (): Promise<void> => {
    for (let next = await keys.next(); next.done !== true; next = await keys.next()) {
      try {
        await ends.sink({ key: next.value, body: await read(ends, next.value) });
        result.there += 1;
      } catch (error) {
        result.failed += 1;
        warn("An object was not copied", { key: next.value, failure: describeError(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, copyNext));
  return result;
}

async function* listKeys({ client, bucket }: Ends, prefix: string): AsyncGenerator<string, void> {
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }),
    );
    yield* (page.Contents ?? []).flatMap(({ Key }) => Key ?? []);
    token = page.NextContinuationToken;
  } while (token !== undefined);
}

async function read({ client, bucket }: Ends, key: string): Promise<string> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return (await Body?.transformToString()) ?? "";
}
