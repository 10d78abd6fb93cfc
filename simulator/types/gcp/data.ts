import { text } from "../../arn";
import type { CreateRequest, TypeModel } from "../../model";
import { memberId } from "./identity";

/** 1 January 2026, in milliseconds; answers hold no clock time. */
const CREATED = 1_767_225_600_000;

function bigQueryLink(path: string): string {
  return `https://bigquery.googleapis.com/bigquery/v2/${path}`;
}

function datasetPath(request: CreateRequest): string {
  return `projects/${request.cloud.gcp.project}/datasets/${text(request, "datasetId")}`;
}

/** Google Cloud's KMS, BigQuery and Cloud Storage. */
export const gcpDataTypes: readonly TypeModel[] = [
  {
    type: "gcp:kms/keyRing:KeyRing",
    nameProperty: "name",
    nameLimit: { max: 63, pattern: /^[\w-]+$/, source: "Cloud KMS REST reference, keyRings.create, read 2026-11" },
    id: (request) =>
      `projects/${request.cloud.gcp.project}/locations/${text(request, "location")}/keyRings/${request.physicalName}`,
    outputs: (request) => ({ project: request.cloud.gcp.project }),
    replaceOn: ["name", "location", "project"],
  },
  {
    type: "gcp:kms/cryptoKey:CryptoKey",
    nameProperty: "name",
    nameLimit: { max: 63, pattern: /^[\w-]+$/, source: "Cloud KMS REST reference, cryptoKeys.create, read 2026-11" },
    nameScope: "none",
    id: (request) => `${text(request, "keyRing")}/cryptoKeys/${request.physicalName}`,
    outputs: (request, id) => ({
      primaries: [{ name: `${id}/cryptoKeyVersions/1`, state: "ENABLED" }],
      purpose: text(request, "purpose", "ENCRYPT_DECRYPT"),
      importOnly: false,
    }),
    replaceOn: ["name", "keyRing", "purpose", "importOnly", "destroyScheduledDuration"],
    stateful: true,
    references: { keyRing: "gcp:kms/keyRing:KeyRing" },
  },
  {
    type: "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember",
    id: (request) => memberId(text(request, "cryptoKeyId"), request),
    outputs: (request) => ({ etag: request.digits(12) }),
    replaceOn: ["cryptoKeyId", "role", "member", "condition"],
    references: { cryptoKeyId: "gcp:kms/cryptoKey:CryptoKey" },
  },
  {
    type: "gcp:bigquery/dataset:Dataset",
    nameProperty: "datasetId",
    nameLimit: { max: 1024, pattern: /^\w+$/, source: "BigQuery REST reference, Dataset, read 2026-11" },
    nameScope: "account",
    id: datasetPath,
    outputs: (request, id) => ({
      project: request.cloud.gcp.project,
      selfLink: bigQueryLink(id),
      etag: request.digits(16),
      creationTime: CREATED,
      lastModifiedTime: CREATED,
    }),
    replaceOn: ["datasetId", "location", "project"],
    stateful: true,
  },
  {
    type: "gcp:bigquery/table:Table",
    nameProperty: "tableId",
    nameLimit: { max: 1024, source: "BigQuery REST reference, Table, read 2026-11" },
    nameScope: "none",
    id: (request) => `${datasetPath(request)}/tables/${request.physicalName}`,
    outputs: (request, id) => ({
      project: request.cloud.gcp.project,
      selfLink: bigQueryLink(id),
      etag: request.digits(16),
      creationTime: CREATED,
      lastModifiedTime: CREATED,
      numBytes: 0,
      numRows: 0,
      type: request.inputs["view"] === undefined ? "TABLE" : "VIEW",
    }),
    replaceOn: ["tableId", "datasetId", "project", "timePartitioning"],
    stateful: true,
    references: { datasetId: "gcp:bigquery/dataset:Dataset" },
  },
  {
    type: "gcp:bigquery/iamMember:IamMember",
    id: (request) => memberId(`${datasetPath(request)}/tables/${text(request, "tableId")}`, request),
    outputs: (request) => ({ project: request.cloud.gcp.project, etag: request.digits(12) }),
    replaceOn: ["datasetId", "tableId", "role", "member", "condition", "project"],
    references: { datasetId: "gcp:bigquery/dataset:Dataset", tableId: "gcp:bigquery/table:Table" },
  },
  {
    type: "gcp:bigquery/datasetIamMember:DatasetIamMember",
    id: (request) => memberId(datasetPath(request), request),
    outputs: (request) => ({ project: request.cloud.gcp.project, etag: request.digits(12) }),
    replaceOn: ["datasetId", "role", "member", "condition", "project"],
    references: { datasetId: "gcp:bigquery/dataset:Dataset" },
  },
  {
    type: "gcp:storage/bucket:Bucket",
    nameProperty: "name",
    nameLimit: {
      max: 63,
      pattern: /^[a-z0-9][a-z0-9._-]+[a-z0-9]$/,
      source: "Cloud Storage, Bucket naming guidelines; from memory, recheck before release",
    },
    nameScope: "global",
    outputs: (request) => ({
      project: request.cloud.gcp.project,
      projectNumber: Number(request.cloud.gcp.projectNumber),
      selfLink: `https://www.googleapis.com/storage/v1/b/${request.physicalName}`,
      url: `gs://${request.physicalName}`,
      storageClass: text(request, "storageClass", "STANDARD"),
    }),
    replaceOn: ["name", "location", "project"],
    stateful: true,
  },
  {
    type: "gcp:storage/bucketIAMMember:BucketIAMMember",
    id: (request) => memberId(`b/${text(request, "bucket")}`, request),
    outputs: (request) => ({ etag: request.digits(12) }),
    replaceOn: ["bucket", "role", "member", "condition"],
    references: { bucket: "gcp:storage/bucket:Bucket" },
  },
];
