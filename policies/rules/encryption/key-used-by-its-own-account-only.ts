import { stackRule } from "../../engine";
import { ANONYMOUS, ask, deputy, FOREIGN } from "../../iam";
import { ownPolicy } from "../shared/resource-policies";

const OPEN_KEY_POLICY = '{"Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"kms:*","Resource":"*"}]}';

export const keyUsedByItsOwnAccountOnly = stackRule({
  id: "key-used-by-its-own-account-only",
  title: "Keys open for their own account and for named services only",
  why: "Whoever may decrypt reads everything that the key protects, whatever the policies of the data say.",
  fix: {
    text: "Name the account's root and the services in the key's policy, services with aws:SourceAccount.",
    code: `{ Effect: "Allow", Principal: { Service: "sns.amazonaws.com" }, Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: "*",
  Condition: { StringEquals: { "aws:SourceAccount": account } } }`,
  },
  severity: "high",
  frameworks: ["FSBP KMS.5", "PCI 3.6.1"],
  types: ["aws:kms/key:Key", "aws:kms/keyPolicy:KeyPolicy", "aws:kms/replicaKey:ReplicaKey"],
  guards: [{ path: "policy", broken: [OPEN_KEY_POLICY] }],
  check(subject, judge) {
    const own = ownPolicy(subject, judge);
    if (own === undefined) {
      judge.skip("no policy here");
      return;
    }
    const services = own.document.statements.flatMap((statement) => statement.principals?.services ?? []);
    const questions = [ANONYMOUS, FOREIGN, ...[...new Set(services)].map(deputy)];
    for (const question of questions) {
      const asked = ["kms:Decrypt", "kms:GenerateDataKey", "kms:CreateGrant", "kms:PutKeyPolicy"];
      const action = asked.find(
        (name) => ask(question, own.document, name, own.place.resources[0] ?? "*").decision === "allowed",
      );
      if (action !== undefined) {
        judge.fail(own.node, "a denial", `The key policy of ${subject.name} lets ${question.who} do ${action}.`);
      }
    }
  },
});
