import { createHash } from "node:crypto";
import { text } from "../../arn";
import type { CreateRequest, TypeModel } from "../../model";
import { memberId } from "./identity";

/** The job's own number. */
function transferName(request: CreateRequest): string {
  return text(request, "name") || `transferJobs/${request.digits(20, "decimal")}`;
}

function contentHash(request: CreateRequest): string {
  return createHash("md5").update(JSON.stringify(request.inputs)).digest("base64");
}

/** Objects of Cloud Storage, and transfers into it. */
export const gcpTransferTypes: readonly TypeModel[] = [
  {
    type: "gcp:storage/transferJob:TransferJob",
    nameScope: "none",
    id: (request) => `${request.cloud.gcp.project}/${transferName(request)}`,
    outputs: (request) => ({
      name: transferName(request),
      project: request.cloud.gcp.project,
      status: text(request, "status", "ENABLED"),
      creationTime: "2026-01-01T00:00:00Z",
      lastModificationTime: "2026-01-01T00:00:00Z",
      deletionTime: "",
    }),
    replaceOn: ["name", "project"],
    references: { "transferSpec.gcsDataSink.bucketName": "gcp:storage/bucket:Bucket" },
  },
  {
    type: "gcp:storage/bucketObject:BucketObject",
    nameProperty: "name",
    nameLimit: { max: 1024, source: "Cloud Storage, About objects; from memory, recheck before release" },
    nameScope: "none",
    id: (request) => `${text(request, "bucket")}-${request.physicalName}`,
    outputs: (request) => ({
      outputName: request.physicalName,
      selfLink: `https://www.googleapis.com/storage/v1/b/${text(request, "bucket")}/o/${encodeURIComponent(request.physicalName)}`,
      mediaLink: `https://storage.googleapis.com/download/storage/v1/b/${text(request, "bucket")}/o/${encodeURIComponent(request.physicalName)}?alt=media`,
      storageClass: text(request, "storageClass", "STANDARD"),
      md5hash: contentHash(request),
    }),
    replaceOn: ["name", "bucket", "source", "content", "contentType"],
    references: { bucket: "gcp:storage/bucket:Bucket" },
  },
  {
    type: "gcp:projects/iAMMember:IAMMember",
    id: (request) => memberId(text(request, "project", request.cloud.gcp.project), request),
    outputs: (request) => ({ etag: request.digits(12) }),
    replaceOn: ["project", "role", "member", "condition"],
  },
  {
    type: "gcp:bigquery/datasetAccess:DatasetAccess",
    id: (request) =>
      `projects/${request.cloud.gcp.project}/datasets/${text(request, "datasetId")}/access-${request.digits(10)}`,
    outputs: (request) => ({ project: request.cloud.gcp.project, apiUpdatedMember: false }),
    replaceOn: ["datasetId", "project", "role", "userByEmail", "groupByEmail", "iamMember", "view", "condition"],
    references: { datasetId: "gcp:bigquery/dataset:Dataset" },
  },
];
