import { customerKey, isTrue, resourceRule } from "../../engine";

export const tableEncryptedWithCustomerKey = resourceRule({
  id: "table-encrypted-with-customer-key",
  title: "DynamoDB tables encrypt with a customer key",
  why: "The key that AWS owns cannot be audited, restricted or withdrawn.",
  fix: {
    text: "Set serverSideEncryption with enabled and the ARN of your key.",
    code: `new dynamodb.Table("orders", { ..., serverSideEncryption: { enabled: true, kmsKeyArn: key.arn } });`,
  },
  severity: "high",
  frameworks: ["PCI 3.5.1", "SOC2 CC6.1"],
  types: ["aws:dynamodb/table:Table"],
  expects: [
    { path: "serverSideEncryption.enabled", want: isTrue },
    { path: "serverSideEncryption.kmsKeyArn", want: customerKey },
  ],
});
