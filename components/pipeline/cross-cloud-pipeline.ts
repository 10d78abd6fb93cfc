import type * as pulumi from "@pulumi/pulumi";
import { type Alarmed, type AlarmSpec, type EncryptionKey, EstateComponent, type FunctionNeeds } from "../core";
import { FunctionService, type FunctionServiceArgs, type StreamOptions, type StreamSource } from "../serverless";
import { planFunction } from "../serverless/function-plan";
import { planStreamSource } from "../serverless/function-sources";
import { AnalyticsWarehouse, type WarehouseTable, type WarehouseView } from "./analytics-warehouse";
import { planWarehouse } from "./analytics-warehouse-plan";
import { AwsToGcpIdentity, type GcpIdentityMode } from "./aws-to-gcp-identity";
import { planGcpIdentity } from "./aws-to-gcp-identity-plan";
import { AzureLanguage, type AzureLanguageArgs, checkAzureLanguage } from "./azure-language";
import { PIPELINE_VARIABLES, type PipelinePlan, planPipeline } from "./cross-cloud-pipeline-plan";
import { GcpKeys, planKeys } from "./gcp-keys";
import { GcpLake, type GcpLakeArgs, planLake } from "./gcp-lake";
import type { GcpProject } from "./gcp-project";
import { GcpServices } from "./gcp-services";

export { PIPELINE_VARIABLES } from "./cross-cloud-pipeline-plan";

/** The pipeline's function: a `FunctionService` whose sign-in and addresses the pipeline fills in. */
export interface PipelineFunction extends Omit<FunctionServiceArgs, "key" | "identities" | "needs"> {
  /** It must declare an identity of `gcp` and the variables of {@link PIPELINE_VARIABLES}. */
  readonly needs: FunctionNeeds;
}

/** Arguments of {@link CrossCloudPipeline}. */
export interface CrossCloudPipelineArgs {
  /** The customer key of everything on AWS. */
  readonly key: EncryptionKey;
  /** The table whose stream is read. */
  readonly source: StreamSource;
  readonly function: PipelineFunction;
  /** How the stream is read. @default batches of 100, halved on errors, five tries, six hours, in order */
  readonly stream?: StreamOptions;
  readonly gcp: GcpProject;
  /** Where the function finds its sign-in configuration. @default federation: in its environment */
  readonly gcpIdentity?: GcpIdentityMode;
  /** The warehouse's tables and views, with their schemas as data. */
  readonly warehouse: {
    readonly tables: Readonly<Record<string, WarehouseTable>>;
    readonly views?: Readonly<Record<string, WarehouseView>>;
    readonly datasetId?: string;
  };
  /** The table that the function appends to. @default "orders_stream" */
  readonly streamTable?: string;
  /** Settings of the Cloud Storage lake. @default versioned, kept for ever */
  readonly lake?: Pick<GcpLakeArgs, "bucketName" | "tiers" | "expireDays" | "noncurrentDays" | "softDeleteDays">;
  /** The Azure side. @default none */
  readonly azure?: AzureLanguageArgs;
  /** Further Google services to enable, by their short names: `dataflow`. @default none */
  readonly services?: readonly string[];
  /** Days between rotations of Google's keys, 1 to 90. @default 90 */
  readonly rotationDays?: number;
  /** Tables, lake and keys are not deleted. Relax it for stacks that come and go. @default true */
  readonly deletionProtection?: boolean;
}

/** The keys in Google's KMS, by what they protect. */
const GCP_KEYS = { warehouse: { agents: ["bigquery"] }, lake: { agents: ["storage"] } } as const;

/** A batch crosses the sea, and may be tried again within the call. */
const TIMEOUT_SECONDS = 60;

/**
 * Carries a table's changes from AWS to analytics on Google Cloud, and text to Azure's AI, without a stored key.
 *
 * Creates a function on the table's stream; on Google Cloud the enabled services, a ring with two keys, a BigQuery dataset,
 * a lake and an identity that may append to one table and to the lake; on Azure, where asked for, what `AzureLanguage`
 * makes. Cost follows the changes: function runs, rows streamed, bytes stored and queried.
 *
 * @example
 * const pipeline = new CrossCloudPipeline("shop-pipeline", {
 *   key,
 *   source: data.table("orders"),
 *   function: { code, needs, bindings: { lake, events, failures } },
 *   gcp: { project: "shop-analytics", projectNumber: "123456789012", location: "us-east4" },
 *   warehouse: { tables: { orders_stream, orders_curated } },
 * });
 * observability.watch(pipeline);
 */
export class CrossCloudPipeline extends EstateComponent implements Alarmed {
  public readonly alarmSource: string;
  public readonly services: GcpServices;
  public readonly keys: GcpKeys;
  public readonly warehouse: AnalyticsWarehouse;
  public readonly lake: GcpLake;
  /** The service account that the function acts as; further AWS roles are let in with `allow`. */
  public readonly identity: AwsToGcpIdentity;
  /** Absent where no Azure side is asked for. */
  public readonly azure: AzureLanguage | undefined;
  public readonly function: FunctionService;

