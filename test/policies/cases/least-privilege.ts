import { arnOf, policy, type RuleCase, resource, single } from "./resource";

const POLICY = "aws:iam/rolePolicy:RolePolicy";
const ROLE = "aws:iam/role:Role";
const TABLE = "arn:aws:dynamodb:us-east-1:111122223333:table/orders";
const ACCOUNT = "111122223333";

const allow = (Action: string | readonly string[], Resource: string | readonly string[], Condition?: object) => ({
  role: "worker",
  policy: policy({ Effect: "Allow", Action, Resource, ...(Condition === undefined ? {} : { Condition }) }),
});

function broker(props: object) {
  return resource("aws:msk/cluster:Cluster", "orders", { clientAuthentication: { sasl: { scram: true } }, ...props });
}

function brokers(serverProperties: string) {
  const type = "aws:msk/configuration:Configuration";
  const configuration = resource(type, "orders-configuration", { serverProperties });
  return [broker({ configurationInfo: { arn: arnOf(type, "orders-configuration"), revision: 1 } }), configuration];
}

const READ = allow(["dynamodb:GetItem", "dynamodb:Query"], TABLE);

function trust(statement: object) {
  return { assumeRolePolicy: policy({ Effect: "Allow", Action: "sts:AssumeRole", ...statement }) };
}

const GITHUB = "token.actions.githubusercontent.com";

function pipeline(sub: string, operator = "StringEquals") {
  const audience = { [`${GITHUB}:aud`]: "sts.amazonaws.com" };
  const subject = { [`${GITHUB}:sub`]: sub };
  return trust({
    Action: "sts:AssumeRoleWithWebIdentity",
    Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${GITHUB}` },
    Condition:
      operator === "StringEquals"
        ? { StringEquals: { ...audience, ...subject } }
        : { StringEquals: audience, [operator]: subject },
  });
}

const ISSUER = "oidc.eks.us-east-1.amazonaws.com/id/ABC";

function pod(sub: string, withAudience = true) {
  return trust({
    Action: "sts:AssumeRoleWithWebIdentity",
    Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER}` },
    Condition: {
      StringLike: { [`${ISSUER}:sub`]: sub },
      ...(withAudience ? { StringEquals: { [`${ISSUER}:aud`]: "sts.amazonaws.com" } } : {}),
    },
  });
}

const SERVICE = trust({ Principal: { Service: "lambda.amazonaws.com" } });

function worker(...documents: readonly { readonly policy: string }[]) {
  return [
    resource(ROLE, "worker", SERVICE),
    ...documents.map((document, index) => resource(POLICY, `worker-policy-${index}`, { role: "worker", ...document })),
  ];
}

const ASSOCIATION = "aws:eks/podIdentityAssociation:PodIdentityAssociation";

function association(name: string, serviceAccount: string, role = "worker") {
  return resource(ASSOCIATION, name, {
    clusterName: "shop",
    namespace: "shop",
    serviceAccount,
    roleArn: arnOf(ROLE, role),
  });
}

const POOL = "principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/aws";

const stores = [
  resource("aws:dynamodb/table:Table", "orders", {}, { outputs: { arn: TABLE } }),
  resource("aws:dynamodb/table:Table", "orders-archive", {}, { outputs: { arn: `${TABLE}-archive` } }),
];

const handler = resource("aws:lambda/function:Function", "orders", { role: arnOf(ROLE, "worker") });

