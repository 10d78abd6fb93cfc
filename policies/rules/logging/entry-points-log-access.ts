import { type Judge, REMOVED, type Stack, type Subject, stackRule } from "../../engine";
import { receivesLogs } from "../shared/log-buckets";
import { BUCKET_LOGGINGS, BUCKETS, LOAD_BALANCERS } from "../shared/types";

export const entryPointsLogAccess = stackRule({
  id: "entry-points-log-access",
  title: "Buckets, load balancers, API stages and workflows log who used them",
  why: "The access log is the only witness that an attacker cannot ask to look away.",
  fix: {
    text: "Send access logs to a bucket or group; the bucket that receives them is exempt by that role.",
    code: `new s3.BucketLogging("lake", { bucket: lake.id, targetBucket: logs.id, targetPrefix: "lake/" });`,
  },
  severity: "medium",
  frameworks: ["FSBP S3.9", "FSBP ELB.5", "FSBP APIGateway.9", "FSBP StepFunctions.1"],
  types: [
    ...BUCKETS,
    ...LOAD_BALANCERS,
    "aws:apigatewayv2/stage:Stage",
    "aws:apigateway/stage:Stage",
    "aws:sfn/stateMachine:StateMachine",
  ],
  guards: [
    { type: "aws:lb/loadBalancer:LoadBalancer", path: "accessLogs.enabled", broken: [false, REMOVED] },
    { type: "aws:sfn/stateMachine:StateMachine", path: "loggingConfiguration.level", broken: ["OFF", REMOVED] },
    { type: "aws:apigatewayv2/stage:Stage", path: "accessLogSettings.destinationArn", broken: [REMOVED] },
  ],
  check(subject, judge, stack) {
    if (BUCKETS.some((type) => type === subject.type)) {
      checkBucket(subject, judge, stack);
    } else if (LOAD_BALANCERS.some((type) => type === subject.type)) {
      const enabled = subject.get("accessLogs.enabled");
      judge.require(enabled.flag() === true, enabled, "true", `Load balancer ${subject.name} keeps no access log.`);
    } else if (subject.type === "aws:sfn/stateMachine:StateMachine") {
      const level = subject.get("loggingConfiguration.level");
      judge.require(["ALL", "ERROR", "FATAL"].includes(level.text() ?? ""), level, '"ALL" or "ERROR"');
    } else {
      const destination = subject.get("accessLogSettings.destinationArn");
      judge.require(destination.present, destination, "a log group", `Stage ${subject.name} keeps no access log.`);
    }
  },
});

function checkBucket(bucket: Subject, judge: Judge, stack: Stack): void {
  const { found, perhaps } = stack.referrers(bucket, BUCKET_LOGGINGS, "bucket");
  if (found.length > 0 || receivesLogs(bucket, stack)) {
    return;
  }
  if (perhaps.length > 0) {
    judge.doubt("", `${perhaps.map(({ name }) => name).join(", ")} may log this bucket`);
  } else {
    judge.fail(bucket.get("logging"), "access logs", `Bucket ${bucket.name} keeps no access log.`);
  }
}
