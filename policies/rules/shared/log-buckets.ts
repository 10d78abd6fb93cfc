import type { Stack, Subject } from "../../engine";
import { BUCKET_LOGGINGS, LOAD_BALANCERS } from "./types";

/** A bucket that receives logs would log itself for ever, and the services that write there take no customer key (Amazon S3 and load balancers, read 2026-11). */
export function receivesLogs(bucket: Subject, stack: Stack): boolean {
  return (
    stack.referrers(bucket, BUCKET_LOGGINGS, "targetBucket").found.length > 0 ||
    stack.ofTypes(LOAD_BALANCERS).some((balancer) => balancer.sources("accessLogs").includes(bucket.urn)) ||
    stack.ofTypes(["aws:ec2/flowLog:FlowLog"]).some((log) => log.sources("logDestination").includes(bucket.urn)) ||
    stack
      .ofTypes(["aws:cloudfront/distribution:Distribution"])
      .some((edge) => edge.sources("loggingConfig").includes(bucket.urn)) ||
    /(^|-)logs?(-|$)/.test(bucket.name)
  );
}
