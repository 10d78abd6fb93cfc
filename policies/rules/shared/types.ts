/** Families of tokens: the same thing under each of its names. */
export const BUCKETS = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"] as const;

export const BUCKET_ENCRYPTIONS = [
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
] as const;

export const BUCKET_VERSIONINGS = [
  "aws:s3/bucketVersioning:BucketVersioning",
  "aws:s3/bucketVersioningV2:BucketVersioningV2",
] as const;

export const BUCKET_LOGGINGS = [
  "aws:s3/bucketLogging:BucketLogging",
  "aws:s3/bucketLoggingV2:BucketLoggingV2",
] as const;

export const BUCKET_LIFECYCLES = [
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
] as const;

export const DATABASES = ["aws:rds/instance:Instance", "aws:rds/cluster:Cluster"] as const;

/** Amazon DocumentDB's clusters: the same questions as for Aurora's. */
export const DOCUMENT_CLUSTERS = ["aws:docdb/cluster:Cluster"] as const;

export const KEYS = ["aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey"] as const;

export const ROLES = ["aws:iam/role:Role"] as const;

export const VPCS = ["aws:ec2/vpc:Vpc", "aws:ec2/defaultVpc:DefaultVpc"] as const;

export const SUBNETS = ["aws:ec2/subnet:Subnet", "aws:ec2/defaultSubnet:DefaultSubnet"] as const;

export const LOAD_BALANCERS = [
  "aws:lb/loadBalancer:LoadBalancer",
  "aws:alb/loadBalancer:LoadBalancer",
  "aws:applicationloadbalancing/loadBalancer:LoadBalancer",
] as const;

export const LISTENERS = [
  "aws:lb/listener:Listener",
  "aws:alb/listener:Listener",
  "aws:applicationloadbalancing/listener:Listener",
] as const;

export const CONSUMERS = ["aws:lambda/function:Function"] as const;

/** Everything whose loss is a loss of data. */
export const STATEFUL = [
  ...BUCKETS,
  ...DATABASES,
  ...DOCUMENT_CLUSTERS,
  "aws:dynamodb/table:Table",
  "aws:efs/fileSystem:FileSystem",
  "aws:elasticache/replicationGroup:ReplicationGroup",
  "aws:kms/key:Key",
  "aws:msk/cluster:Cluster",
  "aws:opensearch/domain:Domain",
  "aws:secretsmanager/secret:Secret",
  "azure-native:keyvault:Vault",
  "azure-native:storage:StorageAccount",
  "gcp:bigquery/dataset:Dataset",
  "gcp:bigquery/table:Table",
  "gcp:kms/cryptoKey:CryptoKey",
  "gcp:storage/bucket:Bucket",
] as const;
