import { GOOGLE_KEY, KEY, policy, type RuleCase, resource, single } from "./resource";

const BUCKET = "aws:s3/bucket:Bucket";
const bucket = resource(BUCKET, "lake", {});
const ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2";

function encrypted(sseAlgorithm: string, kmsMasterKeyId: string | undefined, bucketKeyEnabled: boolean) {
  const rules = [{ applyServerSideEncryptionByDefault: { sseAlgorithm, kmsMasterKeyId }, bucketKeyEnabled }];
  return [bucket, resource(ENCRYPTION, "lake-encryption", { bucket: "lake", rules })];
}

function guarded(statement: object) {
  return [
    bucket,
    resource("aws:s3/bucketPolicy:BucketPolicy", "lake-policy", { bucket: "lake", policy: policy(statement) }),
  ];
}

const ARNS = ["arn:aws:s3:::lake", "arn:aws:s3:::lake/*"];
const TLS = {
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: ARNS,
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};

const DATABASE = "aws:rds/instance:Instance";
const VECTORS = "aws:s3/vectorsVectorBucket:VectorsVectorBucket";
const SOURCE = "aws:bedrock/agentDataSource:AgentDataSource";
const COLLECTIONS = "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy";
const VPN = "aws:ec2/vpnConnection:VpnConnection";
const GROUP = "aws:rds/parameterGroup:ParameterGroup";

function database(value: string) {
  return [
    resource(DATABASE, "orders", { engine: "mysql", parameterGroupName: "orders-group" }),
    resource(GROUP, "orders-group", { parameters: [{ name: "require_secure_transport", value }] }),
  ];
}

function documents(value: string) {
  return [
    resource("aws:docdb/cluster:Cluster", "users", { dbClusterParameterGroupName: "users-group" }),
    resource("aws:docdb/clusterParameterGroup:ClusterParameterGroup", "users-group", {
      parameters: [{ name: "tls", value }],
    }),
  ];
}

const KEY_POLICY = (statement: object): string =>
  policy({ Effect: "Allow", Action: "kms:*", Resource: "*", ...statement });
const BIG_TABLE = { datasetId: "shop", encryptionConfiguration: { kmsKeyName: GOOGLE_KEY } };
const TRANSIT = { clientBroker: "TLS", inCluster: true };

