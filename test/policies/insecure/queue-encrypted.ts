import * as sqs from "@pulumi/aws/sqs";

const failed = new sqs.Queue("failed", { sqsManagedSseEnabled: true });
new sqs.Queue("events", {
  sqsManagedSseEnabled: false,
  redrivePolicy: failed.arn.apply((arn) => JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: 5 })),
});
