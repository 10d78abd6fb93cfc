import assert from "node:assert/strict";
import * as iam from "@pulumi/aws/iam";
import { EncryptionKey, serviceTrust } from "../../../components/core";
import { DataTables, type DataTablesArgs, type TableSpec } from "../../../components/data";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, statementsOf, urns } from "../core/support";

const ORDERS = {
  attributes: { orderId: "string", userId: "string", placedAt: "number" },
  partitionKey: "orderId",
  globalIndexes: { byUser: { partitionKey: "userId", sortKey: "placedAt", projection: { include: ["status"] } } },
  stream: "newAndOldImages",
  timeToLive: "expiresAt",
} as const satisfies TableSpec;
const PLAIN = { attributes: { id: "string" }, partitionKey: "id" } as const satisfies TableSpec;
const ORDERS_ARN = "arn:aws:dynamodb:us-east-1:111122223333:table/cloudmart-orders";

function makeTables(args: Partial<DataTablesArgs> = {}) {
  const key = new EncryptionKey("key", { description: "Data" });
  const role = new iam.Role("reader", { assumeRolePolicy: serviceTrust("lambda.amazonaws.com") });
  const data = new DataTables<string>("shop", { key, prefix: "cloudmart", tables: { orders: ORDERS }, ...args });
  return { data, key, reader: { granteeName: "reader", role } };
}

function withKey(arn: unknown, actions: unknown) {
  return {
    Sid: "UseKeyDynamodb",
    Effect: "Allow",
    Action: actions,
    Resource: arn,
    Condition: { StringEquals: { "kms:ViaService": "dynamodb.us-east-1.amazonaws.com" } },
  };
}

