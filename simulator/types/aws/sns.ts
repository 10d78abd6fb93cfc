import { regionalArn, text } from "../../arn";
import type { TypeModel } from "../../model";

/** Amazon Simple Notification Service. */
export const snsTypes: readonly TypeModel[] = [
  {
    type: "aws:sns/topic:Topic",
    nameProperty: "name",
    nameLimit: { max: 256, pattern: /^[\w-]+(\.fifo)?$/, source: "SNS API, CreateTopic, read 2026-11" },
    id: (request) => regionalArn(request, "sns", request.physicalName),
    outputs: (request, id) => ({ arn: id, owner: request.cloud.aws.accountId, beginningArchiveTime: "" }),
    replaceOn: ["name", "namePrefix", "fifoTopic", "region"],
    references: { kmsMasterKeyId: "aws:kms/key:Key" },
  },
  {
    type: "aws:sns/topicPolicy:TopicPolicy",
    id: (request) => text(request, "arn"),
    outputs: (request) => ({ owner: request.cloud.aws.accountId }),
    replaceOn: ["arn"],
    references: { arn: "aws:sns/topic:Topic" },
  },
  {
    type: "aws:sns/topicSubscription:TopicSubscription",
    id: (request) => `${text(request, "topic")}:${uuid(request.digits(32))}`,
    outputs: (request, id) => ({
      arn: id,
      ownerId: request.cloud.aws.accountId,
      // Whoever owns the address must confirm it first.
      pendingConfirmation: ["email", "email-json", "http", "https"].includes(text(request, "protocol")),
      confirmationWasAuthenticated: false,
      filterPolicyScope: text(request, "filterPolicyScope", "MessageAttributes"),
    }),
    replaceOn: ["topic", "protocol", "endpoint"],
    references: { topic: "aws:sns/topic:Topic" },
  },
  {
    type: "aws:sns/smsPreferences:SmsPreferences",
    nameScope: "none",
    id: () => "aws_sns_sms_id",
    references: { deliveryStatusIamRoleArn: "aws:iam/role:Role" },
  },
];

function uuid(digits: string): string {
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join(
    "-",
  );
}
