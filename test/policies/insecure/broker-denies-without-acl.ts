import * as msk from "@pulumi/aws/msk";

const configuration = new msk.Configuration("orders", {
  kafkaVersions: ["3.8.x"],
  serverProperties: "auto.create.topics.enable=false\nallow.everyone.if.no.acl.found=true",
});

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
    encryptionInfo: { encryptionAtRestKmsKeyArn: "arn:aws:kms:us-east-1:111122223333:key/1" },
    clientAuthentication: { sasl: { scram: true } },
    configurationInfo: { arn: configuration.arn, revision: configuration.latestRevision },
    loggingInfo: { brokerLogs: { cloudwatchLogs: { enabled: true, logGroup: "orders" } } },
  },
  { protect: true },
);
