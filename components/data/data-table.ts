import type * as dynamodb from "@pulumi/aws/dynamodb";
import type * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import {
  type Bindable,
  type EncryptionKey,
  Faults,
  type Grantee,
  grant,
  type NeedScope,
  type Statement,
} from "../core";

/** What a reader of items calls. */
const READ_ACTIONS = [
  "dynamodb:BatchGetItem",
  "dynamodb:ConditionCheckItem",
  "dynamodb:DescribeTable",
  "dynamodb:GetItem",
  "dynamodb:Query",
  "dynamodb:Scan",
] as const;
/** What a writer of items calls. */
const WRITE_ACTIONS = [
  "dynamodb:BatchWriteItem",
  "dynamodb:DeleteItem",
  "dynamodb:PutItem",
  "dynamodb:UpdateItem",
] as const;
/** What a consumer of the stream calls on the stream. */
const STREAM_ACTIONS = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"] as const;
/** Takes no resource (Service Authorization Reference, read 2026-11); Lambda's poller demands it. */
const LIST_STREAMS = "dynamodb:ListStreams";

/** Actions that an index answers too. */
const INDEX_ACTIONS: ReadonlySet<string> = new Set(["dynamodb:Query", "dynamodb:Scan", "dynamodb:PartiQLSelect"]);
/** Actions for which DynamoDB encrypts. */
const ENCRYPTING_ACTIONS: ReadonlySet<string> = new Set([
  ...WRITE_ACTIONS,
  "dynamodb:PartiQLInsert",
  "dynamodb:PartiQLUpdate",
  "dynamodb:PartiQLDelete",
]);

/** One table of a `DataTables` component: its names, and the permissions that it can give. */
export class DataTable implements Bindable {
  public readonly bindingKind = "table";
  /** The table's physical name. */
  public readonly bindingReference: pulumi.Output<string>;
  public readonly arn: pulumi.Output<string>;
  public readonly name: pulumi.Output<string>;
  public readonly resource: dynamodb.Table;
  /** The key that encrypts the items. */
  public readonly key: EncryptionKey;
  /** Logical name: `shop-orders`. */
  public readonly logicalName: string;
  private readonly indexes: readonly string[];
  private readonly hasStream: boolean;

  public constructor(
    logicalName: string,
    resource: dynamodb.Table,
    key: EncryptionKey,
    shape: { readonly indexes: readonly string[]; readonly hasStream: boolean },
  ) {
    this.logicalName = logicalName;
    this.resource = resource;
    this.key = key;
    this.indexes = shape.indexes;
    this.hasStream = shape.hasStream;
    this.arn = resource.arn;
    this.name = resource.name;
    this.bindingReference = resource.name;
  }

  /** The stream's ARN. @throws {pulumi.InputPropertiesError} where the table has no stream */
  public get streamArn(): pulumi.Output<string> {
    if (!this.hasStream) {
      const faults = new Faults("DataTable", this.logicalName);
      const fix = 'set stream, such as "newAndOldImages", on the table';
      faults.add({ property: "stream", given: undefined, allowed: "a table with a stream", fix });
      faults.throwIfAny();
    }
    return this.resource.streamArn;
  }

  /** Lets the grantee read items, from the table and from each of its indexes. */
  public grantRead(grantee: Grantee): iam.RolePolicy {
    return grant(grantee, `${this.logicalName}-read`, this.bindingStatements(READ_ACTIONS, { indexes: this.indexes }));
  }

  /** Lets the grantee put, change and delete items, and not read them. */
  public grantWrite(grantee: Grantee): iam.RolePolicy {
    return grant(grantee, `${this.logicalName}-write`, this.bindingStatements(WRITE_ACTIONS, {}));
  }

  /** Both of {@link grantRead} and {@link grantWrite}, as one policy. */
  public grantReadWrite(grantee: Grantee): iam.RolePolicy {
    const actions = [...READ_ACTIONS, ...WRITE_ACTIONS];
    const statements = this.bindingStatements(actions, { indexes: this.indexes });
    return grant(grantee, `${this.logicalName}-read-write`, statements);
  }

  /** Lets the grantee read the stream. */
  public grantStream(grantee: Grantee): iam.RolePolicy {
    return grant(grantee, `${this.logicalName}-stream`, this.streamStatements());
  }

  /** What a consumer of the stream needs. @throws {pulumi.InputPropertiesError} where the table has no stream */
  public streamStatements(): readonly Statement[] {
    return this.bindingStatements([...STREAM_ACTIONS, LIST_STREAMS], {});
  }

  /** @throws {pulumi.InputPropertiesError} where an index of the scope is not declared, or a stream is missing */
  public bindingStatements(actions: readonly string[], scope: NeedScope): readonly Statement[] {
    this.checkIndexes(scope.indexes ?? []);
    const streamActions = actions.filter((action) => STREAM_ACTIONS.some((candidate) => candidate === action));
    const tableActions = actions.filter((action) => !streamActions.includes(action) && action !== LIST_STREAMS);
    const indexActions = tableActions.filter((action) => INDEX_ACTIONS.has(action));
    const indexArns = (scope.indexes ?? []).map((index) => pulumi.interpolate`${this.arn}/index/${index}`);
    const encrypts = actions.some((action) => ENCRYPTING_ACTIONS.has(action));
    return [
      ...statement("Items", tableActions, [this.arn]),
      ...statement("Indexes", indexArns.length > 0 ? indexActions : [], indexArns),
      ...(streamActions.length > 0 ? statement("Stream", streamActions, [this.streamArn]) : []),
      ...statement("ListStreams", actions.includes(LIST_STREAMS) ? [LIST_STREAMS] : [], ["*"]),
      this.key.useStatement(encrypts ? "encryptDecrypt" : "decrypt", "dynamodb"),
    ];
  }

  private checkIndexes(wanted: readonly string[]): void {
    const faults = new Faults("DataTable", this.logicalName);
    for (const index of wanted.filter((candidate) => !this.indexes.includes(candidate))) {
      faults.add({
        property: "indexes",
        given: index,
        allowed: `an index of the table: ${this.indexes.join(", ") || "it has none"}`,
        fix: "declare the index on the table, or correct the need",
      });
    }
    faults.throwIfAny();
  }
}

function statement(
  sid: string,
  actions: readonly string[],
  resources: readonly pulumi.Input<string>[],
): readonly Statement[] {
  return actions.length === 0 ? [] : [{ sid, actions, resources }];
}
