import * as athena from "@pulumi/aws/athena";
import * as glue from "@pulumi/aws/glue";
import * as iam from "@pulumi/aws/iam";
import * as scheduler from "@pulumi/aws/scheduler";
import * as pulumi from "@pulumi/pulumi";
import {
  type Alarmed,
  type AlarmSpec,
  type EncryptionKey,
  EstateComponent,
  type Grantee,
  grant,
  parseArn,
  type Statement,
  serviceTrust,
} from "../core";
import {
  type CatalogPlan,
  FORMATS,
  type LakeTable,
  type LakeTransform,
  planCatalog,
  projection,
} from "./lake-catalog-plan";
import type { ObjectStore } from "./object-store";

export type { LakeColumn, LakeTable, LakeTransform } from "./lake-catalog-plan";
export { dailyCopy } from "./lake-catalog-query";

/** Arguments of {@link LakeCatalog}. */
export interface LakeCatalogArgs {
  /** The customer key of what queries leave behind. */
  readonly key: EncryptionKey;
  /** The lake that the tables stand in. */
  readonly lake: ObjectStore;
  /** Where results of queries go; let them expire after days. */
  readonly results: ObjectStore;
  /** The tables, by name: `orders_raw`. Partitions are by `day`, and need no crawler. */
  readonly tables: Readonly<Record<string, LakeTable>>;
  /** Queries that run on a schedule, by name: the lake's ETL. @default none */
  readonly transforms?: Readonly<Record<string, LakeTransform>>;
  /** Whether the schedules run; they stay declared where not. @default true */
  readonly transformsEnabled?: boolean;
  /** Database of the tables. @default the component's name with underscores */
  readonly databaseName?: string;
  /** Folder of the results, with its slash. @default "athena-results/" */
  readonly resultPrefix?: string;
  /** Bytes after which a query is stopped: its price's upper end. @default 10,000,000,000, five US cents */
  readonly scanLimitBytes?: number;
}

/**
 * What reading a table's definition needs, of it and of all above it (Athena User Guide, "Fine-grained access to databases and
 * tables in the AWS Glue Data Catalog", read 2026-11).
 */
const READ_METADATA = ["glue:GetDatabase", "glue:GetPartition", "glue:GetPartitions", "glue:GetTable"] as const;
/**
 * Athena looks this database up whatever a query reads: whoever is limited to other databases needs it too (the same page,
 * under "default database and catalog"). The page also names `glue:CreateDatabase`; that is for accounts in which Athena was never
 * opened, and what a console makes there no query needs.
 */
const DEFAULT_DATABASE = "default";
/** What an `INSERT` may note about the table that it writes. */
const WRITE_METADATA = ["glue:BatchCreatePartition"] as const;
const RUN_QUERIES = [
  "athena:GetQueryExecution",
  "athena:GetQueryResults",
  "athena:StartQueryExecution",
  "athena:StopQueryExecution",
] as const;

/** Tries after the first, and how long one is worth while, in seconds: the query adds nothing the second time. */
const RETRY = { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 3_600 } as const;

/**
 * Makes a lake queryable, and refines it: tables over its folders, a workgroup that encrypts and limits every query, and
 * the queries that run each day to turn raw objects into typed, columnar ones.
 *
 * Creates a database and its tables in Glue's catalog, a workgroup, and per transform a schedule with a role of its own.
 * Nothing costs while nothing runs; a query costs five US dollars per terabyte that it reads. The encryption of the
 * catalog itself is a setting of the whole account, and is not made here.
 *
 * @example
 * const catalog = new LakeCatalog("shop-lake", {
 *   key,
 *   lake,
 *   results,
 *   tables: { orders_raw, orders },
 *   transforms: { orders: dailyCopy({ from: "orders_raw", to: "orders", ... }, columns) },
 * });
 * catalog.grantQuery(analyst, ["orders"]);
 */
export class LakeCatalog extends EstateComponent implements Alarmed {
  public readonly alarmSource: string;
  public readonly database: glue.CatalogDatabase;
  public readonly tables: Readonly<Record<string, glue.CatalogTable>>;
  public readonly workgroup: athena.Workgroup;
  private readonly args: LakeCatalogArgs;
  private readonly plan: CatalogPlan;

