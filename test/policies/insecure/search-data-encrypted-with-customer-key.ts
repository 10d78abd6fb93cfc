import * as opensearch from "@pulumi/aws/opensearch";

new opensearch.Domain(
  "products",
  {
    engineVersion: "OpenSearch_2.19",
    encryptAtRest: { enabled: true },
    nodeToNodeEncryption: { enabled: true },
    domainEndpointOptions: { enforceHttps: true, tlsSecurityPolicy: "Policy-Min-TLS-1-2-PFS-2023-10" },
    vpcOptions: { subnetIds: ["subnet-1", "subnet-2"], securityGroupIds: ["sg-1"] },
    advancedSecurityOptions: {
      enabled: true,
      masterUserOptions: { masterUserArn: "arn:aws:iam::111122223333:role/administrator" },
    },
    logPublishingOptions: [
      { logType: "AUDIT_LOGS", cloudwatchLogGroupArn: "arn:aws:logs:us-east-1:111122223333:log-group:products" },
    ],
  },
  { protect: true },
);
