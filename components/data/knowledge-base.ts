import * as bedrock from "@pulumi/aws/bedrock";
import * as iam from "@pulumi/aws/iam";
import * as s3 from "@pulumi/aws/s3";
import type * as scheduler from "@pulumi/aws/scheduler";
import * as pulumi from "@pulumi/pulumi";
import {
  type Alarmed,
  type AlarmSpec,
  type Bindable,
  type EncryptionKey,
  EstateComponent,
  type Grantee,
  grant,
  type NeedScope,
  parseArn,
  type Statement,
  serviceTrust,
} from "../core";
import type { ChildMaker } from "./child-maker";
import type { KnowledgeBaseArgs } from "./knowledge-base-args";
import { ingestionAlarms, makeIngestionLogs, makeIngestionSchedule } from "./knowledge-base-ingestion";
import { chunkingConfiguration, KNOWLEDGE_DEFAULTS, type KnowledgePlan, planKnowledge } from "./knowledge-base-plan";

const INDEX_NAME = "documents";
/**
 * What Bedrock keeps beside each vector. An index can search through two kilobytes of what is beside a vector at most, so
 * that the text itself must be left out of that ("Metadata filtering", S3 Vectors user guide, read 2026-11).
 */
const NOT_FILTERED = ["AMAZON_BEDROCK_TEXT", "AMAZON_BEDROCK_METADATA"] as const;
/** What Bedrock does with the index ("Create a service role for Amazon Bedrock Knowledge Bases", read 2026-11). */
const INDEX_ACTIONS = [
  "s3vectors:DeleteVectors",
  "s3vectors:GetIndex",
  "s3vectors:GetVectors",
  "s3vectors:PutVectors",
  "s3vectors:QueryVectors",
] as const;

/** Where the vectors lie, and what the knowledge base's role needs there. */
interface VectorPlace {
  readonly storage: bedrock.AgentKnowledgeBaseArgs["storageConfiguration"];
  readonly statements: readonly Statement[];
}

/**
 * A Bedrock knowledge base over the documents of an S3 store: cut into pieces, turned into vectors, found by meaning. It is
 * asked while a model answers; no model is trained with it.
 *
 * Creates the knowledge base, its data source and a role for both; a vector bucket with its index, unless vectors lie
 * elsewhere; a schedule with a role; a log with a count of the documents that were left out. Nothing idles: S3 Vectors
 * bills gigabytes and questions, Bedrock the tokens that it turns into vectors.
 *
 * @example
 * const key = new EncryptionKey("shop", { ..., services: ["logs", "indexing.s3vectors.amazonaws.com"] });
 * const knowledge = new KnowledgeBase("shop-help", { documents, key });
 * const chat = new FunctionService("chat", { ..., bindings: { knowledge } });
 */
export class KnowledgeBase extends EstateComponent implements Bindable, Alarmed {
  public readonly bindingKind = "knowledge-base";
  /** The knowledge base's id. */
  public readonly bindingReference: pulumi.Output<string>;
  public readonly alarmSource: string;
  public readonly knowledgeBase: bedrock.AgentKnowledgeBase;
  public readonly dataSource: bedrock.AgentDataSource;
  public readonly arn: pulumi.Output<string>;
  /** ARN of the role by which Bedrock reads documents and keeps vectors. */
  public readonly roleArn: pulumi.Output<string>;
  /** Absent where vectors lie elsewhere. */
  public readonly vectorIndex: s3.VectorsIndex | undefined;
  private readonly plan: KnowledgePlan;
  private readonly role: iam.Role;
  private readonly schedule: scheduler.ScheduleGroup | undefined;
  private readonly make: ChildMaker;

  public constructor(name: string, args: KnowledgeBaseArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planKnowledge(name, args);
    super("estate:data:KnowledgeBase", name, args, opts);
    this.plan = plan;
    this.alarmSource = name;
    this.make = { name: (role, key) => this.childName(role, key), options: this.childOptions() };
    this.vectorIndex = plan.vectors.kind === "s3-vectors" ? this.makeIndex(args.key) : undefined;
    this.role = this.makeRole(args.key);
    this.roleArn = this.role.arn;
    this.knowledgeBase = this.makeKnowledgeBase(args);
    this.arn = this.knowledgeBase.arn;
    this.bindingReference = this.knowledgeBase.id;
    this.dataSource = this.makeDataSource(args);
    this.schedule = this.makeSchedule();
    this.makeLogs(args.key);
    this.registerOutputs({ arn: this.arn, knowledgeBaseId: this.knowledgeBase.id });
  }