  public constructor(name: string, args: LakeCatalogArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planCatalog(name, args);
    super("estate:data:LakeCatalog", name, args, opts);
    this.alarmSource = name;
    this.args = args;
    this.plan = plan;
    this.database = this.makeDatabase();
    this.tables = Object.fromEntries(Object.entries(plan.tables).map(([id, table]) => [id, this.makeTable(id, table)]));
    this.workgroup = this.makeWorkgroup();
    for (const [id, transform] of Object.entries(plan.transforms)) {
      this.makeTransform(id, transform);
    }
    this.registerOutputs({ database: this.database.name, workgroup: this.workgroup.name });
  }

  /** Lets the grantee query some of the tables in the workgroup, and nothing else of the lake. */
  public grantQuery(grantee: Grantee, tables: readonly string[]): void {
    const { componentName } = this;
    grant(grantee, `${componentName}-query`, [
      { sid: "RunQueries", actions: RUN_QUERIES, resources: [this.workgroup.arn] },
      this.metadataStatement("ReadMetadata", READ_METADATA, tables),
      this.defaultDatabaseStatement(),
      ...this.locationStatements(),
    ]);
    for (const id of tables) {
      this.args.lake.grantRead(grantee, this.prefixOf(id));
    }
    this.args.results.grantReadWrite(grantee, this.plan.resultPrefix);
  }

  /** A query of the workgroup that failed: a transform of its, or an analyst's. */
  public alarms(): readonly AlarmSpec[] {
    const dimensions = { WorkGroup: this.workgroup.name, QueryState: "FAILED", QueryType: "DML" };
    return [
      {
        key: "failed-queries",
        summary: "A query of the lake failed; look at the workgroup's history, a transform's day may be missing.",
        severity: "ticket",
        metric: { namespace: "AWS/Athena", name: "TotalExecutionTime", dimensions, statistic: "SampleCount" },
        comparison: "atLeast",
        threshold: 1,
        periodSeconds: 3_600,
        evaluationPeriods: 1,
      },
    ];
  }

  private prefixOf(id: string): string {
    const table = this.plan.tables[id];
    if (table === undefined) {
      const known = Object.keys(this.plan.tables).join(", ");
      throw new Error(`LakeCatalog "${this.componentName}" has no table "${id}"; it has ${known}.`);
    }
    return table.prefix;
  }

  private makeDatabase(): glue.CatalogDatabase {
    return new glue.CatalogDatabase(
      this.childName("database"),
      { name: this.plan.databaseName, description: `Tables of the lake ${this.componentName}` },
      this.childOptions(),
    );
  }

  private makeTable(id: string, table: LakeTable): glue.CatalogTable {
    const { inputFormat, outputFormat, serDe } = FORMATS[table.format];
    const bucket = this.args.lake.bucketName;
    return new glue.CatalogTable(
      this.childName("table", id),
      {
        name: id,
        databaseName: this.database.name,
        description: table.description,
        tableType: "EXTERNAL_TABLE",
        parameters: bucket.apply((name) => projection(name, table)),
        partitionKeys: [{ name: "day", type: "string", comment: "Day of the first change in the object, UTC" }],
        storageDescriptor: {
          location: pulumi.interpolate`s3://${bucket}/${table.prefix}`,
          inputFormat,
          outputFormat,
          serDeInfo: {
            serializationLibrary: serDe,
            ...(table.format === "json" ? { parameters: { "ignore.malformed.json": "true" } } : {}),
          },
          columns: table.columns.map(({ name, type, description }) => ({
            name,
            type,
            ...(description === undefined ? {} : { comment: description }),
          })),
        },
      },
      this.childOptions(),
    );
  }

  /** Nobody who queries can choose another place for results, another key or a larger limit. */
  private makeWorkgroup(): athena.Workgroup {
    const { key, results } = this.args;
    return new athena.Workgroup(
      this.childName("workgroup"),
      {
        description: `Queries of the lake ${this.componentName}`,
        configuration: {
          enforceWorkgroupConfiguration: true,
          publishCloudwatchMetricsEnabled: true,
          bytesScannedCutoffPerQuery: this.plan.scanLimitBytes,
          engineVersion: { selectedEngineVersion: "Athena engine version 3" },
          resultConfiguration: {
            outputLocation: pulumi.interpolate`s3://${results.bucketName}/${this.plan.resultPrefix}`,
            encryptionConfiguration: { encryptionOption: "SSE_KMS", kmsKeyArn: key.arn },
          },
        },
        forceDestroy: true,
      },
      this.childOptions(),
    );
  }

