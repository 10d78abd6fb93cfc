import { S3Client } from "@aws-sdk/client-s3";
import type { Observer } from "./observe";

/** A client for buckets. Path style is for servers on this machine: a bucket's own host name does not resolve there. */
export function s3Client(observer: Observer): S3Client {
  const endpoint = process.env["AWS_ENDPOINT_URL"] ?? "";
  return observer.traced(new S3Client({ forcePathStyle: endpoint.startsWith("http://127.0.0.1:") }));
}
