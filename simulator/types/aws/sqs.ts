import { regionalArn, text } from "../../arn";
import type { CreateRequest, TypeModel } from "../../model";

const QUEUE = "aws:sqs/queue:Queue";

/** Names of FIFO queues end in `.fifo`, those that Pulumi makes up, too. */
function queueName(request: CreateRequest): string {
  const { physicalName } = request;
  return request.inputs["fifoQueue"] === true && !physicalName.endsWith(".fifo")
    ? `${physicalName}.fifo`
    : physicalName;
}

function queueUrl(request: CreateRequest): string {
  const { region, accountId } = request.cloud.aws;
  return `https://sqs.${region}.amazonaws.com/${accountId}/${queueName(request)}`;
}

/** A resource that configures one aspect of a queue; its id is the queue's URL. */
function aspect(token: string): TypeModel {
  return {
    type: token,
    id: (request) => text(request, "queueUrl"),
    replaceOn: ["queueUrl"],
    references: { queueUrl: QUEUE },
  };
}

/** Amazon Simple Queue Service. */
export const sqsTypes: readonly TypeModel[] = [
  {
    type: QUEUE,
    nameProperty: "name",
    nameLimit: { max: 80, pattern: /^[\w-]+(\.fifo)?$/, source: "SQS quotas, read 2026-11" },
    id: queueUrl,
    outputs: (request, id) => ({
      name: queueName(request),
      url: id,
      arn: regionalArn(request, "sqs", queueName(request)),
      region: request.cloud.aws.region,
    }),
    replaceOn: ["name", "namePrefix", "fifoQueue"],
    minutes: { create: 0.5, delete: 1 },
    stateful: true,
    references: { kmsMasterKeyId: "aws:kms/key:Key" },
  },
  aspect("aws:sqs/queuePolicy:QueuePolicy"),
  aspect("aws:sqs/redriveAllowPolicy:RedriveAllowPolicy"),
  aspect("aws:sqs/redrivePolicy:RedrivePolicy"),
];
