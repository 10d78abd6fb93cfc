import { customerKey, resourceRule } from "../../engine";

export const topicEncryptedWithCustomerKey = resourceRule({
  id: "topic-encrypted-with-customer-key",
  title: "Topics encrypt with a customer key",
  why: "A topic without a key stores messages in the clear until they are delivered.",
  fix: {
    text: "Set kmsMasterKeyId to your key.",
    code: `new sns.Topic("orders", { kmsMasterKeyId: key.arn });`,
  },
  severity: "medium",
  frameworks: ["FSBP SNS.1"],
  types: ["aws:sns/topic:Topic"],
  expects: [{ path: "kmsMasterKeyId", want: customerKey }],
});
