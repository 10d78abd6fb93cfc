import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { Client } from "@smithy/core/client";
import type { HandlerExecutionContext, InitializeMiddleware, MiddlewareStack } from "@smithy/types";
import type { FunctionNeeds, ResourceNeed } from "../../../functions/shared/needs";

/** One AWS call, as IAM sees it. */
export interface RecordedCall {
  readonly action: string;
  /** Table name, queue URL, bucket, secret…; empty where the request names no resource. */
  readonly reference: string;
  readonly index?: string;
  readonly key?: string;
}

const current = new AsyncLocalStorage<RecordedCall[]>();

/** IAM's prefix for each client. */
const PREFIXES: Readonly<Record<string, string>> = {
  DynamoDBClient: "dynamodb",
  SQSClient: "sqs",
  SNSClient: "sns",
  S3Client: "s3",
  SecretsManagerClient: "secretsmanager",
  STSClient: "sts",
  SFNClient: "states",
  BedrockRuntimeClient: "bedrock",
  BedrockAgentRuntimeClient: "bedrock",
  ApiGatewayManagementApiClient: "execute-api",
  EC2Client: "ec2",
  SESv2Client: "ses",
  CognitoIdentityProviderClient: "cognito-idp",
};

/** Operations whose permission has another name. */
const ACTIONS: Readonly<Record<string, string>> = {
  "sqs:SendMessageBatch": "sqs:SendMessage",
  "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
  "s3:HeadObject": "s3:GetObject",
  "s3:ListObjectsV2": "s3:ListBucket",
  "sns:PublishBatch": "sns:Publish",
  "bedrock:Converse": "bedrock:InvokeModel",
  "execute-api:PostToConnection": "execute-api:ManageConnections",
  "execute-api:DeleteConnection": "execute-api:ManageConnections",
};

/** Parts of a transaction, and the permission that each one takes. */
const TRANSACT: Readonly<Record<string, string>> = {
  Put: "dynamodb:PutItem",
  Update: "dynamodb:UpdateItem",
  Delete: "dynamodb:DeleteItem",
  ConditionCheck: "dynamodb:ConditionCheckItem",
  Get: "dynamodb:GetItem",
};

/** Runs a handler and writes every AWS call that it makes into the list. */
export function recordingInto<Result>(calls: RecordedCall[], run: () => Promise<Result>): Promise<Result> {
  watch();
  return current.run(calls, run);
}

/** A call that does not go through an AWS client, such as one to a search domain. */
export function note(calls: RecordedCall[], call: RecordedCall): void {
  calls.push(call);
}

const recordCalls: InitializeMiddleware<object, object> = (next, context) => (request) => {
  current.getStore()?.push(...callsOf(context, request.input));
  return next(request);
};

let watching = false;

/** Hooks into the base class of all AWS clients: a middleware in every client that sends. */
function watch(): void {
  if (watching) {
    return;
  }
  watching = true;
  const send: unknown = Reflect.get(Client.prototype, "send");
  assert(typeof send === "function");
  const recordingSend = function (this: object, ...args: unknown[]): unknown {
    const stack: MiddlewareStack<object, object> = Reflect.get(this, "middlewareStack");
    // A document client borrows the stack of the client inside, which sends the command that IAM sees.
    stack.add(recordCalls, { step: "initialize", name: "recordCalls", override: true, priority: "low" });
    return Reflect.apply(send, this, args);
  };
  Reflect.set(Client.prototype, "send", recordingSend);
}

function callsOf(context: HandlerExecutionContext, input: unknown): RecordedCall[] {
  const client = String(context.clientName ?? "unknown");
  const prefix = PREFIXES[client] ?? client;
  const operation = String(context.commandName ?? "").replace(/Command$/, "");
  if (operation === "TransactWriteItems" || operation === "TransactGetItems") {
    return transactItems(input);
  }
  if (operation.startsWith("Batch") && prefix === "dynamodb") {
    return Object.keys(object(object(input)["RequestItems"])).map((reference) => ({
      action: `dynamodb:${operation}`,
      reference,
    }));
  }
  const action = `${prefix}:${operation}`;
  return [{ action: ACTIONS[action] ?? action, ...resourceOf(object(input)) }];
}

