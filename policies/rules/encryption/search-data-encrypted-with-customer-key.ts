import { CUSTOMER_KEY_TYPES, customerKey, type Judge, REMOVED, resourceRule, type Subject } from "../../engine";
import { jsonAt } from "../shared/json";
import { isOwnKey } from "../shared/keys";

const DOMAINS = ["aws:opensearch/domain:Domain", "aws:elasticsearch/domain:Domain"];
const POLICY = "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy";

export const searchDataEncryptedWithCustomerKey = resourceRule({
  id: "search-data-encrypted-with-customer-key",
  title: "Search indexes encrypt with a customer key",
  why: "Without a key of its own an index lies under one that AWS shares among its services, and nobody can withdraw it.",
  fix: {
    text: "Name your key in the domain, or in the encryption policy of the collection.",
    code: `encryptAtRest: { enabled: true, kmsKeyId: key.arn }`,
  },
  severity: "high",
  frameworks: ["PCI 3.5.1", "SOC2 CC6.1"],
  types: [...DOMAINS, POLICY],
  guards: [
    { type: "aws:opensearch/domain:Domain", path: "encryptAtRest.kmsKeyId", broken: [REMOVED, "alias/aws/es"] },
    {
      type: POLICY,
      path: "policy",
      broken: ['{"AWSOwnedKey":true}'],
      when: ({ props }) => props["type"] === "encryption",
    },
  ],
  check(subject, judge) {
    if (subject.type === POLICY) {
      checkPolicy(subject, judge);
      return;
    }
    const key = subject.get("encryptAtRest.kmsKeyId");
    judge.require(isOwnKey(key, subject, judge), key, customerKey.text);
  },
});

function checkPolicy(policy: Subject, judge: Judge): void {
  if (policy.get("type").text() !== "encryption") {
    judge.skip("the policy speaks of the network");
    return;
  }
  const text = policy.get("policy");
  if (text.unknown && policy.linked(text.path, CUSTOMER_KEY_TYPES)) {
    return;
  }
  const key = jsonAt(text).get("KmsARN");
  judge.require(
    (key.text() ?? "") !== "",
    key,
    customerKey.text,
    `${policy.name} leaves collections to AWS's own key.`,
  );
}