  private makeTransform(id: string, transform: LakeTransform): void {
    const caller = this.makeTransformRole(id, transform);
    const { partition } = pulumi.output(this.workgroup.arn.apply(parseArn));
    new scheduler.Schedule(
      this.childName("schedule", id),
      {
        description: transform.description,
        scheduleExpression: transform.schedule,
        scheduleExpressionTimezone: "UTC",
        flexibleTimeWindow: { mode: "OFF" },
        state: this.plan.transformsEnabled ? "ENABLED" : "DISABLED",
        target: {
          arn: pulumi.interpolate`arn:${partition}:scheduler:::aws-sdk:athena:startQueryExecution`,
          roleArn: caller.role.arn,
          input: pulumi.jsonStringify({
            QueryString: transform.query((table) => table),
            QueryExecutionContext: { Database: this.database.name },
            WorkGroup: this.workgroup.name,
          }),
          retryPolicy: RETRY,
        },
      },
      this.childOptions({ dependsOn: Object.values(this.tables) }),
    );
  }

  /** Reads one folder, writes another, starts queries in this workgroup. */
  private makeTransformRole(id: string, transform: LakeTransform): Grantee {
    const { lake, results } = this.args;
    const name = this.childName("transform", id);
    const role = new iam.Role(
      name,
      { description: transform.description, assumeRolePolicy: this.schedulerTrust() },
      this.childOptions(),
    );
    const caller: Grantee = { granteeName: name, role };
    grant(caller, "query", [
      { sid: "StartQuery", actions: ["athena:StartQueryExecution"], resources: [this.workgroup.arn] },
      this.metadataStatement("ReadMetadata", READ_METADATA, [transform.from, transform.to]),
      this.metadataStatement("NotePartitions", WRITE_METADATA, [transform.to]),
      this.defaultDatabaseStatement(),
      ...this.locationStatements(),
    ]);
    lake.grantRead(caller, this.prefixOf(transform.from));
    lake.grantReadWrite(caller, this.prefixOf(transform.to));
    results.grantReadWrite(caller, this.plan.resultPrefix);
    return caller;
  }

  private schedulerTrust(): pulumi.Output<string> {
    const { partition, region, account } = pulumi.output(this.workgroup.arn.apply(parseArn));
    return serviceTrust("scheduler.amazonaws.com", {
      StringEquals: { "aws:SourceAccount": account },
      ArnEquals: {
        "aws:SourceArn": pulumi.interpolate`arn:${partition}:scheduler:${region}:${account}:schedule-group/default`,
      },
    });
  }

  /** The catalog and the database are named too, because Glue checks the whole way down to the table. */
  private metadataStatement(sid: string, actions: readonly string[], tables: readonly string[]): Statement {
    const { databaseName } = this.plan;
    return {
      sid,
      actions,
      resources: [
        this.glueArn("catalog"),
        this.glueArn(`database/${databaseName}`),
        ...tables.map((id) => this.glueArn(`table/${databaseName}/${id}`)),
      ],
    };
  }

  /** That there is such a database, and nothing of what is in it. */
  private defaultDatabaseStatement(): Statement {
    return {
      sid: "FindDefault",
      actions: ["glue:GetDatabase"],
      resources: [this.glueArn("catalog"), this.glueArn(`database/${DEFAULT_DATABASE}`)],
    };
  }

  private glueArn(resource: string): pulumi.Output<string> {
    return this.workgroup.arn.apply((text) => {
      const { partition, region, account } = parseArn(text);
      return `arn:${partition}:glue:${region}:${account}:${resource}`;
    });
  }

  /** Athena asks where the buckets are before it reads or writes. */
  private locationStatements(): readonly Statement[] {
    const { lake, results } = this.args;
    const resources = lake === results ? [lake.arn] : [lake.arn, results.arn];
    return [{ sid: "FindBuckets", actions: ["s3:GetBucketLocation"], resources }];
  }
}
