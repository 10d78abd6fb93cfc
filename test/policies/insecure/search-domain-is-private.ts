import * as opensearch from "@pulumi/aws/opensearch";

new opensearch.Domain(
  "products",
  {
    engineVersion: "OpenSearch_2.19",
    encryptAtRest: { enabled: true, kmsKeyId: "arn:aws:kms:us-east-1:111122223333:key/1" },
    nodeToNodeEncryption: { enabled: true },
    domainEndpointOptions: { enforceHttps: true, tlsSecurityPolicy: "Policy-Min-TLS-1-2-PFS-2023-10" },
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
