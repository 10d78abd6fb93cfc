import {
  AzureGroup,
  DeliveryRole,
  EncryptionKey,
  GCP_IDENTITY_SERVICES,
  GcpServices,
  ObjectStore,
} from "multicloud-estate";

const key = new EncryptionKey("state", { description: "State and secrets of the stacks" }, { protect: true });
const accessLogs = new ObjectStore("access-logs", { role: "log", expireDays: 365 });
const bucket = new ObjectStore("state", { key, accessLogs });
const state = { bucketArn: bucket.arn, keyArn: key.arn, prefix: "shop/" };

// The ids stay when names change hands: `gh api repos/example/shop --jq '.id, .owner.id'`.
const repository = { repository: "example/shop", repositoryId: "123456789", ownerId: "987654" };
const google = new GcpServices("shop", { project: "shop-analytics", services: GCP_IDENTITY_SERVICES });
const group = new AzureGroup("shop-ai", { location: "eastus" });

const deploy = new DeliveryRole("shop-prod", {
  source: { ...repository, trigger: { environment: "shop-prod", branch: "main" } },
  aws: {
    state,
    statements: [
      {
        sid: "Tables",
        actions: ["dynamodb:CreateTable", "dynamodb:DescribeTable", "dynamodb:TagResource", "dynamodb:UpdateTable"],
        resources: ["arn:aws:dynamodb:us-east-1:111122223333:table/shop-*"],
      },
    ],
  },
  gcp: {
    project: "shop-analytics",
    // The second is an administrator's: what the stack makes, by exact permissions.
    roles: ["roles/dataflow.developer", "projects/shop-analytics/roles/shopDeployer"],
    mayGrant: ["roles/dataflow.worker", "roles/bigquery.jobUser"],
    after: google.enabled,
  },
  azure: {
    group,
    // Cognitive Services Contributor
    grants: { ai: { roleId: "25fbc0a9-bd7c-42a3-aa1a-3b75d497ee68", scope: group.group.id } },
  },
});

const preview = new DeliveryRole("shop-preview", {
  source: { ...repository, trigger: { pullRequest: true } },
  aws: { state, identityProviderArn: deploy.aws.identityProviderArn },
  gcp: { project: "shop-analytics", after: google.enabled },
});

export const deployVariables = deploy.variables;
export const previewVariables = preview.variables;
