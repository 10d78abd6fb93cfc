import assert from "node:assert/strict";
import * as iam from "@pulumi/aws/iam";
import { EncryptionKey, serviceTrust } from "../../../components/core";
import { KnowledgeBase, type KnowledgeBaseArgs, ObjectStore } from "../../../components/data";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, statementsOf, urns } from "../core/support";

const SERVICES = ["logs", "indexing.s3vectors.amazonaws.com"];
const BASE = "aws:bedrock/agentKnowledgeBase:AgentKnowledgeBase";
const VECTORS = "arn:aws:s3vectors:us-east-1:111122223333:bucket/help-vectors";

function make(changes: Partial<KnowledgeBaseArgs> = {}, services: readonly string[] = SERVICES) {
  const key = new EncryptionKey("key", { description: "Help", services });
  const documents = new ObjectStore("documents", { key, accessLogs: "none", bucketName: "the-documents" });
  return { key, documents, knowledge: new KnowledgeBase("help", { documents, key, ...changes }) };
}

function grantee(name: string) {
  const role = new iam.Role(name, { assumeRolePolicy: serviceTrust("lambda.amazonaws.com") });
  return { granteeName: name, role };
}

const record = (changes: Partial<KnowledgeBaseArgs> = {}, mode: "known" | "preview" = "known") =>
  recordProgram(() => ({ key: make(changes).key.arn }), { mode });

