import * as docdb from "@pulumi/aws/docdb";

const parameters = new docdb.ClusterParameterGroup("users", {
  family: "docdb5.0",
  parameters: [{ name: "tls", value: "disabled" }],
});

new docdb.Cluster(
  "users",
  {
    engine: "docdb",
    storageEncrypted: true,
    kmsKeyId: "arn:aws:kms:us-east-1:111122223333:key/1",
    masterUsername: "shop",
    manageMasterUserPassword: true,
    dbClusterParameterGroupName: parameters.name,
    backupRetentionPeriod: 30,
    deletionProtection: true,
    finalSnapshotIdentifier: "users-final",
    enabledCloudwatchLogsExports: ["audit"],
  },
  { protect: true },
);