  /** Lets the grantee ask. */
  public grantRetrieve(grantee: Grantee): iam.RolePolicy {
    return grant(grantee, `${this.componentName}-retrieve`, this.bindingStatements(["bedrock:Retrieve"], {}));
  }

  /** Lets the grantee start runs: after an upload, for example. */
  public grantIngest(grantee: Grantee): iam.RolePolicy {
    return grant(grantee, `${this.componentName}-ingest`, [this.startStatement()]);
  }

  public bindingStatements(actions: readonly string[], _scope: NeedScope): readonly Statement[] {
    return [{ sid: "Knowledge", actions, resources: [this.arn] }];
  }

  /** Documents that were left out, and runs that could not be started. */
  public alarms(): readonly AlarmSpec[] {
    const counted = this.plan.logs ? { dataSourceId: this.dataSource.dataSourceId } : undefined;
    return ingestionAlarms(this.componentName, counted, this.schedule);
  }

  private startStatement(): Statement {
    return { sid: "StartIngestion", actions: ["bedrock:StartIngestionJob"], resources: [this.arn] };
  }

  private makeIndex(key: EncryptionKey): s3.VectorsIndex {
    const { plan } = this;
    const encryptionConfigurations = [{ sseType: "aws:kms", kmsKeyArn: key.arn }];
    const protection = plan.deletionProtection ? { protect: true } : {};
    const bucket = new s3.VectorsVectorBucket(
      this.childName("vectors"),
      { vectorBucketName: plan.vectorsName, encryptionConfigurations, forceDestroy: !plan.deletionProtection },
      this.childOptions(protection),
    );
    return new s3.VectorsIndex(
      this.childName("index"),
      {
        vectorBucketName: bucket.vectorBucketName,
        indexName: INDEX_NAME,
        dataType: "float32",
        dimension: plan.dimensions,
        distanceMetric: "cosine",
        metadataConfiguration: { nonFilterableMetadataKeys: [...NOT_FILTERED] },
        encryptionConfigurations,
      },
      // The index's name is its own: a new one has to wait until the old one is gone.
      this.childOptions({ deleteBeforeReplace: true, ...protection }),
    );
  }

  /** Bedrock assumes it for knowledge bases of this account; which one, Bedrock alone knows before it is made. */
  private makeRole(key: EncryptionKey): iam.Role {
    const assumeRolePolicy = key.arn.apply((arn) => {
      const { partition, region, account } = parseArn(arn);
      return serviceTrust("bedrock.amazonaws.com", {
        StringEquals: { "aws:SourceAccount": account },
        ArnLike: { "aws:SourceArn": `arn:${partition}:bedrock:${region}:${account}:knowledge-base/*` },
      });
    });
    const description = `Reads the documents of knowledge base ${this.componentName} and keeps their vectors`;
    return new iam.Role(this.childName("role"), { description, assumeRolePolicy }, this.childOptions());
  }

  private makeKnowledgeBase(args: KnowledgeBaseArgs): bedrock.AgentKnowledgeBase {
    const { plan } = this;
    const embeddingModelArn = args.key.arn.apply((arn) => {
      const { partition, region } = parseArn(arn);
      return `arn:${partition}:bedrock:${region}::foundation-model/${plan.embeddingModel}`;
    });
    const place = this.vectorPlace(args.key);
    const policy = grant({ granteeName: this.componentName, role: this.role }, "knowledge", [
      { sid: "Embed", actions: ["bedrock:InvokeModel"], resources: [embeddingModelArn] },
      ...this.documentStatements(args),
      ...place.statements,
    ]);
    return new bedrock.AgentKnowledgeBase(
      this.childName("knowledge-base"),
      {
        description: plan.description,
        roleArn: this.role.arn,
        knowledgeBaseConfiguration: {
          type: "VECTOR",
          vectorKnowledgeBaseConfiguration: {
            embeddingModelArn,
            ...(plan.asksForDimensions
              ? {
                  embeddingModelConfiguration: {
                    bedrockEmbeddingModelConfiguration: { dimensions: plan.dimensions, embeddingDataType: "FLOAT32" },
                  },
                }
              : {}),
          },
        },
        ...(place.storage === undefined ? {} : { storageConfiguration: place.storage }),
      },
      this.childOptions({ dependsOn: [policy], ...(plan.deletionProtection ? { protect: true } : {}) }),
    );
  }