export const LEAST_PRIVILEGE_CASES: Readonly<Record<string, RuleCase>> = {
  "policy-names-its-actions": single(
    POLICY,
    READ,
    allow("*", "*"),
    allow("*:*", TABLE),
    { role: "worker", policy: policy({ Effect: "Allow", NotAction: "iam:*", Resource: TABLE }) },
    {
      role: "worker",
      policy: policy({ Effect: "Allow", Action: "s3:GetObject", NotResource: "arn:aws:s3:::secret/*" }),
    },
  ),
  "policy-has-no-service-wildcard": single(
    POLICY,
    allow(["dynamodb:Get*", "dynamodb:Query"], TABLE),
    allow("dynamodb:*", TABLE),
    allow("dynamodb:?utItem", TABLE),
    allow("dynamodb:Delete*", TABLE),
  ),
  "policy-names-its-resources": single(
    POLICY,
    {
      role: "worker",
      policy: policy(
        { Effect: "Allow", Action: "dynamodb:GetItem", Resource: TABLE },
        { Effect: "Allow", Action: "xray:PutTraceSegments", Resource: "*" },
        {
          Effect: "Allow",
          Action: "ec2:TerminateInstances",
          Resource: "*",
          Condition: { StringEquals: { "aws:ResourceTag/system": "shop" } },
        },
        // A telephone has no ARN; every topic has one.
        { Effect: "Allow", Action: "sns:Publish", Resource: "*" },
        { Effect: "Deny", Action: "sns:Publish", Resource: "arn:aws:sns:*:*:*" },
      ),
    },
    allow("sns:Publish", "*"),
    {
      role: "worker",
      policy: policy(
        { Effect: "Allow", Action: "sns:Publish", Resource: "*" },
        { Effect: "Deny", Action: "sns:Publish", Resource: "arn:aws:sns:us-east-1:*:*" },
      ),
    },
    {
      role: "worker",
      policy: policy(
        { Effect: "Allow", Action: ["sns:Publish", "sns:Subscribe"], Resource: "*" },
        { Effect: "Deny", Action: "sns:Publish", Resource: "arn:aws:sns:*:*:*" },
      ),
    },
    allow("dynamodb:GetItem", "*"),
    allow("dynamodb:GetItem", "arn:aws:dynamodb:*:*:table/*"),
    allow("ec2:TerminateInstances", "*", { StringEqualsIfExists: { "aws:ResourceTag/system": "shop" } }),
    allow("s3:GetObject", "arn:aws:s3:::*"),
  ),
  "role-cannot-escalate": {
    good: worker(READ),
    bad: [
      worker(allow("iam:AttachRolePolicy", arnOf(ROLE, "worker"))),
      worker(allow(["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"], "*")),
      worker(allow("lambda:UpdateFunctionCode", "*")),
      worker(READ, allow("iam:Put*Policy", "arn:aws:iam::111122223333:role/*")),
    ],
  },
  "pass-role-names-role-and-service": single(
    POLICY,
    allow("iam:PassRole", arnOf(ROLE, "worker"), { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } }),
    allow("iam:PassRole", "*", { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } }),
    allow("iam:PassRole", arnOf(ROLE, "worker")),
    allow("iam:PassRole", arnOf(ROLE, "worker"), { StringNotEquals: { "iam:PassedToService": "ec2.amazonaws.com" } }),
  ),
  "decrypt-names-its-keys": single(
    POLICY,
    allow("kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:key/one"),
    allow("kms:Decrypt", "*"),
    allow("kms:ReEncrypt*", "arn:aws:kms:*:*:key/*"),
  ),
  "role-has-no-broad-managed-policy": single(
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    { role: "worker", policyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole" },
    { role: "worker", policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
    { role: "worker", policyArn: "arn:aws:iam::aws:policy/AmazonS3FullAccess" },
  ),
  "no-user-with-static-keys": {
    good: [],
    bad: [
      [resource("aws:iam/user:User", "ann", {})],
      [resource("aws:iam/accessKey:AccessKey", "ann", { user: "ann" })],
    ],
  },
  "assumable-role-is-bounded": single(
    ROLE,
    {
      ...pipeline("repo:example/shop:environment:prod"),
      permissionsBoundary: "arn:aws:iam::111122223333:policy/boundary",
      maxSessionDuration: 3600,
    },
    pipeline("repo:example/shop:environment:prod"),
    { ...SERVICE, maxSessionDuration: 43_200 },
  ),
  "policy-is-valid": single(
    POLICY,
    READ,
    allow("s3:GetObjekt", "arn:aws:s3:::lake/*"),
    allow("sqs:SendMessage", "arn:aws:s3:::lake/*"),
    allow("s3:GetObject", "arn:aws:s3:::lake/*", { StringEquals: { "sqs:Prefix": "a" } }),
    allow("s3:GetObject", "arn:aws:s3:::lake/*", { StringSame: { "aws:SourceIp": "a" } }),
    { policy: "not json" },
    { policy: policy() },
  ),
  "condition-is-not-vacuous": single(
    POLICY,
    allow("dynamodb:GetItem", TABLE, {
      "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["a"] },
      Null: { "dynamodb:LeadingKeys": "false" },
    }),
    allow("dynamodb:GetItem", TABLE, { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["a"] } }),
  ),
  "role-trusts-named-principals": single(
    ROLE,
    SERVICE,
    trust({ Principal: "*" }),
    trust({ Principal: { AWS: "*" }, Condition: { StringEquals: { "aws:PrincipalTag/team": "shop" } } }),
    trust({ Principal: { AWS: "arn:aws:iam::444455556666:root" } }),
    trust({ Principal: { Service: "scheduler.amazonaws.com" } }),
    trust({ NotPrincipal: { AWS: "arn:aws:iam::444455556666:root" } }),
  ),
  "pipeline-role-bound-to-one-repository": single(
    ROLE,
    pipeline("repo:example/shop:environment:prod"),
    pipeline("repo:example/*", "StringLike"),
    pipeline("repo:example/shop:*", "StringLike"),
    pipeline("*", "StringLike"),
    trust({
      Action: "sts:AssumeRoleWithWebIdentity",
      Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${GITHUB}` },
    }),
  ),
  "pod-role-bound-to-one-service-account": single(
    ROLE,
    pod("system:serviceaccount:shop:orders"),
    pod("system:serviceaccount:shop:*"),
    pod("*"),
    pod("system:serviceaccount:shop:orders", false),
  ),
  "pod-identity-binds-one-service-account": {
    good: [association("orders", "orders"), resource(ROLE, "worker", SERVICE)],
    bad: [
      [association("orders", "default"), resource(ROLE, "worker", SERVICE)],
      [association("orders", "orders"), association("payments", "payments"), resource(ROLE, "worker", SERVICE)],
    ],
  },
  "workload-identity-provider-has-condition": single(
    "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider",
    { attributeCondition: "assertion.repository_id == '123' && assertion.ref == 'refs/heads/main'" },
    {},
    { attributeCondition: "true" },
  ),
  "google-impersonation-is-bound": single(
    "gcp:serviceaccount/iAMMember:IAMMember",
    { role: "roles/iam.workloadIdentityUser", member: `${POOL}/attribute.aws_role/shop` },
    { role: "roles/iam.workloadIdentityUser", member: `${POOL}/*` },
    { role: "roles/iam.serviceAccountTokenCreator", member: "allUsers" },
  ),
  "azure-federation-names-one-subject": single(
    "azure-native:managedidentity:FederatedIdentityCredential",
    { issuer: "https://token.actions.githubusercontent.com", subject: "repo:example/shop:environment:prod" },
    { issuer: "https://token.actions.githubusercontent.com", subject: "repo:example/*" },
    { issuer: "https://evil.example", subject: "repo:example/shop:environment:prod" },
    { issuer: "https://token.actions.githubusercontent.com" },
  ),
  "google-project-role-is-narrow": single(
    "gcp:projects/iAMMember:IAMMember",
    { role: "roles/bigquery.jobUser" },
    { role: "roles/owner" },
    { role: "roles/editor" },
    { role: "roles/storage.admin" },
  ),
  "no-google-service-account-key": {
    good: [],
    bad: [[resource("gcp:serviceaccount/key:Key", "one", { serviceAccountId: "loader" })]],
  },
  "azure-role-is-narrow": single(
    "azure-native:authorization:RoleAssignment",
    {
      scope: "/subscriptions/1/resourceGroups/shop/providers/x",
      roleDefinitionId: "/providers/Microsoft.Authorization/roleDefinitions/a97b65f3-24c7-4388-baec-2e87135dc908",
    },
    {
      scope: "/subscriptions/1",
      roleDefinitionId: "/providers/Microsoft.Authorization/roleDefinitions/a97b65f3-24c7-4388-baec-2e87135dc908",
    },
    {
      scope: "/subscriptions/1/resourceGroups/shop",
      roleDefinitionId: "/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c",
    },
  ),
  "azure-account-has-no-local-keys": single(
    "azure-native:cognitiveservices:Account",
    { properties: { disableLocalAuth: true } },
    {},
    { properties: { disableLocalAuth: false } },
  ),
  "function-has-what-it-needs-and-no-more": {
    good: [handler, ...worker(allow(["dynamodb:GetItem", "logs:PutLogEvents"], TABLE))],
    bad: [
      [handler, ...worker(allow(["dynamodb:GetItem", "dynamodb:DeleteItem"], TABLE))],
      [handler, ...worker(allow("logs:PutLogEvents", TABLE))],
    ],
    thresholds: { neededActions: { orders: ["dynamodb:GetItem"] } },
  },
  "role-reaches-only-stores-it-names": {
    good: [...worker(allow("dynamodb:GetItem", TABLE)), ...stores],
    bad: [[...worker(allow("dynamodb:GetItem", `${TABLE}*`)), ...stores]],
  },
  "search-domain-controls-access": single(
    "aws:opensearch/domain:Domain",
    { advancedSecurityOptions: { enabled: true } },
    {},
    { advancedSecurityOptions: { enabled: true, anonymousAuthEnabled: true } },
  ),
  "broker-denies-without-acl": {
    good: brokers("auto.create.topics.enable=false\nallow.everyone.if.no.acl.found=false"),
    bad: [brokers("auto.create.topics.enable=false"), brokers("allow.everyone.if.no.acl.found=true"), [broker({})]],
  },
  "google-cluster-runs-as-own-account": {
    good: [
      resource("gcp:dataproc/cluster:Cluster", "flink", {
        clusterConfig: { gceClusterConfig: { serviceAccount: "flink@shop.iam.gserviceaccount.com" } },
      }),
      resource("gcp:dataproc/batch:Batch", "backfill", {
        environmentConfig: { executionConfig: { serviceAccount: "flink@shop.iam.gserviceaccount.com" } },
      }),
    ],
    bad: [
      [resource("gcp:dataproc/cluster:Cluster", "flink", { clusterConfig: {} })],
      [
        resource("gcp:dataproc/cluster:Cluster", "flink", {
          clusterConfig: { gceClusterConfig: { serviceAccount: "1-compute@developer.gserviceaccount.com" } },
        }),
      ],
      [resource("gcp:dataproc/batch:Batch", "backfill", {})],
    ],
  },
};