export const ENCRYPTION_CASES: Readonly<Record<string, RuleCase>> = {
  "bucket-encrypted-with-customer-key": {
    good: encrypted("aws:kms", KEY, true),
    bad: [
      [bucket],
      encrypted("AES256", undefined, true),
      encrypted("aws:kms", "alias/aws/s3", true),
      encrypted("aws:kms", KEY, false),
    ],
  },
  "bucket-refuses-plain-http": {
    good: guarded(TLS),
    bad: [
      [bucket],
      guarded({ ...TLS, Resource: ARNS[0] }),
      guarded({ ...TLS, Condition: {}, Effect: "Allow" }),
      guarded({ ...TLS, Action: "s3:PutObject" }),
      guarded({ ...TLS, Condition: { Bool: { "aws:SecureTransport": "true" } } }),
    ],
  },
  "table-encrypted-with-customer-key": single(
    "aws:dynamodb/table:Table",
    { serverSideEncryption: { enabled: true, kmsKeyArn: KEY } },
    {},
    { serverSideEncryption: { enabled: true } },
    { serverSideEncryption: { enabled: false, kmsKeyArn: KEY } },
    { serverSideEncryption: { enabled: true, kmsKeyArn: "alias/aws/dynamodb" } },
  ),
  "database-encrypted-with-customer-key": single(
    DATABASE,
    { storageEncrypted: true, kmsKeyId: KEY },
    { kmsKeyId: KEY },
    { storageEncrypted: true },
  ),
  "database-requires-tls": {
    good: database("1"),
    bad: [
      database("0"),
      [resource(DATABASE, "orders", { engine: "postgres", parameterGroupName: "default.postgres16" })],
      [resource(DATABASE, "orders", { engine: "mysql" })],
    ],
  },
  "document-database-requires-tls": { good: documents("enabled"), bad: [documents("disabled")] },
  "database-password-managed": single(
    DATABASE,
    { manageMasterUserPassword: true },
    {},
    { manageMasterUserPassword: true, password: "hunter2" },
  ),
  "broker-encrypts-in-transit-and-at-rest": single(
    "aws:msk/cluster:Cluster",
    { encryptionInfo: { encryptionAtRestKmsKeyArn: KEY, encryptionInTransit: TRANSIT } },
    { encryptionInfo: { encryptionInTransit: TRANSIT } },
    {
      encryptionInfo: {
        encryptionAtRestKmsKeyArn: KEY,
        encryptionInTransit: { clientBroker: "TLS_PLAINTEXT", inCluster: true },
      },
    },
    {
      encryptionInfo: {
        encryptionAtRestKmsKeyArn: KEY,
        encryptionInTransit: { clientBroker: "TLS", inCluster: false },
      },
    },
  ),
  "function-environment-encrypted": single(
    "aws:lambda/function:Function",
    {
      kmsKeyArn: KEY,
      environment: {
        variables: {
          TABLE: "orders",
          STRIPE_SECRET_ARN: "arn:aws:secretsmanager:us-east-1:111122223333:secret:stripe",
        },
      },
    },
    { environment: { variables: { TABLE: "orders" } } },
    { kmsKeyArn: KEY, environment: { variables: { DATABASE_PASSWORD: "correct-horse" } } },
    { kmsKeyArn: KEY, environment: { variables: { PAYMENT: ["sk", "live", "abcdefghijklmnop"].join("_") } } },
  ),
  "secret-encrypted-with-customer-key": single(
    "aws:secretsmanager/secret:Secret",
    { kmsKeyId: KEY },
    {},
    { kmsKeyId: "alias/aws/secretsmanager" },
  ),
  "parameter-secret-is-secure-string": single(
    "aws:ssm/parameter:Parameter",
    { name: "/shop/api-token", type: "SecureString", keyId: KEY },
    { name: "/shop/api-token", type: "String", keyId: KEY },
    { name: "/shop/x", type: "SecureString" },
  ),
  "queue-encrypted": single(
    "aws:sqs/queue:Queue",
    { kmsMasterKeyId: KEY },
    { sqsManagedSseEnabled: false },
    { kmsMasterKeyId: "alias/aws/sqs" },
  ),
  "topic-encrypted-with-customer-key": single(
    "aws:sns/topic:Topic",
    { kmsMasterKeyId: KEY },
    {},
    { kmsMasterKeyId: "alias/aws/sns" },
  ),
  "log-group-encrypted-with-customer-key": single("aws:cloudwatch/logGroup:LogGroup", { kmsKeyId: KEY }, {}),
  "cluster-secrets-encrypted": single(
    "aws:eks/cluster:Cluster",
    { encryptionConfig: { provider: { keyArn: KEY }, resources: ["secrets"] } },
    {},
    { encryptionConfig: { provider: { keyArn: KEY }, resources: [] } },
  ),
  "volume-encrypted": single("aws:ebs/volume:Volume", { encrypted: true }, {}, { encrypted: false }),
  "file-system-encrypted-with-customer-key": single(
    "aws:efs/fileSystem:FileSystem",
    { encrypted: true, kmsKeyId: KEY },
    { encrypted: true },
    { kmsKeyId: KEY },
  ),
  "cache-encrypted-and-authenticated": single(
    "aws:elasticache/replicationGroup:ReplicationGroup",
    { atRestEncryptionEnabled: true, transitEncryptionEnabled: true, userGroupIds: ["users"] },
    { atRestEncryptionEnabled: true, transitEncryptionEnabled: true },
    { transitEncryptionEnabled: true, userGroupIds: ["users"] },
    { atRestEncryptionEnabled: true, userGroupIds: ["users"] },
    {
      atRestEncryptionEnabled: true,
      transitEncryptionEnabled: true,
      transitEncryptionMode: "preferred",
      userGroupIds: ["users"],
    },
  ),
  "search-domain-encrypted": single(
    "aws:opensearch/domain:Domain",
    {
      encryptAtRest: { enabled: true },
      nodeToNodeEncryption: { enabled: true },
      domainEndpointOptions: { enforceHttps: true, tlsSecurityPolicy: "Policy-Min-TLS-1-2-PFS-2023-10" },
    },
    {
      nodeToNodeEncryption: { enabled: true },
      domainEndpointOptions: { enforceHttps: true, tlsSecurityPolicy: "Policy-Min-TLS-1-2-PFS-2023-10" },
    },
    {
      encryptAtRest: { enabled: true },
      nodeToNodeEncryption: { enabled: true },
      domainEndpointOptions: { enforceHttps: true, tlsSecurityPolicy: "Policy-Min-TLS-1-0-2019-07" },
    },
  ),
  "key-rotates": single("aws:kms/key:Key", { enableKeyRotation: true }, {}, { enableKeyRotation: false }),
  "google-data-encrypted-with-customer-key": single(
    "gcp:storage/bucket:Bucket",
    { encryption: { defaultKmsKeyName: GOOGLE_KEY } },
    {},
  ),
  "google-table-encrypted-with-customer-key": single("gcp:bigquery/table:Table", BIG_TABLE, { datasetId: "shop" }),
  "azure-data-encrypted-with-customer-key": single(
    "azure-native:cognitiveservices:Account",
    { properties: { encryption: { keySource: "Microsoft.KeyVault" } } },
    {},
    { properties: { encryption: { keySource: "Microsoft.CognitiveServices" } } },
  ),
  "azure-storage-requires-current-tls": single(
    "azure-native:storage:StorageAccount",
    { minimumTlsVersion: "TLS1_2" },
    {},
    { minimumTlsVersion: "TLS1_0" },
    { minimumTlsVersion: "TLS1_2", enableHttpsTrafficOnly: false },
  ),
  "key-used-by-its-own-account-only": single(
    "aws:kms/keyPolicy:KeyPolicy",
    {
      policy: policy(
        { Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "kms:*", Resource: "*" },
        {
          Effect: "Allow",
          Principal: { Service: "sns.amazonaws.com" },
          Action: ["kms:Decrypt", "kms:GenerateDataKey"],
          Resource: "*",
          Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
        },
        {
          Effect: "Allow",
          Principal: { Service: "logs.us-east-1.amazonaws.com" },
          Action: "kms:Decrypt",
          Resource: "*",
          Condition: {
            ArnLike: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-1:111122223333:log-group:*" },
          },
        },
      ),
    },
    { policy: KEY_POLICY({ Principal: "*" }) },
    {
      policy: KEY_POLICY({
        Principal: { AWS: "*" },
        Condition: { StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } },
      }),
    },
    { policy: KEY_POLICY({ Principal: { Service: "sns.amazonaws.com" } }) },
    { policy: KEY_POLICY({ Principal: { AWS: "arn:aws:iam::999999999999:root" } }) },
  ),
  "backup-vault-encrypted-with-customer-key": single(
    "aws:backup/vault:Vault",
    { kmsKeyArn: KEY },
    {},
    { kmsKeyArn: "alias/aws/backup" },
  ),
  "vectors-encrypted-with-customer-key": {
    good: [
      resource(VECTORS, "help", { encryptionConfigurations: [{ sseType: "aws:kms", kmsKeyArn: KEY }] }),
      resource(SOURCE, "help-source", { serverSideEncryptionConfiguration: { kmsKeyArn: KEY } }),
    ],
    bad: [
      [resource(VECTORS, "help", {})],
      [resource(VECTORS, "help", { encryptionConfigurations: [{ sseType: "AES256" }] })],
      [resource(SOURCE, "help-source", {})],
    ],
  },
  "search-data-encrypted-with-customer-key": {
    good: [
      resource("aws:opensearch/domain:Domain", "search", { encryptAtRest: { enabled: true, kmsKeyId: KEY } }),
      resource(COLLECTIONS, "search-keys", { type: "encryption", policy: JSON.stringify({ KmsARN: KEY }) }),
    ],
    bad: [
      [resource("aws:opensearch/domain:Domain", "search", { encryptAtRest: { enabled: true } })],
      [resource(COLLECTIONS, "search-keys", { type: "encryption", policy: JSON.stringify({ AWSOwnedKey: true }) })],
    ],
  },
  "vpn-requires-current-ike": {
    good: [
      resource(VPN, "analytics", { tunnel1IkeVersions: ["ikev2"], tunnel2IkeVersions: ["ikev2"] }),
      resource("gcp:compute/vPNTunnel:VPNTunnel", "aws-1", { ikeVersion: 2 }),
    ],
    bad: [
      [resource(VPN, "analytics", {})],
      [resource(VPN, "analytics", { tunnel1IkeVersions: ["ikev2"], tunnel2IkeVersions: ["ikev1", "ikev2"] })],
      [resource("gcp:compute/vPNTunnel:VPNTunnel", "aws-1", { ikeVersion: 1 })],
    ],
  },
};