describe("KnowledgeBase", () => {
  it("makes exactly the knowledge base, its source, its vectors, its schedule and its log", async () => {
    const recording = await record();
    assert.deepEqual(
      inventory(recording).filter((line) => line.includes(" help")),
      [
        "aws:bedrock/agentDataSource:AgentDataSource help-documents",
        "aws:bedrock/agentKnowledgeBase:AgentKnowledgeBase help-knowledge-base",
        "aws:cloudwatch/logDelivery:LogDelivery help-log-delivery",
        "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination help-log-destination",
        "aws:cloudwatch/logDeliverySource:LogDeliverySource help-log-source",
        "aws:cloudwatch/logGroup:LogGroup help-logs",
        "aws:cloudwatch/logMetricFilter:LogMetricFilter help-problems",
        "aws:iam/role:Role help-ingestion-role",
        "aws:iam/role:Role help-role",
        "aws:iam/rolePolicy:RolePolicy help-ingestion-policy-start",
        "aws:iam/rolePolicy:RolePolicy help-policy-knowledge",
        "aws:s3/vectorsIndex:VectorsIndex help-index",
        "aws:s3/vectorsVectorBucket:VectorsVectorBucket help-vectors",
        "aws:scheduler/schedule:Schedule help-ingestion",
        "aws:scheduler/scheduleGroup:ScheduleGroup help-ingestion-group",
        "estate:data:KnowledgeBase help",
      ],
    );
    assert.deepEqual(urns(await record({}, "preview")), urns(recording));
  });

  it("keeps vectors as long as the model makes them, under the customer key, with the text beside and not searched", async () => {
    const recording = await record();
    const encryptionConfigurations = [{ sseType: "aws:kms", kmsKeyArn: recording.outputs["key"] }];
    assert.deepEqual(inputsOf(recording, "help-vectors"), {
      vectorBucketName: "help-vectors",
      encryptionConfigurations,
      forceDestroy: false,
    });
    assert.deepEqual(inputsOf(recording, "help-index"), {
      vectorBucketName: "help-vectors",
      indexName: "documents",
      dataType: "float32",
      dimension: 1024,
      distanceMetric: "cosine",
      metadataConfiguration: { nonFilterableMetadataKeys: ["AMAZON_BEDROCK_TEXT", "AMAZON_BEDROCK_METADATA"] },
      encryptionConfigurations,
    });
    assert.equal(recording.get("help-index").options.protect, true);
    assert.deepEqual(statementsOf(recording, "key-policy").at(-1), {
      Sid: "IndexingS3vectorsUsesTheKey",
      Effect: "Allow",
      Principal: { Service: "indexing.s3vectors.amazonaws.com" },
      Action: "kms:Decrypt",
      Resource: "*",
      Condition: {
        StringEquals: { "aws:SourceAccount": "111122223333" },
        ArnLike: { "aws:SourceArn": "arn:aws:s3vectors:us-east-1:111122223333:bucket/*" },
      },
    });
    assert.deepEqual(inputsOf(recording, "help-knowledge-base"), {
      description: "Documents of help",
      roleArn: recording.get("help-role").outputs["arn"],
      knowledgeBaseConfiguration: {
        type: "VECTOR",
        vectorKnowledgeBaseConfiguration: {
          embeddingModelArn: "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0",
        },
      },
      storageConfiguration: {
        type: "S3_VECTORS",
        s3VectorsConfiguration: { indexArn: `${VECTORS}/index/documents` },
      },
    });
  });

  it("gives Bedrock one model, these documents, this index and the key, for knowledge bases of this account", async () => {
    const recording = await record({ prefix: "public/" });
    assert.deepEqual(statementsOf(recording, "help-role", "assumeRolePolicy"), [
      {
        Effect: "Allow",
        Principal: { Service: "bedrock.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": "111122223333" },
          ArnLike: { "aws:SourceArn": "arn:aws:bedrock:us-east-1:111122223333:knowledge-base/*" },
        },
      },
    ]);
    const key = (sid: string, actions: unknown, service: string) => ({
      Sid: sid,
      Effect: "Allow",
      Action: actions,
      Resource: recording.outputs["key"],
      Condition: { StringEquals: { "kms:ViaService": `${service}.us-east-1.amazonaws.com` } },
    });
    const both = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"];
    assert.deepEqual(statementsOf(recording, "help-policy-knowledge"), [
      {
        Sid: "Embed",
        Effect: "Allow",
        Action: "bedrock:InvokeModel",
        Resource: "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0",
      },
      {
        Sid: "DocumentsObjects",
        Effect: "Allow",
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::the-documents/public/*",
      },
      {
        Sid: "DocumentsList",
        Effect: "Allow",
        Action: "s3:ListBucket",
        Resource: "arn:aws:s3:::the-documents",
        Condition: { StringLike: { "s3:prefix": "public/*" } },
      },
      key("DocumentsUseKeyS3", "kms:Decrypt", "s3"),
      // As the user guide has it: with kms:ViaService, a copy that Bedrock keeps by way of another service would be refused.
      {
        Sid: "TransientCopies",
        Effect: "Allow",
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: recording.outputs["key"],
      },
      {
        Sid: "Vectors",
        Effect: "Allow",
        Action: [
          "s3vectors:DeleteVectors",
          "s3vectors:GetIndex",
          "s3vectors:GetVectors",
          "s3vectors:PutVectors",
          "s3vectors:QueryVectors",
        ],
        Resource: `${VECTORS}/index/documents`,
      },
      key("UseKeyS3vectors", both, "s3vectors"),
    ]);
    assert.ok(
      recording.get("help-knowledge-base").dependencies.includes(recording.get("help-policy-knowledge").urn),
      "Bedrock tries the role at once",
    );
  });

  it("cuts documents as asked, keeps passing copies under the key, and keeps vectors when the source goes", async () => {
    const recording = await record({ prefix: "public/" });
    assert.deepEqual(inputsOf(recording, "help-documents"), {
      knowledgeBaseId: recording.get("help-knowledge-base").id,
      description: "Documents of help",
      dataSourceConfiguration: {
        type: "S3",
        s3Configuration: { bucketArn: "arn:aws:s3:::the-documents", inclusionPrefixes: ["public/"] },
      },
      dataDeletionPolicy: "RETAIN",
      serverSideEncryptionConfiguration: { kmsKeyArn: recording.outputs["key"] },
      vectorIngestionConfiguration: {
        chunkingConfiguration: {
          chunkingStrategy: "FIXED_SIZE",
          fixedSizeChunkingConfiguration: { maxTokens: 300, overlapPercentage: 20 },
        },
      },
    });
  });

  it("cuts in every other way that Bedrock knows", async () => {
    const chunkingOf = async (chunking: KnowledgeBaseArgs["chunking"] & object) =>
      inputsOf(await record({ chunking }), "help-documents")["vectorIngestionConfiguration"];
    assert.deepEqual(
      await chunkingOf({ strategy: "hierarchical", parentTokens: 1500, childTokens: 300, overlapTokens: 60 }),
      {
        chunkingConfiguration: {
          chunkingStrategy: "HIERARCHICAL",
          hierarchicalChunkingConfiguration: {
            levelConfigurations: [{ maxTokens: 1500 }, { maxTokens: 300 }],
            overlapTokens: 60,
          },
        },
      },
    );
    assert.deepEqual(
      await chunkingOf({ strategy: "semantic", maxTokens: 300, bufferSize: 0, breakpointPercentile: 95 }),
      {
        chunkingConfiguration: {
          chunkingStrategy: "SEMANTIC",
          semanticChunkingConfiguration: { maxToken: 300, bufferSize: 0, breakpointPercentileThreshold: 95 },
        },
      },
    );
    assert.deepEqual(await chunkingOf({ strategy: "none" }), { chunkingConfiguration: { chunkingStrategy: "NONE" } });
  });

  it("takes documents in on time, by a role that may start this one knowledge base's runs", async () => {
    const recording = await record();
    const schedule = inputsOf(recording, "help-ingestion");
    assert.equal(schedule["scheduleExpression"], "rate(1 hour)");
    assert.deepEqual(schedule["target"], {
      arn: "arn:aws:scheduler:::aws-sdk:bedrockagent:startIngestionJob",
      roleArn: recording.get("help-ingestion-role").outputs["arn"],
      input: JSON.stringify({
        KnowledgeBaseId: recording.get("help-knowledge-base").id,
        DataSourceId: recording.get("help-documents").outputs["dataSourceId"],
      }),
      retryPolicy: { maximumEventAgeInSeconds: 3000, maximumRetryAttempts: 20 },
    });
    assert.deepEqual(statementsOf(recording, "help-ingestion-policy-start"), [
      {
        Sid: "StartIngestion",
        Effect: "Allow",
        Action: "bedrock:StartIngestionJob",
        Resource: recording.get("help-knowledge-base").outputs["arn"],
      },
    ]);
    const manual = inventory(await record({ ingestion: { trigger: "manual" } }));
    assert.ok(!manual.some((line) => line.includes("scheduler")));
  });

  it("lets a caller ask, and another one start a run", async () => {
    const recording = await recordProgram(() => {
      const { knowledge } = make();
      knowledge.grantRetrieve(grantee("chat"));
      knowledge.grantIngest(grantee("upload"));
      return { id: knowledge.bindingReference, kind: knowledge.bindingKind };
    });
    const Resource = recording.get("help-knowledge-base").outputs["arn"];
    assert.deepEqual(statementsOf(recording, "chat-policy-help-retrieve"), [
      { Sid: "Knowledge", Effect: "Allow", Action: "bedrock:Retrieve", Resource },
    ]);
    assert.deepEqual(statementsOf(recording, "upload-policy-help-ingest"), [
      { Sid: "StartIngestion", Effect: "Allow", Action: "bedrock:StartIngestionJob", Resource },
    ]);
    assert.deepEqual(recording.outputs, { id: recording.get("help-knowledge-base").id, kind: "knowledge-base" });
  });

  it("keeps vectors in a collection that stands already, where that is set", async () => {
    const collectionArn = "arn:aws:aoss:us-east-1:111122223333:collection/abc";
    const vectors = { kind: "opensearch-serverless", collectionArn, indexName: "help" } as const;
    const recording = await recordProgram(() => void make({ vectors }, ["logs"]));
    assert.ok(!inventory(recording).some((line) => line.includes("vectors")));
    assert.deepEqual(inputsOf(recording, "help-knowledge-base")["storageConfiguration"], {
      type: "OPENSEARCH_SERVERLESS",
      opensearchServerlessConfiguration: {
        collectionArn,
        vectorIndexName: "help",
        fieldMapping: { vectorField: "vector", textField: "text", metadataField: "metadata" },
      },
    });
    assert.deepEqual(statementsOf(recording, "help-policy-knowledge").at(-1), {
      Sid: "Vectors",
      Effect: "Allow",
      Action: "aoss:APIAccessAll",
      Resource: collectionArn,
    });
  });

  it("logs each document's way, counts those left out, and says so; without a log it watches the schedule alone", async () => {
    const recording = await recordProgram(() => {
      const [left, dropped] = make().knowledge.alarms();
      return { left: left?.metric, dropped: dropped?.metric.name };
    });
    const id = String(recording.get("help-knowledge-base").id);
    assert.equal(
      inputsOf(recording, "help-logs")["name"],
      `/aws/vendedlogs/bedrock/knowledge-base/APPLICATION_LOGS/${id}`,
    );
    assert.equal(inputsOf(recording, "help-problems")["pattern"], '{ ($.level = "WARN") || ($.level = "ERROR") }');
    assert.deepEqual(recording.outputs["left"], {
      namespace: "Estate/KnowledgeBase",
      name: "IngestionProblems",
      dimensions: { DataSource: recording.get("help-documents").outputs["dataSourceId"] },
      statistic: "Sum",
    });
    assert.equal(recording.outputs["dropped"], "InvocationDroppedCount");
    const quiet = await recordProgram(() => ({
      keys: make({ logs: false })
        .knowledge.alarms()
        .map((alarm) => alarm.key),
    }));
    assert.deepEqual(quiet.outputs["keys"], ["ingestion-not-started"]);
    assert.ok(!inventory(quiet).some((line) => line.includes("cloudwatch")));
  });

  describe("fails when", () => {
    it("anything is out of range, all at once and before anything is registered", async () => {
      const message = await failureOf(() => {
        make(
          {
            prefix: "/public",
            embeddingModel: "*",
            dimensions: 5000,
            chunking: { strategy: "hierarchical", parentTokens: 300, childTokens: 400, overlapTokens: 0 },
            ingestion: { trigger: "schedule", expression: "hourly" },
            logRetentionDays: 42,
          },
          [],
        );
      }, BASE);
      assertMentions(message, [
        'KnowledgeBase "help" has 9 faults in its arguments:',
        'prefix: given "/public"',
        'embeddingModel: given "*"',
        "dimensions: given 5000; allowed: a whole number from 1 to 4096",
        "chunking.childTokens: given 400; allowed: a whole number from 1 to 300",
        "chunking.overlapTokens: given 0",
        'ingestion.expression: given "hourly"',
        'add "indexing.s3vectors.amazonaws.com" to the services of EncryptionKey "key"',
        'add "logs" to the services of EncryptionKey "key"',
        "logRetentionDays: given 42",
      ]);
    });
  });
});
