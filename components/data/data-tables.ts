import * as dynamodb from "@pulumi/aws/dynamodb";
import type * as pulumi from "@pulumi/pulumi";
import { type Alarmed, type AlarmSpec, type EncryptionKey, EstateComponent } from "../core";
import { DataTable } from "./data-table";
import { type Projection, planTables, type StreamView, type TableShape, type TablesPlan } from "./data-tables-plan";
import { scaleTable } from "./data-tables-scaling";

/** One table. */
export interface TableSpec extends TableShape {
  /**
   * Further regions, each with a customer key there (a replica of a multi-region key). Needs the stream
   * `newAndOldImages`.
   * @default none
   */
  readonly replicas?: readonly { readonly region: string; readonly keyArn: pulumi.Input<string> }[];
}

/** Arguments of {@link DataTables}. */
export interface DataTablesArgs<Name extends string = string> {
  /** The tables, by the names under which the program speaks of them. */
  readonly tables: Readonly<Record<Name, TableSpec>>;
  /** The customer key of every table. */
  readonly key: EncryptionKey;
  /** Begins the physical names: `${prefix}-${name}`. @default Pulumi names the tables */
  readonly prefix?: string;
  /** Days for which point-in-time recovery reaches back, 1 to 35. @default 35 */
  readonly recoveryDays?: number;
  /** Neither DynamoDB nor Pulumi deletes the tables. Relax it for stacks that come and go. @default true */
  readonly deletionProtection?: boolean;
}

/** Operations whose system errors are watched; DynamoDB counts them per operation only. */
const WATCHED_OPERATIONS = ["GetItem", "PutItem", "Query", "UpdateItem"] as const;

const ATTRIBUTE_TYPES = { string: "S", number: "N", binary: "B" } as const;
const STREAM_VIEWS: Readonly<Record<StreamView, string>> = {
  keysOnly: "KEYS_ONLY",
  newImage: "NEW_IMAGE",
  oldImage: "OLD_IMAGE",
  newAndOldImages: "NEW_AND_OLD_IMAGES",
};

/**
 * A map of DynamoDB tables: encrypted by a customer key, recoverable to any second, protected from deletion.
 *
 * Creates one table per entry, and scaling targets and policies where capacity is provisioned. Cost follows the requests
 * (or the capacity), the gigabytes stored, and point-in-time recovery by the gigabyte.
 *
 * @example
 * const data = new DataTables("shop", {
 *   key,
 *   prefix: "cloudmart",
 *   tables: { orders: { attributes: { orderId: "string" }, partitionKey: "orderId", stream: "newAndOldImages" } },
 * });
 * data.table("orders").grantRead(reader);
 */
export class DataTables<Name extends string = string> extends EstateComponent implements Alarmed {
  public readonly alarmSource: string;
  private readonly handles: ReadonlyMap<string, DataTable>;

  public constructor(name: string, args: DataTablesArgs<Name>, opts?: pulumi.ComponentResourceOptions) {
    const plan = planTables(name, args);
    super("estate:data:DataTables", name, args, opts);
    this.alarmSource = name;
    const specs = Object.entries<TableSpec>(args.tables);
    this.handles = new Map(specs.map(([key, spec]) => [key, this.makeTable(key, spec, args.key, plan)]));
    this.registerOutputs(Object.fromEntries([...this.handles].map(([key, handle]) => [key, handle.name])));
  }

  /** A table's handle: names, ARNs, permissions. */
  public table(name: Name): DataTable {
    const handle = this.handles.get(name);
    if (handle === undefined) {
      throw new Error(`DataTables "${this.componentName}" has no table "${name}"; it has ${[...this.handles.keys()]}.`);
    }
    return handle;
  }

  /** Throttled requests and system errors, per table. */
  public alarms(): readonly AlarmSpec[] {
    return [...this.handles].flatMap(([key, handle]) => tableAlarms(key, handle));
  }

