import { customerKey, resourceRule } from "../../engine";

export const secretEncryptedWithCustomerKey = resourceRule({
  id: "secret-encrypted-with-customer-key",
  title: "Secrets encrypt with a customer key",
  why: "With the account's default key everybody who may read the secret may also decrypt it: the second lock is missing.",
  fix: {
    text: "Set kmsKeyId to your key.",
    code: `new secretsmanager.Secret("stripe", { kmsKeyId: key.arn });`,
  },
  severity: "medium",
  frameworks: ["PCI 3.6.1", "SOC2 CC6.1"],
  types: ["aws:secretsmanager/secret:Secret"],
  expects: [{ path: "kmsKeyId", want: customerKey }],
});
