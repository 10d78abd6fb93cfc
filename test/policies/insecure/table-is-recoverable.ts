import * as dynamodb from "@pulumi/aws/dynamodb";

new dynamodb.Table(
  "orders",
  {
    hashKey: "id",
    attributes: [{ name: "id", type: "S" }],
    billingMode: "PAY_PER_REQUEST",
    serverSideEncryption: { enabled: true, kmsKeyArn: "arn:aws:kms:us-east-1:111122223333:key/1" },

    deletionProtectionEnabled: true,
  },
  { protect: true },
);
