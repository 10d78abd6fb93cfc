import { S3Client } from "@aws-sdk/client-s3";
import { gcsLake } from "../data-pipeline/lakes";
import { type Environment, readEnvironment } from "../shared/environment";
import { gcpClient } from "../shared/gcp";
import { describeError } from "../shared/redact";
import { secretReader } from "../shared/secrets";
import { copyDay } from "./backfill";
import { daysBetween } from "./days";
import { needs } from "./needs";

/** Prints one line of JSON, as log groups take it. */
function log(level: "info" | "warn" | "error", message: string, more: object = {}): void {
  console.log(JSON.stringify({ level, service: "backfill", message, ...more }));
}

/** Day after day, so that a run which is stopped has finished all days that it has spoken of. */
async function run(environment: Environment): Promise<boolean> {
  const settings = readEnvironment(needs, environment);
  const days = daysBetween(settings.FROM_DAY, settings.TO_DAY);
  // Path style is for servers on this machine: a bucket's own host name does not resolve there.
  const endpoint = environment["AWS_ENDPOINT_URL_S3"] ?? "";
  const client = new S3Client({ forcePathStyle: endpoint.startsWith("http://127.0.0.1:") });
  const google = await gcpClient(settings.GCP_IDENTITY, secretReader(), client);
  const sink = gcsLake(settings.GCS_ENDPOINT, settings.GCS_LAKE_BUCKET, async () => google);
  const ends = { client, bucket: settings.LAKE_BUCKET, sink };
  let whole = true;
  for (const day of days) {
    const result = await copyDay(day, ends, (message, more) => log("warn", message, more));
    whole &&= result.failed === 0;
    log("info", "The day is copied", result);
  }
  return whole;
}

run(process.env).then(
  (whole) => {
    process.exitCode = whole ? 0 : 1;
  },
  (error: unknown) => {
    log("error", "The run ended early", { failure: describeError(error) });
    process.exitCode = 1;
  },
);
