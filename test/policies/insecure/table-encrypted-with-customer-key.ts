import * as dynamodb from "@pulumi/aws/dynamodb";

new dynamodb.Table(
  "orders",
  {
    hashKey: "id",
    attributes: [{ name: "id", type: "S" }],
    billingMode: "PAY_PER_REQUEST",

    pointInTimeRecovery: { enabled: true },
    deletionProtectionEnabled: true,
  },
  { protect: true },
);