  /**
   * The documents, and the key of the copies that Bedrock makes while it reads them. For those the user guide gives these two
   * actions on the key without a condition ("Encryption of transient data storage during data ingestion", read 2026-11), and
   * neither names the service through which they come nor an encryption context: `kms:ViaService` would be a guess that every
   * ingestion would pay for. What narrows the statement is that it names one key, in a role that Bedrock alone can assume, for
   * knowledge bases of this account.
   */
  private documentStatements(args: KnowledgeBaseArgs): readonly Statement[] {
    const scope = args.prefix === undefined ? {} : { prefix: args.prefix };
    const statements = args.documents.bindingStatements(["s3:GetObject", "s3:ListBucket"], scope);
    return [
      ...statements.map((statement, position) => ({ ...statement, sid: `Documents${statement.sid ?? position}` })),
      { sid: "TransientCopies", actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: [args.key.arn] },
    ];
  }

  private vectorPlace(key: EncryptionKey): VectorPlace {
    const { vectors } = this.plan;
    if (vectors.kind === "opensearch-serverless") {
      const fields = vectors.fields ?? KNOWLEDGE_DEFAULTS.fields;
      return {
        storage: {
          type: "OPENSEARCH_SERVERLESS",
          opensearchServerlessConfiguration: {
            collectionArn: vectors.collectionArn,
            vectorIndexName: vectors.indexName,
            fieldMapping: { vectorField: fields.vector, textField: fields.text, metadataField: fields.metadata },
          },
        },
        statements: [{ sid: "Vectors", actions: ["aoss:APIAccessAll"], resources: [vectors.collectionArn] }],
      };
    }
    const indexArn = this.vectorIndex?.indexArn ?? pulumi.output("");
    return {
      storage: { type: "S3_VECTORS", s3VectorsConfiguration: { indexArn } },
      statements: [
        { sid: "Vectors", actions: INDEX_ACTIONS, resources: [indexArn] },
        key.useStatement("encryptDecrypt", "s3vectors"),
      ],
    };
  }

  private makeDataSource(args: KnowledgeBaseArgs): bedrock.AgentDataSource {
    const { plan } = this;
    return new bedrock.AgentDataSource(
      this.childName("documents"),
      {
        knowledgeBaseId: this.knowledgeBase.id,
        description: plan.description,
        dataSourceConfiguration: {
          type: "S3",
          s3Configuration: {
            bucketArn: args.documents.arn,
            ...(args.prefix === undefined ? {} : { inclusionPrefixes: [args.prefix] }),
          },
        },
        dataDeletionPolicy: plan.deletionProtection ? "RETAIN" : "DELETE",
        serverSideEncryptionConfiguration: { kmsKeyArn: args.key.arn },
        vectorIngestionConfiguration: { chunkingConfiguration: chunkingConfiguration(plan.chunking) },
      },
      this.childOptions(),
    );
  }

  private makeSchedule(): scheduler.ScheduleGroup | undefined {
    const { ingestion } = this.plan;
    return ingestion.trigger === "manual"
      ? undefined
      : makeIngestionSchedule(this.make, ingestion, {
          knowledgeBaseId: this.knowledgeBase.id,
          dataSourceId: this.dataSource.dataSourceId,
          startStatement: this.startStatement(),
        });
  }

  private makeLogs(key: EncryptionKey): void {
    if (this.plan.logs) {
      makeIngestionLogs(this.make, {
        key,
        knowledgeBaseArn: this.arn,
        knowledgeBaseId: this.knowledgeBase.id,
        retentionDays: this.plan.logRetentionDays,
      });
    }
  }
}
