import { hasWildcard, resourceRule } from "../../engine";
import { ANONYMOUS, ask, deputy, FOREIGN, type HostileQuestion, type PolicyDocument } from "../../iam";
import { askedResources, ownPolicy, RESOURCE_POLICIES, type ResourcePolicyPlace } from "../shared/resource-policies";

const KEYS = ["aws:kms/key:Key", "aws:kms/keyPolicy:KeyPolicy", "aws:kms/replicaKey:ReplicaKey"];

export const resourcePolicyRefusesStrangers = resourceRule({
  id: "resource-policy-refuses-strangers",
  title: "Resource policies refuse strangers",
  why: "A resource's policy is a door of its own: it lets in whom no identity policy ever named.",
  fix: {
    text: "Name principals of this account; give services a condition on aws:SourceAccount or aws:SourceArn.",
    code: `{ Effect: "Allow", Principal: { Service: "sns.amazonaws.com" }, Action: "sqs:SendMessage", Resource: queue.arn,
  Condition: { ArnEquals: { "aws:SourceArn": topic.arn } } }`,
  },
  severity: "critical",
  frameworks: ["FSBP S3.2", "FSBP S3.3", "FSBP SQS.3", "FSBP SNS.4"],
  types: Object.keys(RESOURCE_POLICIES).filter((type) => !KEYS.includes(type)),
  guards: [
    {
      type: "aws:s3/bucketPolicy:BucketPolicy",
      path: "policy",
      broken: [
        '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket/*"}]}',
      ],
    },
  ],
  check(subject, judge) {
    const own = ownPolicy(subject, judge);
    if (own === undefined) {
      judge.skip("no policy here");
      return;
    }
    const services = own.document.statements.flatMap((statement) => statement.principals?.services ?? []);
    for (const question of [ANONYMOUS, FOREIGN, ...[...new Set(services)].map(deputy)]) {
      const granted = firstGranted(question, own.document, own.place);
      if (granted !== undefined) {
        judge.fail(own.node, "a denial", `The policy of ${subject.name} lets ${question.who} do ${granted}.`);
      }
    }
  },
});

/** The questions of the type, and whatever the statements themselves speak of. */
function firstGranted(
  question: HostileQuestion,
  document: PolicyDocument,
  place: ResourcePolicyPlace,
): string | undefined {
  const named = document.statements.flatMap(({ actions = [] }) => actions).filter((action) => !hasWildcard(action));
  for (const action of new Set([...place.actions, ...named])) {
    for (const resource of askedResources(document, place)) {
      if (ask(question, document, action, resource).decision === "allowed") {
        return action;
      }
    }
  }
  return undefined;
}
