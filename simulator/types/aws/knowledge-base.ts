import { regionalArn, text } from "../../arn";
import type { CreateRequest, TypeModel } from "../../model";

const KNOWLEDGE_BASE = "aws:bedrock/agentKnowledgeBase:AgentKnowledgeBase";
const VECTOR_BUCKET = "aws:s3/vectorsVectorBucket:VectorsVectorBucket";
const KEY = "aws:kms/key:Key";
const NAME = {
  max: 100,
  pattern: /^([0-9a-zA-Z][_-]?){1,100}$/,
  source: "Bedrock Agents API, CreateKnowledgeBase, read 2026-11",
} as const;
const CREATED = "2026-01-01T00:00:00Z";

/** Ten capitals and digits. */
function shortId(request: CreateRequest, salt: string): string {
  return request.digits(10, "base32", salt).toUpperCase();
}

function bucketArn(request: CreateRequest, name: string): string {
  return regionalArn(request, "s3vectors", `bucket/${name}`);
}

/** Amazon Bedrock Knowledge Bases, and S3 Vectors beneath them. */
export const knowledgeBaseTypes: readonly TypeModel[] = [
  {
    type: KNOWLEDGE_BASE,
    nameProperty: "name",
    nameLimit: NAME,
    id: (request) => shortId(request, "knowledge-base"),
    outputs: (request, id) => ({
      arn: regionalArn(request, "bedrock", `knowledge-base/${id}`),
      createdAt: CREATED,
      updatedAt: CREATED,
      failureReasons: [],
    }),
    replaceOn: ["knowledgeBaseConfiguration", "storageConfiguration"],
    minutes: { create: 0.5, update: 0.3, delete: 1 },
    references: {
      roleArn: "aws:iam/role:Role",
      "storageConfiguration.s3VectorsConfiguration.indexArn": "aws:s3/vectorsIndex:VectorsIndex",
    },
  },
  {
    type: "aws:bedrock/agentDataSource:AgentDataSource",
    nameProperty: "name",
    nameLimit: NAME,
    nameScope: "none",
    id: (request) => `${shortId(request, "data-source")},${text(request, "knowledgeBaseId")}`,
    outputs: (request) => ({ dataSourceId: shortId(request, "data-source") }),
    replaceOn: [
      "knowledgeBaseId",
      "dataSourceConfiguration.type",
      "dataSourceConfiguration.s3Configuration.bucketArn",
      "vectorIngestionConfiguration.chunkingConfiguration",
    ],
    minutes: { create: 0.2, delete: 1 },
    references: {
      knowledgeBaseId: KNOWLEDGE_BASE,
      "dataSourceConfiguration.s3Configuration.bucketArn": "aws:s3/bucket:Bucket",
      "serverSideEncryptionConfiguration.kmsKeyArn": KEY,
    },
  },
  {
    type: VECTOR_BUCKET,
    nameProperty: "vectorBucketName",
    nameLimit: {
      max: 63,
      pattern: /^[a-z0-9][a-z0-9-]+[a-z0-9]$/,
      source: "S3 Vectors API, CreateVectorBucket, read 2026-11",
    },
    id: (request) => bucketArn(request, request.physicalName),
    outputs: (_request, id) => ({ vectorBucketArn: id, creationTime: CREATED }),
    replaceOn: ["vectorBucketName", "encryptionConfigurations"],
    stateful: true,
    references: { "encryptionConfigurations.kmsKeyArn": KEY },
  },
  {
    type: "aws:s3/vectorsIndex:VectorsIndex",
    nameProperty: "indexName",
    nameLimit: {
      max: 63,
      pattern: /^[a-z0-9][a-z0-9.-]+[a-z0-9]$/,
      source: "S3 Vectors API, CreateIndex, read 2026-11",
    },
    // A name is free in each vector bucket; the id holds both.
    nameScope: "none",
    id: (request) => `${bucketArn(request, text(request, "vectorBucketName"))}/index/${request.physicalName}`,
    outputs: (_request, id) => ({ indexArn: id, creationTime: CREATED }),
    replaceOn: [
      "vectorBucketName",
      "indexName",
      "dataType",
      "dimension",
      "distanceMetric",
      "metadataConfiguration",
      "encryptionConfigurations",
    ],
    stateful: true,
    references: { vectorBucketName: VECTOR_BUCKET, "encryptionConfigurations.kmsKeyArn": KEY },
  },
];
