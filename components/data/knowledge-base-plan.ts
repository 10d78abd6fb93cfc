import { checkLogRetention, checkLogsKey, Faults, fitName, type KeyWithServices } from "../core";
import type { Chunking, IngestionTrigger, KnowledgeBaseArgs } from "./knowledge-base-args";

const SOURCE = "Bedrock and S3 Vectors API references, read 2026-11";
/** Length of a vector bucket's name, in characters. */
const NAME_LENGTH = { min: 3, max: 63 } as const;
/** Numbers in a vector that an index takes. */
const DIMENSIONS = { min: 1, max: 4096 } as const;
/** Shortest piece of a document, in tokens, for each strategy. */
const LEAST_TOKENS = { fixed: 1, hierarchical: 1, semantic: 1 } as const;
/** Longest piece that the default model takes, in tokens. */
const MOST_TOKENS = 8192;
/** Share of a piece that repeats the one before, in percent. */
const OVERLAP_PERCENT = { min: 1, max: 99 } as const;
/** Percentile of dissimilarity at which a text is cut. */
const PERCENTILE = { min: 50, max: 99 } as const;
/** The principal by which S3 Vectors keeps its indexes in order. */
export const INDEXING_SERVICE = "indexing.s3vectors.amazonaws.com";

export const KNOWLEDGE_DEFAULTS = {
  embeddingModel: "amazon.titan-embed-text-v2:0",
  dimensions: 1024,
  vectors: { kind: "s3-vectors" },
  chunking: { strategy: "fixed", maxTokens: 300, overlapPercent: 20 },
  ingestion: { trigger: "schedule", expression: "rate(1 hour)" },
  fields: { vector: "vector", text: "text", metadata: "metadata" },
  logs: true,
  logRetentionDays: 90,
  deletionProtection: true,
} as const;

/** What the plan looks at. */
export type KnowledgeShape = Omit<KnowledgeBaseArgs, "documents" | "key"> & {
  readonly documents: { readonly role: "data" | "log" };
  readonly key: KeyWithServices;
};

/** The arguments with every default filled in. */
export interface KnowledgePlan {
  /** Of the vector bucket. */
  readonly vectorsName: string;
  readonly description: string;
  readonly embeddingModel: string;
  readonly dimensions: number;
  /** Whether the model is told how long its vectors should be; otherwise it makes them as it always does. */
  readonly asksForDimensions: boolean;
  readonly vectors: NonNullable<KnowledgeBaseArgs["vectors"]>;
  readonly chunking: Chunking;
  readonly ingestion: IngestionTrigger;
  readonly logs: boolean;
  readonly logRetentionDays: number;
  readonly deletionProtection: boolean;
}

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planKnowledge(name: string, args: KnowledgeShape): KnowledgePlan {
  const faults = new Faults("KnowledgeBase", name);
  const plan: KnowledgePlan = {
    vectorsName: fitName(`${name}-vectors`, NAME_LENGTH.max),
    description: args.description ?? `Documents of ${name}`,
    embeddingModel: args.embeddingModel ?? KNOWLEDGE_DEFAULTS.embeddingModel,
    dimensions: args.dimensions ?? KNOWLEDGE_DEFAULTS.dimensions,
    asksForDimensions: args.dimensions !== undefined,
    vectors: args.vectors ?? KNOWLEDGE_DEFAULTS.vectors,
    chunking: args.chunking ?? KNOWLEDGE_DEFAULTS.chunking,
    ingestion: args.ingestion ?? KNOWLEDGE_DEFAULTS.ingestion,
    logs: args.logs ?? KNOWLEDGE_DEFAULTS.logs,
    logRetentionDays: args.logRetentionDays ?? KNOWLEDGE_DEFAULTS.logRetentionDays,
    deletionProtection: args.deletionProtection ?? KNOWLEDGE_DEFAULTS.deletionProtection,
  };
  checkNames(faults, plan, args);
  checkNumber(faults, "dimensions", plan.dimensions, DIMENSIONS);
  checkChunking(faults, plan.chunking);
  checkKey(faults, plan, args.key);
  if (plan.ingestion.trigger === "schedule") {
    faults.check(/^(rate|cron)\(.+\)$/.test(plan.ingestion.expression), {
      property: "ingestion.expression",
      given: plan.ingestion.expression,
      allowed: "rate(…) or cron(…), as EventBridge Scheduler takes them",
      fix: 'write "rate(1 hour)" or "cron(0 3 * * ? *)"',
    });
  }
  checkLogRetention(faults, plan.logRetentionDays);
  faults.throwIfAny();
  return plan;
}

