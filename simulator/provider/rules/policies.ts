import type { CloudInventory } from "../inventory";
import { type AdmissionRule, type Candidate, valuesAt } from "./rule";

/** Which inputs hold policy documents, and whether those say who is meant (`resource`, `trust`) or not (`identity`). */
const DOCUMENTS: Readonly<Record<string, Readonly<Record<string, "identity" | "resource" | "trust">>>> = {
  "aws:iam/policy:Policy": { policy: "identity" },
  "aws:iam/rolePolicy:RolePolicy": { policy: "identity" },
  "aws:iam/role:Role": { assumeRolePolicy: "trust", "inlinePolicies.policy": "identity" },
  "aws:iam/userPolicy:UserPolicy": { policy: "identity" },
  "aws:iam/groupPolicy:GroupPolicy": { policy: "identity" },
  "aws:s3/bucketPolicy:BucketPolicy": { policy: "resource" },
  "aws:sqs/queue:Queue": { policy: "resource" },
  "aws:sqs/queuePolicy:QueuePolicy": { policy: "resource" },
  "aws:sns/topic:Topic": { policy: "resource" },
  "aws:sns/topicPolicy:TopicPolicy": { policy: "resource" },
  "aws:kms/key:Key": { policy: "resource" },
  "aws:kms/replicaKey:ReplicaKey": { policy: "resource" },
  "aws:kms/keyPolicy:KeyPolicy": { policy: "resource" },
  "aws:ecr/repositoryPolicy:RepositoryPolicy": { policy: "resource" },
  "aws:ec2/vpcEndpoint:VpcEndpoint": { policy: "resource" },
  "aws:secretsmanager/secret:Secret": { policy: "resource" },
  "aws:secretsmanager/secretPolicy:SecretPolicy": { policy: "resource" },
  "aws:opensearch/domain:Domain": { accessPolicies: "resource" },
  "aws:opensearch/domainPolicy:DomainPolicy": { accessPolicies: "resource" },
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": { policyDocument: "resource" },
  "aws:apigateway/restApiPolicy:RestApiPolicy": { policy: "resource" },
  "aws:msk/clusterPolicy:ClusterPolicy": { policy: "resource" },
};

/** Inputs that hold some other JSON text. */
const JSON_TEXTS: Readonly<Record<string, readonly string[]>> = {
  "aws:sfn/stateMachine:StateMachine": ["definition"],
  "aws:cloudwatch/dashboard:Dashboard": ["dashboardBody"],
  "aws:cloudwatch/eventRule:EventRule": ["eventPattern"],
  "aws:sqs/queue:Queue": ["redrivePolicy", "redriveAllowPolicy"],
  "aws:sqs/redrivePolicy:RedrivePolicy": ["redrivePolicy"],
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": ["policy"],
  "aws:ecs/taskDefinition:TaskDefinition": ["containerDefinitions"],
  "aws:sns/topicSubscription:TopicSubscription": ["filterPolicy", "redrivePolicy"],
};

const VERSIONS = new Set(["2012-10-17", "2008-10-17"]);

/** Longest documents without white space, in characters (IAM and STS quotas, read 2026-11). */
const LIMITS: Readonly<Record<string, number>> = {
  "aws:iam/policy:Policy": 6_144,
  "aws:iam/role:Role": 2_048,
  "aws:iam/rolePolicy:RolePolicy": 10_240,
};

/** A role by name. The account is a fresh one: roles that AWS makes with the first use of a service are not there before. */
const ROLE = /^arn:aws[\w-]*:iam::\d{12}:role\/[^*]+$/;

type Statement = Readonly<Record<string, unknown>>;

/** Policy documents are valid, within their size, and speak of principals that exist. */
export const policiesRule: AdmissionRule = {
  title: "policies are well formed",
  onWrite: ({ request }, inventory) => [
    ...Object.entries(DOCUMENTS[request.type] ?? {}).flatMap(([path, kind]) =>
      textsAt(request, path).flatMap((text) => [
        ...documentFaults(text, kind, inventory).map((fault) => `MalformedPolicyDocument: ${path}: ${fault}`),
        ...tooLong(request.type, path, text),
      ]),
    ),
    ...(JSON_TEXTS[request.type] ?? []).flatMap((path) =>
      textsAt(request, path)
        .filter((text) => parse(text) === undefined)
        .map(() => `${path} is not valid JSON`),
    ),
  ],
};

function textsAt(request: Candidate["request"], path: string): readonly string[] {
  return valuesAt(request.inputs, path).filter((text): text is string => typeof text === "string" && text !== "");
}

function tooLong(type: string, path: string, text: string): readonly string[] {
  const limit = LIMITS[type] ?? Number.POSITIVE_INFINITY;
  return text.replace(/\s/g, "").length > limit ? [`LimitExceeded: ${path} has more than ${limit} characters`] : [];
}

type DocumentKind = "identity" | "resource" | "trust";

function documentFaults(text: string, kind: DocumentKind, inventory: CloudInventory): readonly string[] {
  const document = parse(text);
  if (document === undefined) {
    return ["it is not valid JSON"];
  }
  const version = document["Version"];
  const given = document["Statement"];
  const statements = (Array.isArray(given) ? given : [given]) as readonly (Statement | undefined)[];
  return [
    ...(version === undefined || VERSIONS.has(String(version)) ? [] : [`"${String(version)}" is no policy version`]),
    ...(statements.length === 0 ? ["it has no statement"] : []),
    ...statements.flatMap((statement) =>
      typeof statement !== "object" || statement === null
        ? ["a statement is not an object"]
        : statementFaults(statement, kind, inventory),
    ),
  ];
}

function statementFaults(statement: Statement, kind: DocumentKind, inventory: CloudInventory): readonly string[] {
  const sid = statement["Sid"];
  const named = typeof sid === "string" ? `statement "${sid}"` : "a statement";
  const has = (...keys: readonly string[]): boolean => keys.some((key) => filled(statement[key]));
  const principal = has("Principal", "NotPrincipal");
  const checks: readonly (readonly [boolean, string])[] = [
    [statement["Effect"] === "Allow" || statement["Effect"] === "Deny", "has no Effect"],
    [has("Action", "NotAction"), "has no Action"],
    [kind !== "identity" || has("Resource", "NotResource"), "has no Resource"],
    [kind !== "identity" || !principal, "names a Principal, which an identity policy cannot"],
    [kind === "identity" || principal, "has no Principal"],
    [
      kind !== "identity" || typeof sid !== "string" || /^[A-Za-z0-9]*$/.test(sid),
      "has an id of other than letters and digits",
    ],
  ];
  const missing = valuesAt(statement["Principal"], "AWS")
    .map(String)
    .filter((arn) => ROLE.test(arn) && !inventory.gives(arn));
  return [
    ...checks.filter(([holds]) => !holds).map(([, fault]) => `${named} ${fault}`),
    ...missing.map((arn) => `${named} speaks of ${arn}, which does not exist`),
  ];
}

function filled(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && value.length === 0);
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
