import type * as pulumi from "@pulumi/pulumi";
import type { EncryptionKey } from "../core";
import type { ObjectStore } from "./object-store";

/** S3 Vectors: made here, billed by what is stored and asked, with nothing that idles. */
export interface S3VectorStore {
  readonly kind: "s3-vectors";
}

/**
 * A vector collection of OpenSearch Serverless that stands already, with its index: no resource of the AWS provider makes an
 * index, and Bedrock wants to find one. Its data policy must admit the knowledge base's `roleArn`.
 */
export interface CollectionVectorStore {
  readonly kind: "opensearch-serverless";
  readonly collectionArn: pulumi.Input<string>;
  readonly indexName: string;
  /** Fields of the index. @default { vector: "vector", text: "text", metadata: "metadata" } */
  readonly fields?: { readonly vector: string; readonly text: string; readonly metadata: string };
}

/** How a document is cut into the pieces that are found. */
export type Chunking =
  /** Pieces of one size, each repeating the end of the one before. */
  | { readonly strategy: "fixed"; readonly maxTokens: number; readonly overlapPercent: number }
  /** Small pieces are found, the large ones around them are handed out. */
  | {
      readonly strategy: "hierarchical";
      readonly parentTokens: number;
      readonly childTokens: number;
      readonly overlapTokens: number;
    }
  /** Cut where the meaning changes; the embedding model is asked for it, and billed. */
  | {
      readonly strategy: "semantic";
      readonly maxTokens: number;
      readonly bufferSize: 0 | 1;
      readonly breakpointPercentile: number;
    }
  /** One piece for each document. */
  | { readonly strategy: "none" };

/** When new documents are taken in. A run that finds nothing new embeds nothing. */
export type IngestionTrigger =
  /** `rate(15 minutes)`, `cron(0 3 * * ? *)`. */
  | { readonly trigger: "schedule"; readonly expression: string; readonly timezone?: string }
  /** Nothing starts by itself: whoever was let by `grantIngest` starts it. */
  | { readonly trigger: "manual" };

/** Arguments of `KnowledgeBase`. */
export interface KnowledgeBaseArgs {
  /** Where the documents lie. */
  readonly documents: ObjectStore;
  /** The customer key of vectors, passing copies and logs. Its `services` must name `indexing.s3vectors.amazonaws.com`. */
  readonly key: EncryptionKey;
  /** Key prefix of the documents. @default the whole store */
  readonly prefix?: string;
  /** What is found, in one sentence. @default "Documents of <name>" */
  readonly description?: string;
  /** Id of the foundation model that turns text into vectors. @default "amazon.titan-embed-text-v2:0" */
  readonly embeddingModel?: string;
  /** Numbers in a vector, as the model makes them. Cannot be changed later. @default 1024 */
  readonly dimensions?: number;
  /** @default { kind: "s3-vectors" } */
  readonly vectors?: S3VectorStore | CollectionVectorStore;
  /** Cannot be changed later. @default { strategy: "fixed", maxTokens: 300, overlapPercent: 20 } */
  readonly chunking?: Chunking;
  /** @default { trigger: "schedule", expression: "rate(1 hour)" } */
  readonly ingestion?: IngestionTrigger;
  /** Log every document's way into the index, failed ones among them; the key must serve `logs` then. @default true */
  readonly logs?: boolean;
  /** Days for which the log is kept, a period that CloudWatch Logs takes. @default 90 */
  readonly logRetentionDays?: number;
  /** Keep the vectors when the data source goes, and let Pulumi delete neither. Relax it for stacks that come and go. @default true */
  readonly deletionProtection?: boolean;
}