function transactItems(input: unknown): RecordedCall[] {
  const items = object(input)["TransactItems"];
  return (Array.isArray(items) ? items : []).flatMap((item) =>
    Object.entries(object(item)).flatMap(([part, body]) => {
      const action = TRANSACT[part];
      return action === undefined || body === undefined ? [] : [{ action, ...resourceOf(object(body)) }];
    }),
  );
}

const REFERENCES = [
  "TableName",
  "Bucket",
  "QueueUrl",
  "TopicArn",
  "SecretId",
  "stateMachineArn",
  "modelId",
  "knowledgeBaseId",
  "UserPoolId",
  "FromEmailAddress",
];

function resourceOf(input: Readonly<Record<string, unknown>>): Omit<RecordedCall, "action"> {
  const reference = REFERENCES.map((name) => input[name]).find((value) => typeof value === "string");
  const index = input["IndexName"];
  const key = input["Key"];
  return {
    reference: typeof reference === "string" ? reference : "",
    ...(typeof index === "string" ? { index } : {}),
    ...(typeof key === "string" ? { key } : {}),
  };
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** What is wrong between calls and needs: both lists are empty when they agree. */
export interface Disagreement {
  readonly undeclared: readonly string[];
  readonly unused: readonly string[];
}

/** Identities bring their own permission: the configuration's secret, or the token for another cloud. */
const IDENTITY_ACTIONS = ["secretsmanager:GetSecretValue", "sts:GetWebIdentityToken"];

/** Holds the calls of a function against its declaration, resource by resource. */
export function compare(
  needs: FunctionNeeds,
  environments: readonly Readonly<Record<string, string | undefined>>[],
  calls: readonly RecordedCall[],
): Disagreement {
  const resources = Object.entries(needs.resources ?? {});
  const used = new Set<string>();
  const undeclared = new Set<string>();
  for (const call of calls) {
    const matching = resources.filter(([, need]) => covers(need, environments, call));
    for (const [name, need] of matching) {
      used.add(`${name}: ${call.action}`);
      if (call.index !== undefined && need.indexes?.includes(call.index) === true) {
        used.add(`${name}: index ${call.index}`);
      }
    }
    if (matching.length === 0 && !byIdentity(needs, environments, call)) {
      undeclared.add(`${call.action} on ${call.reference}${call.index ?? ""}${call.key ?? ""}`);
    }
  }
  const declared = resources.flatMap(([name, need]) => [
    ...need.actions.map((action) => `${name}: ${action}`),
    ...(need.indexes ?? []).map((index) => `${name}: index ${index}`),
  ]);
  return { undeclared: [...undeclared], unused: declared.filter((line) => !used.has(line)) };
}

function covers(
  need: ResourceNeed,
  environments: readonly Readonly<Record<string, string | undefined>>[],
  call: RecordedCall,
): boolean {
  const references = environments.map((environment) => environment[need.variable]);
  return (
    need.actions.includes(call.action) &&
    (call.reference === "" || references.some((reference) => reference === call.reference)) &&
    (call.index === undefined || need.indexes?.includes(call.index) === true) &&
    (call.key === undefined || call.key.startsWith(need.prefix ?? ""))
  );
}

function byIdentity(
  needs: FunctionNeeds,
  environments: readonly Readonly<Record<string, string | undefined>>[],
  call: RecordedCall,
): boolean {
  const texts = Object.values(needs.identities ?? {}).flatMap(({ variable }) =>
    environments.map((environment) => environment[variable] ?? ""),
  );
  return IDENTITY_ACTIONS.includes(call.action) && texts.some((text) => text.includes(call.reference));
}
