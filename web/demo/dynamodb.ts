import type {
  BatchGetItemInput,
  DeleteItemInput,
  GetItemInput,
  PutItemInput,
  QueryInput,
  ScanInput,
  TransactWriteItemsInput,
  UpdateItemInput,
} from "@aws-sdk/client-dynamodb";
import { compare, ExpressionError, holds, type Item, type Placeholders, updated } from "./expressions";
import { keyOf, page, Refusal, type TableShape, text } from "./items";

/** A change of an item, as a stream tells it. */
export interface Change {
  readonly table: string;
  readonly keys: Item;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

interface Table {
  readonly shape: TableShape;
  readonly items: Map<string, Item>;
}

interface Write extends Placeholders {
  readonly table: string;
  readonly key: Item;
  readonly condition: string | undefined;
  readonly apply: (before: Item) => Item | undefined;
  readonly showsOld: boolean;
}

/**
 * The part of DynamoDB that our functions use, in memory: one request after the other, so that every write is serialisable.
 * It is for the demo; the functions' own tests run against moto.
 */
export class MemoryTables {
  private readonly tables = new Map<string, Table>();
  private readonly listeners: ((change: Change) => void)[] = [];

  public constructor(shapes: Readonly<Record<string, TableShape>>) {
    for (const [name, shape] of Object.entries(shapes)) {
      this.tables.set(name, { shape, items: new Map() });
    }
  }

  /** Hears of every change, in order. */
  public onChange(listener: (change: Change) => void): void {
    this.listeners.push(listener);
  }

  /** Answers a request of the API's JSON protocol. */
  public answer(operation: string, body: string): object {
    try {
      return this.route(operation, body);
    } catch (error) {
      throw error instanceof ExpressionError ? new Refusal("ValidationException", error.message) : error;
    }
  }

  private route(operation: string, body: string): object {
    switch (operation) {
      case "GetItem":
        return this.get(JSON.parse(body));
      case "BatchGetItem":
        return this.batchGet(JSON.parse(body));
      case "PutItem":
        return this.write(this.put(JSON.parse(body)));
      case "UpdateItem":
        return this.write(this.update(JSON.parse(body)));
      case "DeleteItem":
        return this.write(this.remove(JSON.parse(body)));
      case "TransactWriteItems":
        return this.transact(JSON.parse(body));
      case "Query":
        return this.query(JSON.parse(body));
      case "Scan":
        return this.scan(JSON.parse(body));
      default:
        throw new Refusal("UnknownOperationException", `The demo does not know ${operation}.`);
    }
  }

  private get({ TableName, Key }: GetItemInput): object {
    const found = this.find(TableName, Key);
    return found === undefined ? {} : { Item: found };
  }

  private batchGet({ RequestItems = {} }: BatchGetItemInput): object {
    const found = Object.entries(RequestItems).map(([table, { Keys = [] }]): [string, readonly Item[]] => {
      const items = Keys.map((key) => this.find(table, key));
      return [table, items.filter((item) => item !== undefined)];
    });
    return { Responses: Object.fromEntries(found), UnprocessedKeys: {} };
  }

  private scan({ TableName, Limit, ExclusiveStartKey }: ScanInput): object {
    const { shape, items } = this.table(TableName);
    return page([...items.values()], [shape.partitionKey, shape.sortKey], { Limit, ExclusiveStartKey });
  }

  private put({ TableName, Item = {}, ConditionExpression, ...rest }: PutItemInput): Write {
    return { ...this.target(TableName, Item, rest), condition: ConditionExpression, apply: () => Item };
  }

  private update({ TableName, Key, UpdateExpression = "", ConditionExpression, ...rest }: UpdateItemInput): Write {
    const target = this.target(TableName, Key, rest);
    const apply = (before: Item) => ({ ...target.key, ...updated(UpdateExpression, before, target) });
    return { ...target, condition: ConditionExpression, apply };
  }

  private remove({ TableName, Key, ConditionExpression, ...rest }: DeleteItemInput): Write {
    return { ...this.target(TableName, Key, rest), condition: ConditionExpression, apply: () => undefined };
  }

