import { arnOf, type RuleCase, resource, single } from "./resource";

const BUCKET = "aws:s3/bucket:Bucket";
const bucket = resource(BUCKET, "lake", {});
const TABLE = "aws:dynamodb/table:Table";
const QUEUE = "aws:sqs/queue:Queue";
const VAULT = "aws:backup/vault:Vault";
const LOCK = "aws:backup/vaultLockConfiguration:VaultLockConfiguration";
const TUNNEL_LOG = {
  cloudwatchLogOptions: { logEnabled: true, logGroupArn: "arn:aws:logs:us-east-1:1:log-group:vpn" },
};
const DATABASE = "aws:rds/instance:Instance";

function beside(type: string, name: string, props: object, path = "bucket") {
  return [bucket, resource(type, name, { [path]: "lake", ...props })];
}

const KEPT = { backupRetentionPeriod: 30, deletionProtection: true };
const FUNCTION = "aws:lambda/function:Function";
const MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping";

function consumed(visibilityTimeoutSeconds: number) {
  return [
    resource(MAPPING, "source", { eventSourceArn: arnOf(QUEUE, "events"), functionName: "worker" }),
    resource(QUEUE, "events", { visibilityTimeoutSeconds }),
    resource(FUNCTION, "worker", { timeout: 30 }),
  ];
}

const subnets = ["a", "b"].map((zone) =>
  resource("aws:ec2/subnet:Subnet", `private-${zone}`, { availabilityZone: `us-east-1${zone}` }),
);
const again = resource("aws:ec2/subnet:Subnet", "private-a2", { availabilityZone: "us-east-1a" });
const nodes = (subnetIds: readonly string[]) => [
  resource("aws:eks/nodeGroup:NodeGroup", "main", { subnetIds }),
  ...subnets,
  again,
];

function selection(resources: readonly string[]) {
  return [
    resource(TABLE, "orders", { tags: { backup: "daily" } }),
    resource("aws:backup/selection:Selection", "data", { resources }),
  ];
}

export const RESILIENCE_CASES: Readonly<Record<string, RuleCase>> = {
  "table-is-recoverable": single(
    TABLE,
    { pointInTimeRecovery: { enabled: true } },
    {},
    { pointInTimeRecovery: { enabled: false } },
  ),
  "table-protected-from-deletion": single(
    TABLE,
    { deletionProtectionEnabled: true },
    {},
    { deletionProtectionEnabled: false },
  ),
  "database-is-recoverable": single(
    DATABASE,
    KEPT,
    {},
    { ...KEPT, backupRetentionPeriod: 1 },
    { ...KEPT, deletionProtection: false },
    { ...KEPT, skipFinalSnapshot: true },
  ),
  "database-spans-zones": single(DATABASE, { multiAz: true }, {}, { multiAz: false }),
  "bucket-keeps-versions": {
    good: beside("aws:s3/bucketVersioning:BucketVersioning", "lake-versioning", {
      versioningConfiguration: { status: "Enabled" },
    }),
    bad: [
      [bucket],
      beside("aws:s3/bucketVersioning:BucketVersioning", "lake-versioning", {
        versioningConfiguration: { status: "Suspended" },
      }),
    ],
  },
  "google-and-azure-data-survive-deletion": single(
    "gcp:storage/bucket:Bucket",
    {},
    { forceDestroy: true },
    { softDeletePolicy: { retentionDurationSeconds: 0 } },
  ),
  "store-covered-by-backup": {
    good: selection([arnOf(TABLE, "orders")]),
    bad: [selection([arnOf(TABLE, "users")]), selection([])],
  },
  "stateful-resource-is-protected": {
    good: [resource(TABLE, "orders", {})],
    bad: [[resource(TABLE, "orders", {}, { opts: {} })]],
  },
  "failed-events-are-kept": {
    good: [
      resource(QUEUE, "events", {
        redrivePolicy: `{"deadLetterTargetArn":"${arnOf(QUEUE, "dead")}","maxReceiveCount":5}`,
      }),
      resource(QUEUE, "dead", {}),
    ],
    bad: [
      [resource(QUEUE, "events", {})],
      [
        resource("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "worker", {
          functionName: "worker",
        }),
      ],
      [resource(MAPPING, "orders", { eventSourceArn: "arn:aws:dynamodb:us-east-1:1:table/orders/stream/x" })],
    ],
  },
  "queue-outlasts-its-function": { good: consumed(180), bad: [consumed(30)] },
  "cluster-spans-zones": {
    good: nodes(["private-a", "private-b"]),
    bad: [nodes(["private-a"]), nodes(["private-a", "private-a2"]), nodes([])],
  },
  "user-pool-protected-from-deletion": single(
    "aws:cognito/userPool:UserPool",
    { deletionProtection: "ACTIVE" },
    {},
    { deletionProtection: "INACTIVE" },
  ),
  "backup-vault-is-locked": {
    good: [resource(VAULT, "data", {}), resource(LOCK, "data-lock", { backupVaultName: "data", minRetentionDays: 7 })],
    bad: [
      [resource(VAULT, "data", {})],
      [resource(VAULT, "data", {}), resource(LOCK, "data-lock", { backupVaultName: "other" })],
    ],
  },
};

const GROUP = "aws:cloudwatch/logGroup:LogGroup";

