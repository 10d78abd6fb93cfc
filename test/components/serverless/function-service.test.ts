import assert from "node:assert/strict";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { type Bindable, EncryptionKey, type FunctionNeeds, serviceTrust } from "../../../components/core";
import { DataTables, ObjectStore } from "../../../components/data";
import { FunctionService, type FunctionServiceArgs } from "../../../components/serverless";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, statementsOf, urns } from "../core/support";

const NEEDS = {
  resources: {
    orders: { kind: "table", actions: ["dynamodb:Query"], variable: "ORDERS_TABLE", indexes: ["byUser"] },
    products: { kind: "table", actions: ["dynamodb:GetItem"], variable: "PRODUCTS_TABLE" },
    lake: { kind: "bucket", actions: ["s3:PutObject"], variable: "LAKE_BUCKET", prefix: "orders/" },
  },
  environment: {
    LOG_SAMPLE: { description: "Share of debug logs, 0 to 1", default: "0.1" },
    CURRENCY: { description: "ISO 4217 code" },
  },
  identities: { bigquery: { cloud: "gcp", variable: "GOOGLE_SIGN_IN" } },
} as const satisfies FunctionNeeds;
const TABLES = "arn:aws:dynamodb:us-east-1:111122223333:table";

function code(): pulumi.asset.Archive {
  const text = "exports.handler = async () => {};";
  return new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(text) });
}

function bindings(key: EncryptionKey): Record<string, Bindable> {
  const id = { attributes: { id: "string" }, partitionKey: "id" } as const;
  const byUser = { partitionKey: "userId" };
  const data = new DataTables("data", {
    key,
    prefix: "shop",
    tables: {
      products: id,
      orders: { attributes: { id: "string", userId: "string" }, partitionKey: "id", globalIndexes: { byUser } },
    },
  });
  const lake = new ObjectStore("lake", { key, accessLogs: "none", bucketName: "the-lake" });
  return { orders: data.table("orders"), products: data.table("products"), lake };
}

function makeKey(): EncryptionKey {
  return new EncryptionKey("key", { description: "Functions", services: ["logs"] });
}

function makeFunction(args: Partial<FunctionServiceArgs> = {}) {
  const key = args.key ?? makeKey();
  return { key, service: new FunctionService("list", { code: code(), key, functionName: "list", ...args }) };
}

function makeBound(args: Partial<FunctionServiceArgs> = {}) {
  const key = makeKey();
  const environment = { CURRENCY: "EUR" };
  const identities = { bigquery: "{}" };
  return makeFunction({ key, needs: NEEDS, bindings: bindings(key), environment, identities, ...args });
}