describe("DataTables", () => {
  it("makes exactly one table per entry, with every safeguard on", async () => {
    const recording = await recordProgram(() => {
      const { key } = makeTables({ tables: { orders: ORDERS, users: PLAIN } });
      return { arn: key.arn };
    });
    assert.deepEqual(
      inventory(recording).filter((line) => line.includes(" shop")),
      [
        "aws:dynamodb/table:Table shop-table-orders",
        "aws:dynamodb/table:Table shop-table-users",
        "estate:data:DataTables shop",
      ],
    );
    assert.deepEqual(inputsOf(recording, "shop-table-orders"), {
      name: "cloudmart-orders",
      attributes: [
        { name: "orderId", type: "S" },
        { name: "userId", type: "S" },
        { name: "placedAt", type: "N" },
      ],
      hashKey: "orderId",
      globalSecondaryIndexes: [
        {
          name: "byUser",
          hashKey: "userId",
          rangeKey: "placedAt",
          projectionType: "INCLUDE",
          nonKeyAttributes: ["status"],
        },
      ],
      billingMode: "PAY_PER_REQUEST",
      serverSideEncryption: { enabled: true, kmsKeyArn: recording.outputs["arn"] },
      pointInTimeRecovery: { enabled: true, recoveryPeriodInDays: 35 },
      deletionProtectionEnabled: true,
      streamEnabled: true,
      streamViewType: "NEW_AND_OLD_IMAGES",
      ttl: { enabled: true, attributeName: "expiresAt" },
    });
    assert.equal(recording.get("shop-table-users").options.protect, true);
    assert.ok(recording.resources.every((resource) => resource.modelled || !resource.custom));
  });

  it("leaves names to Pulumi and tables unprotected where asked", async () => {
    const recording = await recordProgram(() => {
      const key = new EncryptionKey("key", { description: "Data" });
      new DataTables("shop", { key, tables: { users: PLAIN }, deletionProtection: false });
    });
    const table = recording.get("shop-table-users");
    assert.equal(table.inputs["name"], undefined);
    assert.equal(table.inputs["deletionProtectionEnabled"], false);
    assert.equal(table.options.protect, false);
  });

  it("grants reading on the table, its indexes and the key, and nothing else", async () => {
    const recording = await recordProgram(() => {
      const { data, reader, key } = makeTables();
      data.table("orders").grantRead(reader);
      return { arn: key.arn };
    });
    assert.deepEqual(statementsOf(recording, "reader-policy-shop-orders-read"), [
      {
        Sid: "Items",
        Effect: "Allow",
        Action: [
          "dynamodb:BatchGetItem",
          "dynamodb:ConditionCheckItem",
          "dynamodb:DescribeTable",
          "dynamodb:GetItem",
          "dynamodb:Query",
          "dynamodb:Scan",
        ],
        Resource: ORDERS_ARN,
      },
      {
        Sid: "Indexes",
        Effect: "Allow",
        Action: ["dynamodb:Query", "dynamodb:Scan"],
        Resource: `${ORDERS_ARN}/index/byUser`,
      },
      withKey(recording.outputs["arn"], "kms:Decrypt"),
    ]);
  });

  it("grants writing and streams on exact ARNs", async () => {
    const recording = await recordProgram(() => {
      const { data, reader, key } = makeTables();
      data.table("orders").grantWrite(reader);
      data.table("orders").grantStream(reader);
      return { arn: key.arn };
    });
    const arn = recording.outputs["arn"];
    assert.deepEqual(statementsOf(recording, "reader-policy-shop-orders-write"), [
      {
        Sid: "Items",
        Effect: "Allow",
        Action: ["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
        Resource: ORDERS_ARN,
      },
      withKey(arn, ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"]),
    ]);
    assert.deepEqual(statementsOf(recording, "reader-policy-shop-orders-stream"), [
      {
        Sid: "Stream",
        Effect: "Allow",
        Action: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
        Resource: `${ORDERS_ARN}/stream/2026-01-01T00:00:00.000`,
      },
      { Sid: "ListStreams", Effect: "Allow", Action: "dynamodb:ListStreams", Resource: "*" },
      withKey(arn, "kms:Decrypt"),
    ]);
  });

  it("scales provisioned capacity of table and index, and leaves the numbers to scaling afterwards", async () => {
    const capacity = { read: { min: 5, max: 50 }, write: { min: 2, max: 20 } };
    const recording = await recordProgram(() => void makeTables({ tables: { orders: { ...ORDERS, capacity } } }));
    assert.deepEqual(
      inventory(recording).filter((line) => line.includes("appautoscaling")),
      ["policy:Policy", "target:Target"].flatMap((type) =>
        ["byUser-read", "byUser-write", "read", "write"].map(
          (role) => `aws:appautoscaling/${type} shop-scaling-orders-${role}-${type.split(":")[0]}`,
        ),
      ),
    );
    assert.deepEqual(inputsOf(recording, "shop-scaling-orders-byUser-write-target"), {
      serviceNamespace: "dynamodb",
      scalableDimension: "dynamodb:index:WriteCapacityUnits",
      resourceId: "table/cloudmart-orders/index/byUser",
      minCapacity: 2,
      maxCapacity: 20,
    });
    const table = recording.get("shop-table-orders");
    assert.equal(table.inputs["billingMode"], "PROVISIONED");
    assert.deepEqual(
      [...table.options.ignoreChanges].sort(),
      [
        "globalSecondaryIndexes[*].readCapacity",
        "globalSecondaryIndexes[*].writeCapacity",
        "readCapacity",
        "writeCapacity",
      ].sort(),
    );
  });

  it("replicates into other regions under their own keys", async () => {
    const keyArn = "arn:aws:kms:us-west-2:111122223333:key/mrk-1";
    const replicas = [{ region: "us-west-2", keyArn }];
    const recording = await recordProgram(() => void makeTables({ tables: { orders: { ...ORDERS, replicas } } }));
    assert.deepEqual(inputsOf(recording, "shop-table-orders")["replicas"], [
      {
        regionName: "us-west-2",
        kmsKeyArn: keyArn,
        propagateTags: true,
        deletionProtectionEnabled: true,
        pointInTimeRecovery: true,
      },
    ]);
  });

  it("declares its alarms per table and is the same in a preview", async () => {
    const keys: string[] = [];
    const program = () => {
      const { data } = makeTables();
      keys.splice(0, keys.length, ...data.alarms().map((alarm) => alarm.key));
    };
    const known = await recordProgram(program);
    assert.deepEqual(keys, [
      "orders-read-throttles",
      "orders-write-throttles",
      "orders-system-errors-GetItem",
      "orders-system-errors-PutItem",
      "orders-system-errors-Query",
      "orders-system-errors-UpdateItem",
    ]);
    assert.deepEqual(urns(await recordProgram(program, { mode: "preview" })), urns(known));
  });

  describe("fails when", () => {
    const fail = (args: Partial<DataTablesArgs>) => failureOf(() => void makeTables(args), "estate:data:DataTables");

    it("keys and attributes disagree", async () => {
      const tables = {
        a: { attributes: { id: "string", spare: "string" }, partitionKey: "id", sortKey: "at", timeToLive: "id" },
      } as const;
      assertMentions(await fail({ tables }), [
        'DataTables "shop" has 3 faults',
        'tables.a.sortKey: given "at"; allowed: a declared attribute: id, spare. To fix: declare "at"',
        'tables.a.attributes.spare: given "spare"',
        'tables.a.timeToLive: given "id"',
      ]);
    });

    it("indexes are too many, share a name, or stand on a table without a sort key", async () => {
      const many = Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`index${n}`, { partitionKey: "id" }]));
      const tables = { a: { ...PLAIN, globalIndexes: many, localIndexes: { index1: { sortKey: "id" } } } } as const;
      assertMentions(await fail({ tables }), [
        "tables.a.globalIndexes: given 21; allowed: up to 20 (DynamoDB quotas",
        'tables.a.localIndexes.index1: given "index1"; allowed: a name that no global index of the table has',
        'tables.a.localIndexes: given ["index1"]; allowed: local indexes on tables with a sort key only',
      ]);
    });

    it("names, capacity, recovery or replicas are out of range", async () => {
      const capacity = { read: { min: 5, max: 1 }, write: { min: 1, max: 1 }, targetUtilisation: 95 };
      const replicas = [{ region: "us-west-2", keyArn: "arn" }];
      const tables = {
        a: { ...PLAIN, tableName: "ab", capacity, replicas },
        b: { ...PLAIN, tableName: "same" },
        c: { ...PLAIN, tableName: "same" },
      };
      assertMentions(await fail({ tables, recoveryDays: 36 }), [
        "recoveryDays: given 36; allowed: whole days from 1 to 35",
        'tables.a.tableName: given "ab"; allowed: 3 to 255 letters',
        'tables.a.capacity.read: given {"min":5,"max":1}',
        "tables.a.capacity.targetUtilisation: given 95",
        'tables.a.stream: given nothing; allowed: "newAndOldImages"',
        'tables.c.tableName: given "same"; allowed: a name that no other table has',
      ]);
    });

    it("a stream, an index or a table is asked for that is not there", async () => {
      const program = (use: (data: DataTables<string>) => unknown) => () =>
        void use(makeTables({ tables: { a: PLAIN } }).data);
      const none = "aws:sqs/queue:Queue";
      assertMentions(
        await failureOf(
          program((data) => data.table("a").streamArn),
          none,
        ),
        ["a table with a stream"],
      );
      assertMentions(
        await failureOf(
          program((data) => data.table("b")),
          none,
        ),
        ['has no table "b"; it has a'],
      );
      const scope = { indexes: ["byUser"] };
      const ask = program((data) => data.table("a").bindingStatements(["dynamodb:Query"], scope));
      assertMentions(await failureOf(ask, none), ['indexes: given "byUser"; allowed: an index of the table']);
    });
  });
});