export const LOGGING_CASES: Readonly<Record<string, RuleCase>> = {
  "function-has-log-group": {
    good: [
      resource(FUNCTION, "orders", { name: "orders" }),
      resource(GROUP, "orders-logs", { name: "/aws/lambda/orders" }),
    ],
    bad: [
      [resource(FUNCTION, "orders", { name: "orders" })],
      [resource(FUNCTION, "orders", { loggingConfig: { logGroup: "elsewhere" } })],
    ],
  },
  "log-group-keeps-logs": single(GROUP, { retentionInDays: 90 }, {}, { retentionInDays: 7 }, { retentionInDays: 0 }),
  "network-logs-flows": {
    good: [
      resource("aws:ec2/vpc:Vpc", "shop", {}),
      resource("aws:ec2/flowLog:FlowLog", "flow", { vpcId: "shop", trafficType: "ALL" }),
    ],
    bad: [
      [resource("aws:ec2/vpc:Vpc", "shop", {})],
      [
        resource("aws:ec2/vpc:Vpc", "shop", {}),
        resource("aws:ec2/flowLog:FlowLog", "flow", { vpcId: "shop", trafficType: "ACCEPT" }),
      ],
      [resource("gcp:compute/subnetwork:Subnetwork", "shop", {})],
    ],
  },
  "cluster-logs-its-control-plane": single(
    "aws:eks/cluster:Cluster",
    { enabledClusterLogTypes: ["api", "audit", "authenticator"] },
    {},
    { enabledClusterLogTypes: ["api"] },
  ),
  "entry-points-log-access": {
    good: beside("aws:s3/bucketLogging:BucketLogging", "lake-logging", { targetBucket: "elsewhere" }),
    bad: [
      [bucket],
      [resource("aws:lb/loadBalancer:LoadBalancer", "edge", {})],
      [resource("aws:sfn/stateMachine:StateMachine", "flow", { loggingConfiguration: { level: "OFF" } })],
      [resource("aws:apigatewayv2/stage:Stage", "api", {})],
    ],
  },
  "data-services-export-logs": single(
    DATABASE,
    { enabledCloudwatchLogsExports: ["error"] },
    {},
    { enabledCloudwatchLogsExports: [] },
  ),
  "azure-account-has-diagnostics": {
    good: [
      resource("azure-native:keyvault:Vault", "vault", {}),
      resource("azure-native:monitor:DiagnosticSetting", "setting", { resourceUri: "vault" }),
    ],
    bad: [[resource("azure-native:keyvault:Vault", "vault", {})]],
  },
  "api-log-holds-no-payload": {
    good: [
      resource("aws:apigateway/methodSettings:MethodSettings", "all", { settings: { dataTraceEnabled: false } }),
      resource("aws:apigatewayv2/stage:Stage", "chat", {
        defaultRouteSettings: { dataTraceEnabled: false },
        routeSettings: [{ routeKey: "$connect", dataTraceEnabled: false }],
      }),
    ],
    bad: [
      [resource("aws:apigateway/methodSettings:MethodSettings", "all", { settings: { dataTraceEnabled: true } })],
      [resource("aws:apigatewayv2/stage:Stage", "chat", { defaultRouteSettings: { dataTraceEnabled: true } })],
      [resource("aws:apigatewayv2/stage:Stage", "chat", { routeSettings: [{ dataTraceEnabled: true }] })],
    ],
  },
  "vpn-logs-its-tunnels": single(
    "aws:ec2/vpnConnection:VpnConnection",
    { tunnel1LogOptions: TUNNEL_LOG, tunnel2LogOptions: TUNNEL_LOG },
    {},
    { tunnel1LogOptions: TUNNEL_LOG },
  ),
};

const TAGS = { system: "shop", environment: "prod", owner: "orders-team" };
const NAT = (name: string) => resource("aws:ec2/natGateway:NatGateway", name, { subnetId: "public-a" });
const network = [
  resource("aws:ec2/vpc:Vpc", "shop", {}),
  resource("aws:ec2/subnet:Subnet", "public-a", { vpcId: "shop" }),
];
const LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";

export const COST_CASES: Readonly<Record<string, RuleCase>> = {
  "resource-carries-tags": single(TABLE, { tags: TAGS }, {}, { tags: { system: "shop" } }),
  "stack-has-budget": {
    good: [
      resource("pulumi:pulumi:Stack", "shop", {}),
      resource(TABLE, "orders", {}),
      resource("aws:budgets/budget:Budget", "month", {}),
    ],
    bad: [[resource("pulumi:pulumi:Stack", "shop", {}), resource(TABLE, "orders", {})]],
  },
  "development-has-one-nat-gateway": {
    good: [...network, NAT("one")],
    bad: [[...network, NAT("one"), NAT("two")]],
    environment: "dev",
  },
  "development-instances-are-small": {
    ...single(DATABASE, { instanceClass: "db.t4g.micro" }, { instanceClass: "db.r6g.large" }),
    environment: "dev",
  },
  "bucket-has-lifecycle": {
    good: beside(LIFECYCLE, "lake-lifecycle", { rules: [{ status: "Enabled" }] }),
    bad: [[bucket], beside(LIFECYCLE, "lake-lifecycle", { rules: [{ status: "Disabled" }] })],
  },
  "repository-has-lifecycle": {
    good: [
      resource("aws:ecr/repository:Repository", "orders", {}),
      resource("aws:ecr/lifecyclePolicy:LifecyclePolicy", "orders-old", { repository: "orders" }),
    ],
    bad: [[resource("aws:ecr/repository:Repository", "orders", {})]],
  },
  "development-logs-end-early": {
    ...single(GROUP, { retentionInDays: 14 }, { retentionInDays: 3653 }),
    environment: "dev",
  },
  "resource-type-is-known": { good: [bucket], bad: [[resource("aws:s3/bucketV9:BucketV9", "lake", {})]] },
};