  public constructor(name: string, args: CrossCloudPipelineArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planAll(name, args);
    super("estate:pipeline:CrossCloudPipeline", name, args, opts);
    this.alarmSource = name;
    const project = args.gcp.project;
    this.services = new GcpServices(this.childName("services"), { project, services: plan.services }, { parent: this });
    this.keys = new GcpKeys(
      this.childName("keys"),
      { ...keyArgs(args, plan), after: this.services.enabled },
      { parent: this },
    );
    this.warehouse = this.makeWarehouse(args, plan);
    this.lake = this.makeLake(args, plan);
    this.identity = this.makeIdentity(args);
    this.azure =
      args.azure === undefined ? undefined : new AzureLanguage(this.childName("azure"), args.azure, { parent: this });
    this.function = this.makeFunction(args, plan);
    this.connect(args, plan);
    this.registerOutputs({
      datasetId: this.warehouse.datasetId,
      lakeBucket: this.lake.bucketName,
      serviceAccount: this.identity.email,
    });
  }

  /** What the function declares: errors, throttles, failed batches, and how far it lags behind the stream. */
  public alarms(): readonly AlarmSpec[] {
    return this.function.alarms();
  }

  private makeWarehouse(args: CrossCloudPipelineArgs, plan: PipelinePlan): AnalyticsWarehouse {
    const key = { ring: this.keys, name: "warehouse" };
    return new AnalyticsWarehouse(
      this.childName("warehouse"),
      { ...warehouseArgs(args, plan), key, after: this.services.enabled },
      { parent: this },
    );
  }

  private makeLake(args: CrossCloudPipelineArgs, plan: PipelinePlan): GcpLake {
    const key = { ring: this.keys, name: "lake" };
    return new GcpLake(
      this.childName("lake"),
      {
        ...args.lake,
        gcp: args.gcp,
        deletionProtection: plan.deletionProtection,
        key,
        after: this.services.enabled,
      },
      { parent: this },
    );
  }

  private makeIdentity(args: CrossCloudPipelineArgs): AwsToGcpIdentity {
    return new AwsToGcpIdentity(
      this.childName("gcp"),
      {
        gcp: args.gcp,
        ...(args.gcpIdentity === undefined ? {} : { identity: args.gcpIdentity }),
        after: this.services.enabled,
      },
      { parent: this },
    );
  }

  private makeFunction(args: CrossCloudPipelineArgs, plan: PipelinePlan): FunctionService {
    const azure = this.azure?.identity.configuration;
    return new FunctionService(
      this.childName("writer"),
      {
        timeoutSeconds: TIMEOUT_SECONDS,
        ...args.function,
        key: args.key,
        environment: {
          ...args.function.environment,
          [PIPELINE_VARIABLES.project]: args.gcp.project,
          [PIPELINE_VARIABLES.dataset]: this.warehouse.datasetId,
          [PIPELINE_VARIABLES.streamTable]: plan.streamTable,
          [PIPELINE_VARIABLES.lake]: this.lake.bucketName,
        },
        identities: {
          ...Object.fromEntries(plan.identities.gcp.map((key) => [key, this.identity.configuration])),
          ...(azure === undefined ? {} : Object.fromEntries(plan.identities.azure.map((key) => [key, azure]))),
        },
      },
      { parent: this },
    );
  }

  /** Every arrow of the pipeline: the stream to the function, the function to the table, the lake and the AI account. */
  private connect(args: CrossCloudPipelineArgs, plan: PipelinePlan): void {
    this.identity.allow(this.function);
    this.warehouse.grantAppend(plan.streamTable, "pipeline", this.identity.member);
    this.lake.grantAppend("pipeline", this.identity.member);
    if (plan.identities.azure.length > 0) {
      this.azure?.identity.allow(this.function);
    }
    this.function.onStream(args.source, args.stream ?? {});
  }
}

function keyArgs(args: CrossCloudPipelineArgs, plan: PipelinePlan) {
  return {
    gcp: args.gcp,
    keys: GCP_KEYS,
    deletionProtection: plan.deletionProtection,
    ...(args.rotationDays === undefined ? {} : { rotationDays: args.rotationDays }),
  };
}

function warehouseArgs(args: CrossCloudPipelineArgs, plan: PipelinePlan) {
  return { ...args.warehouse, gcp: args.gcp, deletionProtection: plan.deletionProtection };
}

/** The function's arguments as far as they are known before anything is made: which values it gets, not what they are. */
function functionShape(args: CrossCloudPipelineArgs, plan: PipelinePlan) {
  const named = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, true]));
  return {
    timeoutSeconds: TIMEOUT_SECONDS,
    ...args.function,
    key: args.key,
    environment: { ...args.function.environment, ...named(Object.values(PIPELINE_VARIABLES)) },
    identities: named([...plan.identities.gcp, ...plan.identities.azure]),
  };
}

/** Every part's own check runs before anything is registered. */
function planAll(name: string, args: CrossCloudPipelineArgs): PipelinePlan {
  const plan = planPipeline(name, {
    gcp: args.gcp,
    needs: args.function.needs,
    tables: Object.keys(args.warehouse.tables),
    hasAzure: args.azure !== undefined,
    ...(args.streamTable === undefined ? {} : { streamTable: args.streamTable }),
    ...(args.services === undefined ? {} : { services: args.services }),
    ...(args.deletionProtection === undefined ? {} : { deletionProtection: args.deletionProtection }),
  });
  planKeys(`${name}-keys`, keyArgs(args, plan));
  planWarehouse(`${name}-warehouse`, warehouseArgs(args, plan));
  planLake(`${name}-lake`, { ...args.lake, gcp: args.gcp });
  planGcpIdentity(`${name}-gcp`, { gcp: args.gcp });
  planFunction(`${name}-writer`, functionShape(args, plan));
  planStreamSource(`${name}-writer`, args.stream ?? {});
  if (args.azure !== undefined) {
    checkAzureLanguage(`${name}-azure`, args.azure);
  }
  return plan;
}
