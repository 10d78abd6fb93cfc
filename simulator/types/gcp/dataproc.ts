import { text } from "../../arn";
import type { CreateRequest, TypeModel } from "../../model";

function region(request: CreateRequest, property: string): string {
  return text(request, property, request.cloud.gcp.region);
}

/** Dataproc, and the roles that projects define. */
export const gcpDataprocTypes: readonly TypeModel[] = [
  {
    type: "gcp:dataproc/cluster:Cluster",
    nameProperty: "name",
    nameLimit: {
      max: 51,
      pattern: /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
      source: "Dataproc REST reference, clusters, clusterName, read 2026-11",
    },
    id: (request) =>
      `projects/${request.cloud.gcp.project}/regions/${region(request, "region")}/clusters/${request.physicalName}`,
    outputs: (request) => ({ project: request.cloud.gcp.project, region: region(request, "region") }),
    replaceOn: [
      "name",
      "project",
      "region",
      "clusterConfig.gceClusterConfig",
      "clusterConfig.softwareConfig",
      "clusterConfig.encryptionConfig",
      "clusterConfig.initializationActions",
      "clusterConfig.masterConfig",
      "clusterConfig.stagingBucket",
      "clusterConfig.tempBucket",
      "clusterConfig.workerConfig.machineType",
      "clusterConfig.workerConfig.diskConfig",
    ],
    minutes: { create: 4, update: 3, delete: 3 },
    references: {
      "clusterConfig.stagingBucket": "gcp:storage/bucket:Bucket",
      "clusterConfig.tempBucket": "gcp:storage/bucket:Bucket",
      "clusterConfig.encryptionConfig.kmsKeyName": "gcp:kms/cryptoKey:CryptoKey",
      "clusterConfig.autoscalingConfig.policyUri": "gcp:dataproc/autoscalingPolicy:AutoscalingPolicy",
    },
  },
  {
    type: "gcp:dataproc/autoscalingPolicy:AutoscalingPolicy",
    nameProperty: "policyId",
    nameLimit: {
      max: 50,
      pattern: /^[A-Za-z0-9][\w-]+[A-Za-z0-9]$/,
      source: "Dataproc REST reference, autoscalingPolicies, id, read 2026-11",
    },
    id: (request) => policyName(request),
    outputs: (request) => ({ name: policyName(request), project: request.cloud.gcp.project }),
    replaceOn: ["policyId", "location", "project"],
  },
  {
    type: "gcp:projects/iAMCustomRole:IAMCustomRole",
    nameProperty: "roleId",
    nameLimit: {
      max: 64,
      pattern: /^[\w.]{3,64}$/,
      source: "IAM REST reference, projects.roles.create, read 2026-11",
    },
    nameScope: "account",
    id: (request) => `projects/${request.cloud.gcp.project}/roles/${request.physicalName}`,
    outputs: (request, id) => ({ name: id, project: request.cloud.gcp.project, deleted: false, stage: "GA" }),
    replaceOn: ["roleId", "project"],
    minutes: { create: 0.1 },
  },
];

function policyName(request: CreateRequest): string {
  const { project } = request.cloud.gcp;
  return `projects/${project}/locations/${region(request, "location")}/autoscalingPolicies/${request.physicalName}`;
}