describe("FunctionService", () => {
  it("makes exactly the function and what it needs to run, and no managed policy", async () => {
    const recording = await recordProgram(() => ({ arn: makeFunction().key.arn }));
    assert.deepEqual(
      inventory(recording).filter((line) => line.includes(" list")),
      [
        "aws:cloudwatch/logGroup:LogGroup list-logs",
        "aws:iam/role:Role list-role",
        "aws:iam/rolePolicy:RolePolicy list-policy-needs",
        "aws:lambda/alias:Alias list-alias",
        "aws:lambda/function:Function list-function",
        "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig list-events",
        "aws:sqs/queue:Queue list-failures",
        "aws:sqs/queuePolicy:QueuePolicy list-failures-policy",
        "estate:serverless:FunctionService list",
      ],
    );
    const { code: _bundle, role, ...settings } = inputsOf(recording, "list-function");
    assert.match(String(role), /:role\/list-role-/);
    assert.deepEqual(settings, {
      name: "list",
      runtime: "nodejs22.x",
      architectures: ["arm64"],
      handler: "index.handler",
      memorySize: 512,
      timeout: 30,
      publish: true,
      kmsKeyArn: recording.outputs["arn"],
      tracingConfig: { mode: "Active" },
      loggingConfig: {
        logFormat: "JSON",
        logGroup: "/aws/lambda/list",
        applicationLogLevel: "INFO",
        systemLogLevel: "WARN",
      },
    });
    assert.deepEqual(inputsOf(recording, "list-logs"), {
      name: "/aws/lambda/list",
      kmsKeyId: recording.outputs["arn"],
      retentionInDays: 365,
    });
    assert.ok(recording.resources.every((resource) => resource.modelled || !resource.custom));
  });

  it("keeps what fails: asynchronous events of the alias end in its own queue", async () => {
    const recording = await recordProgram(() => void makeFunction({ retries: 1, maxEventAgeSeconds: 600 }));
    const events = inputsOf(recording, "list-events");
    const queue = recording.get("list-failures").outputs["arn"];
    assert.deepEqual(events["destinationConfig"], { onFailure: { destination: queue } });
    assert.deepEqual(
      [events["qualifier"], events["maximumRetryAttempts"], events["maximumEventAgeInSeconds"]],
      ["live", 1, 600],
    );
    assert.deepEqual(inputsOf(recording, "list-alias"), { name: "live", functionName: "list", functionVersion: "1" });
  });

  it("turns declared needs into one policy of the smallest statements", async () => {
    const recording = await recordProgram(() => ({ arn: makeBound().key.arn }));
    const arn = recording.outputs["arn"];
    const use = (sid: string, service: string, actions: unknown) => ({
      Sid: sid,
      Effect: "Allow",
      Action: actions,
      Resource: arn,
      Condition: { StringEquals: { "kms:ViaService": `${service}.us-east-1.amazonaws.com` } },
    });
    const encrypt = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"];
    assert.deepEqual(statementsOf(recording, "list-policy-needs"), [
      {
        Sid: "WriteLogs",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: "arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/list:log-stream:*",
      },
      {
        Sid: "WriteTraces",
        Effect: "Allow",
        Action: ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
        Resource: "*",
      },
      use("ReadEnvironment", "lambda", "kms:Decrypt"),
      {
        Sid: "KeepFailedEvents",
        Effect: "Allow",
        Action: "sqs:SendMessage",
        Resource: recording.get("list-failures").outputs["arn"],
      },
      use("EncryptFailedEvents", "sqs", encrypt),
      { Sid: "OrdersItems", Effect: "Allow", Action: "dynamodb:Query", Resource: `${TABLES}/shop-orders` },
      {
        Sid: "OrdersIndexes",
        Effect: "Allow",
        Action: "dynamodb:Query",
        Resource: `${TABLES}/shop-orders/index/byUser`,
      },
      use("OrdersUseKeyDynamodb", "dynamodb", "kms:Decrypt"),
      { Sid: "ProductsItems", Effect: "Allow", Action: "dynamodb:GetItem", Resource: `${TABLES}/shop-products` },
      { Sid: "LakeObjects", Effect: "Allow", Action: "s3:PutObject", Resource: "arn:aws:s3:::the-lake/orders/*" },
      use("LakeUseKeyS3", "s3", encrypt),
    ]);
  });

  it("sets the declared variables and no others", async () => {
    const recording = await recordProgram(() => void makeBound());
    assert.deepEqual(inputsOf(recording, "list-function")["environment"], {
      variables: {
        ORDERS_TABLE: "shop-orders",
        PRODUCTS_TABLE: "shop-products",
        LAKE_BUCKET: "the-lake",
        GOOGLE_SIGN_IN: "{}",
        LOG_SAMPLE: "0.1",
        CURRENCY: "EUR",
      },
    });
  });

  it("lets callers call the alias only, services on behalf of one resource only", async () => {
    const recording = await recordProgram(() => {
      const { service } = makeFunction();
      const role = new iam.Role("caller", { assumeRolePolicy: serviceTrust("states.amazonaws.com") });
      service.grantInvoke({ granteeName: "caller", role });
      service.allowInvoke("uploads", "s3.amazonaws.com", "arn:aws:s3:::uploads");
      service.allowInvoke("api", "apigateway.amazonaws.com", "arn:aws:execute-api:us-east-1:111122223333:api/*");
    });
    const alias = "arn:aws:lambda:us-east-1:111122223333:function:list:live";
    assert.deepEqual(statementsOf(recording, "caller-policy-list-invoke"), [
      { Sid: "InvokeFunction", Effect: "Allow", Action: "lambda:InvokeFunction", Resource: alias },
    ]);
    const permission = { action: "lambda:InvokeFunction", function: "list", qualifier: "live" };
    assert.deepEqual(inputsOf(recording, "list-permission-uploads"), {
      ...permission,
      principal: "s3.amazonaws.com",
      sourceArn: "arn:aws:s3:::uploads",
      sourceAccount: "111122223333",
    });
    assert.deepEqual(inputsOf(recording, "list-permission-api"), {
      ...permission,
      principal: "apigateway.amazonaws.com",
      sourceArn: "arn:aws:execute-api:us-east-1:111122223333:api/*",
    });
  });

  it("has the same resources in a preview", async () => {
    const program = () => void makeBound().service.onSchedule("nightly", { expression: "cron(0 3 * * ? *)" });
    const known = await recordProgram(program);
    assert.deepEqual(urns(await recordProgram(program, { mode: "preview" })), urns(known));
  });

  describe("fails when", () => {
    const fail = (args: Partial<FunctionServiceArgs>) =>
      failureOf(() => void makeFunction(args), "estate:serverless:FunctionService");

    it("sizes, names, retention or the key are out of range", async () => {
      const args = {
        memoryMb: 64,
        timeoutSeconds: 901,
        retries: 3,
        maxEventAgeSeconds: 30,
        handler: "handler",
        functionName: "no spaces",
        logRetentionDays: 100,
      };
      assertMentions(await fail(args), [
        'FunctionService "list" has 7 faults',
        "memoryMb: given 64; allowed: a whole number from 128 to 10240",
        "timeoutSeconds: given 901",
        "retries: given 3",
        "maxEventAgeSeconds: given 30",
        'handler: given "handler"',
        'functionName: given "no spaces"',
        "logRetentionDays: given 100; allowed: one of 1, 3, 5",
      ]);
    });

    it("the key does not serve the logs", async () => {
      const program = () => {
        const key = new EncryptionKey("bare", { description: "Not for logs" });
        makeFunction({ key });
      };
      assertMentions(await failureOf(program, "aws:lambda/function:Function"), [
        'add "logs" to the services of EncryptionKey "bare"',
      ]);
    });

    it("needs and bindings disagree", async () => {
      const program = () => {
        const key = makeKey();
        const bound = bindings(key);
        const wrong = { orders: bound["lake"] ?? bound["orders"], spare: bound["products"] };
        const kept = Object.fromEntries(Object.entries(wrong).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])));
        makeFunction({ key, needs: NEEDS, bindings: kept, environment: { EXTRA: "1" } });
      };
      assertMentions(await failureOf(program, "aws:lambda/function:Function"), [
        "bindings.products: given nothing; allowed: a value for everything that the function declares",
        "bindings.lake: given nothing",
        'bindings.spare: given "spare"; allowed: what the function declares: orders, products, lake',
        'bindings.orders: given "bucket"; allowed: a table, as the function declares',
        "environment.CURRENCY: given nothing",
        'environment.EXTRA: given "EXTRA"',
        "identities.bigquery: given nothing",
      ]);
    });

    it("variables are taken twice or belong to Lambda", async () => {
      const needs: FunctionNeeds = {
        environment: { AWS_REGION: { description: "Region", default: "x" }, SAME: { description: "S", default: "x" } },
        identities: { gcp: { cloud: "gcp", variable: "SAME" } },
      };
      assertMentions(await fail({ needs, identities: { gcp: "{}" } }), [
        'needs: variable AWS_REGION: given "AWS_REGION"; allowed: letters, digits',
        'needs: variable SAME: given "SAME"; allowed: each variable once',
      ]);
    });
  });
});
