import { randomUUID } from "node:crypto";
import type { Context, DynamoDBRecord } from "aws-lambda";
import type { Change } from "./dynamodb";

/** Begins every ARN of the demo. */
export const ARN = "arn:aws:demo:us-east-1:123456789012";

/** A change as a stream tells it. */
export function streamRecord({ keys, before, after }: Change, count: number): DynamoDBRecord {
  const images: Pick<NonNullable<DynamoDBRecord["dynamodb"]>, "Keys" | "OldImage" | "NewImage"> = JSON.parse(
    JSON.stringify({ Keys: keys, OldImage: before, NewImage: after }),
  );
  return {
    eventID: `demo-${count}`,
    eventName: after === undefined ? "REMOVE" : before === undefined ? "INSERT" : "MODIFY",
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: "us-east-1",
    dynamodb: { ...images, SequenceNumber: String(count), StreamViewType: "NEW_AND_OLD_IMAGES" },
  };
}

/** A message as Lambda gets it from a queue. */
export function queueRecord(body: string) {
  const messageId = randomUUID();
  return {
    messageId,
    receiptHandle: messageId,
    body,
    attributes: {
      ApproximateReceiveCount: "1",
      SentTimestamp: String(Date.now()),
      SenderId: "demo",
      ApproximateFirstReceiveTimestamp: String(Date.now()),
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: `${ARN}:orders`,
    awsRegion: "us-east-1",
  };
}

/** What Lambda passes beside the event. */
export function contextOf(functionName: string): Context {
  const deadline = Date.now() + 30_000;
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName,
    functionVersion: "1",
    invokedFunctionArn: `${ARN}:function:${functionName}`,
    memoryLimitInMB: "512",
    awsRequestId: randomUUID(),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: "demo",
    getRemainingTimeInMillis: () => deadline - Date.now(),
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}