  private makeTable(key: string, spec: TableSpec, encryption: EncryptionKey, plan: TablesPlan): DataTable {
    const provisioned = spec.capacity === undefined || spec.capacity === "onDemand" ? undefined : spec.capacity;
    const physicalName = plan.names.get(key);
    const table = new dynamodb.Table(
      this.childName("table", key),
      {
        ...(physicalName === undefined ? {} : { name: physicalName }),
        ...keySchema(spec),
        billingMode: provisioned === undefined ? "PAY_PER_REQUEST" : "PROVISIONED",
        ...(provisioned === undefined ? {} : minimum(provisioned)),
        serverSideEncryption: { enabled: true, kmsKeyArn: encryption.arn },
        pointInTimeRecovery: { enabled: true, recoveryPeriodInDays: plan.recoveryDays },
        deletionProtectionEnabled: plan.deletionProtection,
        ...(spec.stream === undefined ? {} : { streamEnabled: true, streamViewType: STREAM_VIEWS[spec.stream] }),
        ...(spec.timeToLive === undefined ? {} : { ttl: { enabled: true, attributeName: spec.timeToLive } }),
        ...replicas(spec, plan),
      },
      this.childOptions({
        ...(plan.deletionProtection ? { protect: true } : {}),
        ...(provisioned === undefined ? {} : { ignoreChanges: SCALED_PROPERTIES }),
      }),
    );
    const globalIndexes = Object.keys(spec.globalIndexes ?? {});
    if (provisioned !== undefined) {
      const nameOf = (role: string) => this.childName("scaling", `${key}-${role}`);
      scaleTable(table, provisioned, globalIndexes, nameOf, this.childOptions());
    }
    return new DataTable(`${this.componentName}-${key}`, table, encryption, {
      indexes: [...globalIndexes, ...Object.keys(spec.localIndexes ?? {})],
      hasStream: spec.stream !== undefined,
    });
  }
}

/** What scaling changes after creation, and a later deployment must not set back. */
const SCALED_PROPERTIES = [
  "readCapacity",
  "writeCapacity",
  "globalSecondaryIndexes[*].readCapacity",
  "globalSecondaryIndexes[*].writeCapacity",
];

function minimum(capacity: { read: { min: number }; write: { min: number } }) {
  return { readCapacity: capacity.read.min, writeCapacity: capacity.write.min };
}

function keySchema(spec: TableSpec) {
  const capacity = spec.capacity === undefined || spec.capacity === "onDemand" ? {} : minimum(spec.capacity);
  const global = Object.entries(spec.globalIndexes ?? {}).map(([name, index]) => ({
    name,
    hashKey: index.partitionKey,
    ...(index.sortKey === undefined ? {} : { rangeKey: index.sortKey }),
    ...projection(index.projection),
    ...capacity,
  }));
  const local = Object.entries(spec.localIndexes ?? {}).map(([name, index]) => ({
    name,
    rangeKey: index.sortKey,
    ...projection(index.projection),
  }));
  return {
    attributes: Object.entries(spec.attributes).map(([name, type]) => ({ name, type: ATTRIBUTE_TYPES[type] })),
    hashKey: spec.partitionKey,
    ...(spec.sortKey === undefined ? {} : { rangeKey: spec.sortKey }),
    ...(global.length === 0 ? {} : { globalSecondaryIndexes: global }),
    ...(local.length === 0 ? {} : { localSecondaryIndexes: local }),
  };
}

function projection(wanted: Projection = "all") {
  return typeof wanted === "object"
    ? { projectionType: "INCLUDE", nonKeyAttributes: [...wanted.include] }
    : { projectionType: wanted === "all" ? "ALL" : "KEYS_ONLY" };
}

function replicas(spec: TableSpec, plan: TablesPlan) {
  if (spec.replicas === undefined || spec.replicas.length === 0) {
    return {};
  }
  const protection = { deletionProtectionEnabled: plan.deletionProtection, pointInTimeRecovery: true };
  return {
    replicas: spec.replicas.map(({ region, keyArn }) => ({
      regionName: region,
      kmsKeyArn: keyArn,
      propagateTags: true,
      ...protection,
    })),
  };
}

function tableAlarms(key: string, handle: DataTable): readonly AlarmSpec[] {
  const namespace = "AWS/DynamoDB";
  const throttles = (["Read", "Write"] as const).map(
    (side): AlarmSpec => ({
      key: `${key}-${side.toLowerCase()}-throttles`,
      summary: `DynamoDB throttles ${side.toLowerCase()}s of ${handle.logicalName}: look for a hot partition key first.`,
      severity: "ticket",
      metric: { namespace, name: `${side}ThrottleEvents`, dimensions: { TableName: handle.name }, statistic: "Sum" },
      comparison: "atLeast",
      threshold: 1,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
    }),
  );
  const systemErrors = WATCHED_OPERATIONS.map(
    (operation): AlarmSpec => ({
      key: `${key}-system-errors-${operation}`,
      summary: `DynamoDB fails ${operation} on ${handle.logicalName}: look at the AWS Health Dashboard.`,
      severity: "page",
      metric: {
        namespace,
        name: "SystemErrors",
        dimensions: { TableName: handle.name, Operation: operation },
        statistic: "Sum",
      },
      comparison: "atLeast",
      threshold: 1,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
    }),
  );
  return [...throttles, ...systemErrors];
}
