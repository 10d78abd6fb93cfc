import * as rds from "@pulumi/aws/rds";

const parameters = new rds.ParameterGroup("orders", {
  family: "mysql8.4",
  parameters: [{ name: "require_secure_transport", value: "0" }],
});

new rds.Instance(
  "orders",
  {
    engine: "mysql",
    instanceClass: "db.t4g.micro",
    allocatedStorage: 20,
    storageEncrypted: true,
    kmsKeyId: "arn:aws:kms:us-east-1:111122223333:key/1",
    username: "shop",
    parameterGroupName: parameters.name,
    backupRetentionPeriod: 30,
    deletionProtection: true,
    finalSnapshotIdentifier: "orders-final",
    multiAz: true,
    enabledCloudwatchLogsExports: ["error"],
    manageMasterUserPassword: true,
  },
  { protect: true },
);