function checkNames(faults: Faults, plan: KnowledgePlan, args: KnowledgeShape): void {
  faults.check(args.documents.role === "data", {
    property: "documents",
    given: 'a store with role "log"',
    allowed: "a store of data",
    fix: "make a store for the documents",
  });
  faults.check(args.prefix === undefined || /^[^/].*\/$/.test(args.prefix), {
    property: "prefix",
    given: args.prefix,
    allowed: 'a key prefix that ends with "/" and does not begin with it',
    fix: 'write "help/"',
  });
  const name = plan.vectorsName;
  faults.check(/^[a-z0-9][a-z0-9-]*[a-z0-9]$/.test(name) && name.length >= NAME_LENGTH.min, {
    property: "name",
    given: name,
    allowed: `a component name of lower-case letters, digits and hyphens, for the vector bucket takes it (${SOURCE})`,
    fix: "rename the component",
  });
  faults.check(/^[a-z0-9-]+\.[a-z0-9.-]+(:\d+){0,2}$/.test(plan.embeddingModel), {
    property: "embeddingModel",
    given: plan.embeddingModel,
    allowed: "a foundation model's id, such as amazon.titan-embed-text-v2:0",
    fix: "copy the id of an embedding model from its page",
  });
}

function checkKey(faults: Faults, plan: KnowledgePlan, key: KeyWithServices): void {
  faults.check(plan.vectors.kind !== "s3-vectors" || key.services.includes(INDEXING_SERVICE), {
    property: "key.services",
    given: key.services,
    allowed: "a key that S3 Vectors may use, for it orders its indexes by itself",
    fix: `add "${INDEXING_SERVICE}" to the services of EncryptionKey "${key.componentName}"`,
  });
  if (plan.logs) {
    checkLogsKey(faults, key);
  }
}

function checkChunking(faults: Faults, chunking: Chunking): void {
  if (chunking.strategy === "none") {
    return;
  }
  const tokens = { min: LEAST_TOKENS[chunking.strategy], max: MOST_TOKENS };
  if (chunking.strategy === "fixed") {
    checkNumber(faults, "chunking.maxTokens", chunking.maxTokens, tokens);
    checkNumber(faults, "chunking.overlapPercent", chunking.overlapPercent, OVERLAP_PERCENT);
  } else if (chunking.strategy === "semantic") {
    checkNumber(faults, "chunking.maxTokens", chunking.maxTokens, tokens);
    checkNumber(faults, "chunking.breakpointPercentile", chunking.breakpointPercentile, PERCENTILE);
  } else {
    checkNumber(faults, "chunking.parentTokens", chunking.parentTokens, tokens);
    checkNumber(faults, "chunking.childTokens", chunking.childTokens, { min: 1, max: chunking.parentTokens });
    checkNumber(faults, "chunking.overlapTokens", chunking.overlapTokens, { min: 1, max: chunking.childTokens });
  }
}

function checkNumber(
  faults: Faults,
  property: string,
  given: number,
  { min, max }: { readonly min: number; readonly max: number },
): void {
  faults.check(Number.isInteger(given) && given >= min && given <= max, {
    property,
    given,
    allowed: `a whole number from ${min} to ${max} (${SOURCE})`,
    fix: "choose a number in that range",
  });
}

/** The chunking as Bedrock takes it. */
export function chunkingConfiguration(chunking: Chunking) {
  switch (chunking.strategy) {
    case "fixed":
      return {
        chunkingStrategy: "FIXED_SIZE",
        fixedSizeChunkingConfiguration: {
          maxTokens: chunking.maxTokens,
          overlapPercentage: chunking.overlapPercent,
        },
      };
    case "hierarchical":
      return {
        chunkingStrategy: "HIERARCHICAL",
        hierarchicalChunkingConfiguration: {
          levelConfigurations: [{ maxTokens: chunking.parentTokens }, { maxTokens: chunking.childTokens }],
          overlapTokens: chunking.overlapTokens,
        },
      };
    case "semantic":
      return {
        chunkingStrategy: "SEMANTIC",
        semanticChunkingConfiguration: {
          maxToken: chunking.maxTokens,
          bufferSize: chunking.bufferSize,
          breakpointPercentileThreshold: chunking.breakpointPercentile,
        },
      };
    case "none":
      return { chunkingStrategy: "NONE" };
  }
}
