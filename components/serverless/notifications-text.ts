import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as sns from "@pulumi/aws/sns";
import * as pulumi from "@pulumi/pulumi";
import { childName, type EncryptionKey, grant, parseArn, serviceTrust } from "../core";
import type { NotificationsPlan } from "./notifications-plan";

/** Share of sent messages that is logged, in per cent; what failed is always logged. */
const LOGGED_SHARE = "100";

/**
 * Text messages: the account's spending limit and what becomes of each message. SNS writes to two log groups with names of
 * its own choice; they are made first, so that they are encrypted and do not keep phone numbers for ever.
 */
export function makeTextMessages(
  parent: pulumi.ComponentResource,
  name: string,
  key: EncryptionKey,
  plan: NotificationsPlan & { readonly textMessages: NonNullable<NotificationsPlan["textMessages"]> },
): sns.SmsPreferences {
  const place = key.arn.apply((arn) => parseArn(arn));
  const base = pulumi.interpolate`sns/${place.region}/${place.account}/DirectPublishToPhoneNumber`;
  const groups = { sent: base, failed: pulumi.interpolate`${base}/Failure` };
  const arns = Object.entries(groups).map(([role, groupName]) => {
    const group = new cloudwatch.LogGroup(
      childName(name, "text-logs", role),
      { name: groupName, kmsKeyId: key.arn, retentionInDays: plan.logRetentionDays },
      { parent },
    );
    return group.arn;
  });
  const role = new iam.Role(
    childName(name, "text-role"),
    { assumeRolePolicy: serviceTrust("sns.amazonaws.com") },
    { parent },
  );
  const policy = grant({ granteeName: childName(name, "text"), role }, "logs", [
    {
      sid: "WriteDeliveryLogs",
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: arns.map((arn) => pulumi.interpolate`${arn}:log-stream:*`),
    },
  ]);
  const { kind, monthlySpendLimitUsd, senderId } = plan.textMessages;
  return new sns.SmsPreferences(
    childName(name, "text-messages"),
    {
      monthlySpendLimit: monthlySpendLimitUsd,
      defaultSmsType: kind,
      ...(senderId === undefined ? {} : { defaultSenderId: senderId }),
      deliveryStatusIamRoleArn: role.arn,
      deliveryStatusSuccessSamplingRate: LOGGED_SHARE,
    },
    { parent, dependsOn: [policy] },
  );
}