  private target(
    TableName: string | undefined,
    item: Item | undefined,
    rest: Pick<
      PutItemInput,
      "ExpressionAttributeNames" | "ExpressionAttributeValues" | "ReturnValuesOnConditionCheckFailure"
    >,
  ): Omit<Write, "condition" | "apply"> {
    const table = TableName ?? "";
    return {
      table,
      key: keyOf(this.table(table).shape, item ?? {}),
      showsOld: rest.ReturnValuesOnConditionCheckFailure === "ALL_OLD",
      ...(rest.ExpressionAttributeNames === undefined
        ? {}
        : { ExpressionAttributeNames: rest.ExpressionAttributeNames }),
      ...(rest.ExpressionAttributeValues === undefined
        ? {}
        : { ExpressionAttributeValues: rest.ExpressionAttributeValues }),
    };
  }

  private write(write: Write): object {
    const before = this.find(write.table, write.key);
    if (!holds(write.condition, before ?? {}, write)) {
      const more = write.showsOld && before !== undefined ? { Item: before } : {};
      throw new Refusal("ConditionalCheckFailedException", "The conditional request failed", more);
    }
    this.store(write, before);
    return {};
  }

  /** All parts or none: every condition is looked at before the first write. */
  private transact({ TransactItems = [] }: TransactWriteItemsInput): object {
    const writes = TransactItems.map(({ Put, Update, Delete }) => {
      if (Put !== undefined) {
        return this.put(Put);
      }
      return Update === undefined
        ? this.remove(Delete ?? { TableName: undefined, Key: undefined })
        : this.update(Update);
    });
    const reasons = writes.map((write) => ({
      Code: holds(write.condition, this.find(write.table, write.key) ?? {}, write) ? "None" : "ConditionalCheckFailed",
    }));
    if (reasons.some(({ Code }) => Code !== "None")) {
      throw new Refusal("TransactionCanceledException", "Transaction cancelled", { CancellationReasons: reasons });
    }
    for (const write of writes) {
      this.store(write, this.find(write.table, write.key));
    }
    return {};
  }

  private store({ table, key, apply }: Write, before: Item | undefined): void {
    const after = apply(before ?? {});
    const { items } = this.table(table);
    if (after === undefined) {
      items.delete(text(key));
    } else {
      items.set(text(key), after);
    }
    for (const listener of this.listeners) {
      listener({ table, keys: key, before, after });
    }
  }

  private query({ TableName, IndexName, ScanIndexForward = true, ...input }: QueryInput): object {
    const { shape, items } = this.table(TableName);
    const index = IndexName === undefined ? shape : shape.globalIndexes?.[IndexName];
    if (index === undefined) {
      throw new Refusal("ValidationException", `There is no index ${IndexName}.`);
    }
    const { sortKey } = index;
    const found = [...items.values()]
      .filter((item) => item[index.partitionKey] !== undefined)
      .filter((item) => holds(input.KeyConditionExpression, item, placeholdersOf(input)))
      .sort((one, other) => (sortKey === undefined ? 0 : (compare(one[sortKey], other[sortKey]) ?? 0)));
    const sorted = ScanIndexForward ? found : found.reverse();
    const { Items, ...rest } = page(sorted, [shape.partitionKey, shape.sortKey, index.partitionKey, sortKey], input);
    return { Items: Items.filter((item) => holds(input.FilterExpression, item, placeholdersOf(input))), ...rest };
  }

  private find(table: string | undefined, key: Item | undefined): Item | undefined {
    const { shape, items } = this.table(table);
    return items.get(text(keyOf(shape, key ?? {})));
  }

  private table(name: string | undefined): Table {
    const table = this.tables.get(name ?? "");
    if (table === undefined) {
      throw new Refusal("ResourceNotFoundException", `There is no table ${name}.`);
    }
    return table;
  }
}

function placeholdersOf(
  input: Pick<QueryInput, "ExpressionAttributeNames" | "ExpressionAttributeValues">,
): Placeholders {
  return {
    ExpressionAttributeNames: input.ExpressionAttributeNames ?? {},
    ExpressionAttributeValues: input.ExpressionAttributeValues ?? {},
  };
}
