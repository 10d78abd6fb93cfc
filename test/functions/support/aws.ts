import {
  BatchWriteItemCommand,
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { ECOM67_TABLES } from "../../../functions/tables";

/** A table's keys and indexes: attribute names, all of them text unless marked. */
export interface TableShape {
  readonly hash: string;
  readonly range?: string;
  /** Index name → its keys. */
  readonly indexes?: Readonly<Record<string, { readonly hash: string; readonly range?: string }>>;
  readonly numbers?: readonly string[];
  readonly stream?: boolean;
}

/** Makes a table in the emulator; returns its name. */
export async function table(name: string, shape: TableShape): Promise<string> {
  const indexes = Object.entries(shape.indexes ?? {});
  const attributes = new Set([shape, ...indexes.map(([, index]) => index)].flatMap(keysOf));
  const input: CreateTableCommandInput = {
    TableName: name,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [...attributes].map((AttributeName) => ({
      AttributeName,
      AttributeType: shape.numbers?.includes(AttributeName) === true ? "N" : "S",
    })),
    KeySchema: schemaOf(shape),
    ...(indexes.length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: indexes.map(([IndexName, index]) => ({
            IndexName,
            KeySchema: schemaOf(index),
            Projection: { ProjectionType: "ALL" as const },
          })),
        }),
    ...(shape.stream === true
      ? { StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" as const } }
      : {}),
  };
  await new DynamoDBClient({}).send(new CreateTableCommand(input));
  return name;
}

/** Makes one of E-Com67's tables as the stacks make it; returns its name. */
export function shopTable(key: keyof typeof ECOM67_TABLES, name: string): Promise<string> {
  const shape = ECOM67_TABLES[key];
  const indexes: Readonly<Record<string, IndexKeys>> = "globalIndexes" in shape ? shape.globalIndexes : {};
  return table(name, {
    ...keysOfShape(shape),
    indexes: Object.fromEntries(Object.entries(indexes).map(([index, keys]) => [index, keysOfShape(keys)])),
    numbers: Object.entries(shape.attributes).flatMap(([attribute, type]) => (type === "number" ? [attribute] : [])),
    stream: "stream" in shape,
  });
}

interface IndexKeys {
  readonly partitionKey: string;
  readonly sortKey?: string;
}

function keysOfShape({ partitionKey: hash, sortKey: range }: IndexKeys): Keys {
  return range === undefined ? { hash } : { hash, range };
}

type Keys = { readonly hash: string; readonly range?: string };

function keysOf({ hash, range }: Keys): string[] {
  return range === undefined ? [hash] : [hash, range];
}

function schemaOf(keys: Keys) {
  return keysOf(keys).map((AttributeName, index) => ({
    AttributeName,
    KeyType: index === 0 ? ("HASH" as const) : ("RANGE" as const),
  }));
}

/** Writes items. */
export async function put(name: string, items: readonly object[]): Promise<void> {
  const client = new DynamoDBClient({});
  for (let start = 0; start < items.length; start += 25) {
    const requests = items.slice(start, start + 25).map((item) => ({ PutRequest: { Item: marshall(item) } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [name]: requests } }));
  }
}

/** Every item of a table. */
export async function items(name: string): Promise<Record<string, unknown>[]> {
  const client = new DynamoDBClient({});
  const found: Record<string, unknown>[] = [];
  let start: Record<string, never> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({ TableName: name, ...(start === undefined ? {} : { ExclusiveStartKey: start }) }),
    );
    found.push(...(page.Items ?? []).map((item) => unmarshall(item)));
    start = page.LastEvaluatedKey as typeof start;
  } while (start !== undefined);
  return found;
}

/** Makes a bucket; returns its name. */
export async function bucket(name: string): Promise<string> {
  await s3().send(new CreateBucketCommand({ Bucket: name }));
  return name;
}

/** A client for buckets on a local address. */
export function s3(): S3Client {
  return new S3Client({ forcePathStyle: true });
}

/** The objects of a bucket, by key. */
export async function objects(name: string): Promise<Record<string, string>> {
  const client = s3();
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: name }));
  const entries = Contents.map(async ({ Key = "" }): Promise<[string, string]> => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: name, Key }));
    return [Key, (await Body?.transformToString()) ?? ""];
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Makes a queue; returns its URL. */
export async function queue(name: string): Promise<string> {
  const { QueueUrl = "" } = await new SQSClient({}).send(new CreateQueueCommand({ QueueName: name }));
  return QueueUrl;
}

/** Up to ten waiting messages of a queue, as JSON. */
export async function bodies(url: string): Promise<Record<string, unknown>[]> {
  const { Messages = [] } = await new SQSClient({}).send(
    new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }),
  );
  return Messages.map(({ Body = "{}" }): Record<string, unknown> => JSON.parse(Body));
}

/** Makes a topic and a queue that hears it. */
export async function topic(name: string): Promise<{ readonly arn: string; readonly heard: string }> {
  const sns = new SNSClient({});
  const { TopicArn = "" } = await sns.send(new CreateTopicCommand({ Name: name }));
  const heard = await queue(`${name}-heard`);
  const { Attributes } = await new SQSClient({}).send(
    new GetQueueAttributesCommand({ QueueUrl: heard, AttributeNames: ["QueueArn"] }),
  );
  await sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: "sqs",
      Endpoint: Attributes?.["QueueArn"] ?? "",
      Attributes: { RawMessageDelivery: "true" },
    }),
  );
  return { arn: TopicArn, heard };
}

/** Makes a secret; returns its ARN. */
export async function secret(name: string, value: string): Promise<string> {
  const { ARN = "" } = await new SecretsManagerClient({}).send(
    new CreateSecretCommand({ Name: name, SecretString: value }),
  );
  return ARN;
}

/** Sets variables of the process for a suite; the returned function puts the old ones back. */
export function withEnvironment(values: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(values).map((name): [string, string | undefined] => [name, process.env[name]]);
  Object.assign(process.env, values);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) {
        delete process.env[name];
      } else {
        process.env[name] = value;
      }
    }
  };
}
