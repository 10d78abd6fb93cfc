import { customerKey, REMOVED, resourceRule } from "../../engine";
import { isOwnKey } from "../shared/keys";

const VECTORS = "aws:s3/vectorsVectorBucket:VectorsVectorBucket";
const SOURCE = "aws:bedrock/agentDataSource:AgentDataSource";

export const vectorsEncryptedWithCustomerKey = resourceRule({
  id: "vectors-encrypted-with-customer-key",
  title: "Knowledge bases encrypt vectors and passing copies with a customer key",
  why: "A vector index keeps the text that it was made from; what it lies under should be yours to withdraw.",
  fix: {
    text: "Name your key in the vector bucket and in the data source.",
    code: `new s3.VectorsVectorBucket("help", { ..., encryptionConfigurations: [{ sseType: "aws:kms", kmsKeyArn: key.arn }] });
new bedrock.AgentDataSource("help", { ..., serverSideEncryptionConfiguration: { kmsKeyArn: key.arn } });`,
  },
  severity: "high",
  frameworks: ["PCI 3.5.1", "SOC2 CC6.1"],
  types: [VECTORS, SOURCE],
  guards: [
    { type: VECTORS, path: "encryptionConfigurations[*].kmsKeyArn", broken: [REMOVED, ""] },
    { type: VECTORS, path: "encryptionConfigurations[*].sseType", broken: ["AES256", REMOVED] },
    { type: SOURCE, path: "serverSideEncryptionConfiguration.kmsKeyArn", broken: [REMOVED, ""] },
  ],
  check(subject, judge) {
    if (subject.type === SOURCE) {
      const key = subject.get("serverSideEncryptionConfiguration.kmsKeyArn");
      judge.require(isOwnKey(key, subject, judge), key, customerKey.text);
      return;
    }
    const settings = subject.get("encryptionConfigurations");
    judge.require(settings.items().length > 0, settings, `"aws:kms" with ${customerKey.text}`);
    for (const setting of settings.items()) {
      const [kind, key] = [setting.get("sseType"), setting.get("kmsKeyArn")];
      judge.attempt(() => judge.require(kind.text() === "aws:kms", kind, '"aws:kms"'));
      judge.require(isOwnKey(key, subject, judge), key, customerKey.text);
    }
  },
});
