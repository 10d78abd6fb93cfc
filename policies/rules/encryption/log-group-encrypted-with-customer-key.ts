import { customerKey, resourceRule } from "../../engine";

export const logGroupEncryptedWithCustomerKey = resourceRule({
  id: "log-group-encrypted-with-customer-key",
  title: "Log groups encrypt with a customer key",
  why: "Logs repeat what the system handled, names and addresses included.",
  fix: {
    text: "Set kmsKeyId to a key that CloudWatch Logs of this region may use.",
    code: `new cloudwatch.LogGroup("orders", { kmsKeyId: key.arn, retentionInDays: 90 });`,
  },
  severity: "medium",
  frameworks: ["PCI 10.3.2", "SOC2 CC6.1"],
  types: ["aws:cloudwatch/logGroup:LogGroup"],
  expects: [{ path: "kmsKeyId", want: customerKey }],
});
