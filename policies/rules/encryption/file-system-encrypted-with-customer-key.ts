import { customerKey, isTrue, resourceRule } from "../../engine";

export const fileSystemEncryptedWithCustomerKey = resourceRule({
  id: "file-system-encrypted-with-customer-key",
  title: "File systems encrypt with a customer key",
  why: "Encryption of a file system cannot be switched on later: it would have to be replaced.",
  fix: {
    text: "Set encrypted and kmsKeyId before the file system is first made.",
    code: `new efs.FileSystem("shared", { encrypted: true, kmsKeyId: key.arn });`,
  },
  severity: "high",
  frameworks: ["FSBP EFS.1", "CIS AWS 3.3.1"],
  types: ["aws:efs/fileSystem:FileSystem"],
  expects: [
    { path: "encrypted", want: isTrue },
    { path: "kmsKeyId", want: customerKey },
  ],
});
