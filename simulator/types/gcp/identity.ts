import { text } from "../../arn";
import type { CreateRequest, TypeModel } from "../../model";

const POOL_ID = {
  max: 32,
  pattern: /^(?!gcp-)[a-z0-9-]{4,32}$/,
  source: "IAM REST reference, workloadIdentityPools.create, read 2026-11",
};

/** The API answers with the project's number where the request named the project. */
function poolName(request: CreateRequest, poolId: string): string {
  return `projects/${request.cloud.gcp.projectNumber}/locations/global/workloadIdentityPools/${poolId}`;
}

function accountId(request: CreateRequest): string {
  const { project } = request.cloud.gcp;
  return `projects/${project}/serviceAccounts/${request.physicalName}@${project}.iam.gserviceaccount.com`;
}

/** The id that Google's provider gives to one member of one role. */
export function memberId(resource: string, request: CreateRequest): string {
  return `${resource}/${text(request, "role")}/${text(request, "member")}`;
}

/** Google Cloud IAM: service accounts, workload identity federation, enabled services. */
export const gcpIdentityTypes: readonly TypeModel[] = [
  {
    type: "gcp:projects/service:Service",
    id: (request) => `${request.cloud.gcp.project}/${text(request, "service")}`,
    outputs: (request) => ({ project: request.cloud.gcp.project }),
    replaceOn: ["service", "project"],
    minutes: { create: 0.5 },
  },
  {
    type: "gcp:serviceaccount/account:Account",
    nameProperty: "accountId",
    nameLimit: {
      max: 30,
      pattern: /^[a-z]([-a-z0-9]{4,28}[a-z0-9])$/,
      source: "IAM REST reference, projects.serviceAccounts.create, read 2026-11",
    },
    nameScope: "account",
    id: accountId,
    outputs: (request, id) => {
      const email = id.replace(/^.*\//, "");
      return {
        email,
        member: `serviceAccount:${email}`,
        name: id,
        project: request.cloud.gcp.project,
        uniqueId: `1${request.digits(20, "decimal")}`,
      };
    },
    replaceOn: ["accountId", "project"],
    minutes: { create: 0.2 },
  },
  {
    type: "gcp:serviceaccount/iAMMember:IAMMember",
    id: (request) => memberId(text(request, "serviceAccountId"), request),
    outputs: (request) => ({ etag: request.digits(12) }),
    replaceOn: ["serviceAccountId", "role", "member", "condition"],
    references: { serviceAccountId: "gcp:serviceaccount/account:Account" },
  },
  {
    type: "gcp:iam/workloadIdentityPool:WorkloadIdentityPool",
    nameProperty: "workloadIdentityPoolId",
    nameLimit: POOL_ID,
    nameScope: "account",
    id: (request) =>
      `projects/${request.cloud.gcp.project}/locations/global/workloadIdentityPools/${request.physicalName}`,
    outputs: (request) => ({
      name: poolName(request, request.physicalName),
      project: request.cloud.gcp.project,
      state: "ACTIVE",
      mode: text(request, "mode", "FEDERATION_ONLY"),
    }),
    replaceOn: ["workloadIdentityPoolId", "project"],
    minutes: { create: 0.2 },
  },
  {
    type: "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider",
    nameProperty: "workloadIdentityPoolProviderId",
    nameLimit: POOL_ID,
    nameScope: "none",
    id: (request) =>
      `projects/${request.cloud.gcp.project}/locations/global/workloadIdentityPools/` +
      `${text(request, "workloadIdentityPoolId")}/providers/${request.physicalName}`,
    outputs: (request) => ({
      name: `${poolName(request, text(request, "workloadIdentityPoolId"))}/providers/${request.physicalName}`,
      project: request.cloud.gcp.project,
      state: "ACTIVE",
    }),
    replaceOn: ["workloadIdentityPoolId", "workloadIdentityPoolProviderId", "project"],
    references: { workloadIdentityPoolId: "gcp:iam/workloadIdentityPool:WorkloadIdentityPool" },
    minutes: { create: 0.2 },
  },
];
