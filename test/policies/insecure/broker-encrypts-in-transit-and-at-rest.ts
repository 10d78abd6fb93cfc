import * as msk from "@pulumi/aws/msk";

new msk.Cluster(
  "orders",
  {
    kafkaVersion: "3.8.x",
    numberOfBrokerNodes: 2,
    brokerNodeGroupInfo: {
      instanceType: "kafka.t3.small",
      clientSubnets: ["subnet-1", "subnet-2"],
      securityGroups: ["sg-1"],
    },
    encryptionInfo: {
      encryptionAtRestKmsKeyArn: "arn:aws:kms:us-east-1:111122223333:key/1",
      encryptionInTransit: { clientBroker: "TLS_PLAINTEXT" },
    },
    clientAuthentication: { sasl: { iam: true } },
    loggingInfo: { brokerLogs: { cloudwatchLogs: { enabled: true, logGroup: "orders" } } },
  },
  { protect: true },
);
