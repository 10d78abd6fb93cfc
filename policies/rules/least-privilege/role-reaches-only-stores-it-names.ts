import { hasWildcard, Node, type Subject, stackRule, wildcardMatch } from "../../engine";
import { ANY, evaluateRequest, RequestContext } from "../../iam";
import { arnOf, type EffectivePolicies, effectivePolicies, namesNothing } from "../shared/identity";
import { BUCKETS, ROLES } from "../shared/types";

const STORES = [
  "aws:dynamodb/table:Table",
  ...BUCKETS,
  "aws:sqs/queue:Queue",
  "aws:secretsmanager/secret:Secret",
  "aws:sns/topic:Topic",
];

const QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  "aws:dynamodb/table:Table": [
    "dynamodb:GetItem",
    "dynamodb:Query",
    "dynamodb:Scan",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
    "dynamodb:DeleteItem",
    "dynamodb:BatchGetItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:ExportTableToPointInTime",
    "dynamodb:DeleteTable",
  ],
  "aws:sqs/queue:Queue": ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:PurgeQueue"],
  "aws:secretsmanager/secret:Secret": [
    "secretsmanager:GetSecretValue",
    "secretsmanager:PutSecretValue",
    "secretsmanager:DeleteSecret",
  ],
  "aws:sns/topic:Topic": ["sns:Publish", "sns:Subscribe"],
};

const BUCKET_QUESTIONS = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket"];

export const roleReachesOnlyStoresItNames = stackRule({
  id: "role-reaches-only-stores-it-names",
  title: "Roles reach only the stores that their policies name",
  why: "A pattern that happens to fit another system's table is a way in that no diagram shows.",
  fix: {
    text: "Name the store's ARN in the statement instead of a pattern that also fits others.",
    code: `{ Effect: "Allow", Action: "dynamodb:GetItem", Resource: orders.arn }`,
  },
  severity: "critical",
  frameworks: ["PCI 7.3.3", "SOC2 CC6.1"],
  types: ROLES,
  guards: [],
  check(role, judge, stack) {
    const policies = effectivePolicies(role, stack);
    for (const name of policies.unknown) {
      judge.doubt("", `the policy ${name} is not known yet`);
    }
    const allows = policies.documents
      .flatMap(({ statements }) => statements)
      .filter(({ effect }) => effect === "Allow");
    if (allows.length === 0) {
      judge.skip("the role has no policy of its own");
      return;
    }
    const named = [...new Set(allows.flatMap(({ resources = [] }) => resources))];
    // A statement that names nothing is another rule's finding.
    const patterns = named.filter((resource) => hasWildcard(resource) && !namesNothing(resource));
    for (const store of patterns.length === 0 ? [] : stack.ofTypes(STORES)) {
      const arn = [...store.identities()].find((identity) => identity.startsWith("arn:"));
      if (
        arn === undefined ||
        !patterns.some((pattern) => wildcardMatch(pattern, arn)) ||
        named.some((resource) => resource === arn || resource.startsWith(`${arn}/`))
      ) {
        continue;
      }
      const question = (QUESTIONS[store.type] ?? BUCKET_QUESTIONS).find((action) =>
        reaches(role, policies, action, arn),
      );
      if (question !== undefined) {
        judge.fail(
          new Node("", role.name),
          "policies that name the store",
          `Role ${role.name} may do ${question} on ${store.name}, which none of its policies names.`,
        );
      }
    }
  },
});

function reaches(role: Subject, policies: EffectivePolicies, action: string, arn: string): boolean {
  const resource = /^s3:.*Object/.test(action) ? `${arn}/object` : arn;
  const caller = arnOf(role);
  const request = {
    caller: { kind: "aws", arn: caller },
    action,
    resource,
    resourceAccount: caller.split(":")[4] ?? "",
    context: new RequestContext({}, () => ANY),
  } as const;
  return (
    evaluateRequest(request, { identity: policies.documents, boundary: policies.boundary }, "possible").decision ===
    "allowed"
  );
}
