import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from "@aws-sdk/lib-dynamodb";
import { CONNECTION_TIME, connectionSession } from "../shared/chat";
import { refusedByCondition } from "../shared/dynamo";
import { type ChatLine, chatLine } from "./input";

/** Lines that the model is reminded of. */
const REMEMBERED_LINES = 10;
/** Attempts to find a free moment, when two lines come in the same millisecond. */
const MOMENTS = 20;

/** The chat table: conversations, and the connections that are open. */
export class ChatTable {
  private readonly client: DynamoDBDocumentClient;
  private readonly table: string;
  private readonly keepSeconds: number;

  public constructor(client: DynamoDBDocumentClient, table: string, keepSeconds: number) {
    this.client = client;
    this.table = table;
    this.keepSeconds = keepSeconds;
  }

  /** Whose connection it is, if it is known. */
  public async owner(connectionId: string): Promise<string | undefined> {
    const Key = { sessionId: connectionSession(connectionId), timestamp: CONNECTION_TIME };
    const { Item } = await this.client.send(new GetCommand({ TableName: this.table, Key }));
    return typeof Item?.["userId"] === "string" ? Item["userId"] : undefined;
  }

  public async forgetConnection(connectionId: string): Promise<void> {
    const Key = { sessionId: connectionSession(connectionId), timestamp: CONNECTION_TIME };
    await this.client.send(new DeleteCommand({ TableName: this.table, Key }));
  }

  /** The last lines of a conversation, the oldest first. */
  public async recent(session: string): Promise<readonly ChatLine[]> {
    const { Items = [] } = await this.client.send(
      new QueryCommand({
        TableName: this.table,
        KeyConditionExpression: "sessionId = :session",
        ExpressionAttributeValues: { ":session": session },
        ScanIndexForward: false,
        Limit: REMEMBERED_LINES,
        ConsistentRead: true,
      }),
    );
    return Items.flatMap((item) => chatLine.safeParse(item).data ?? []).reverse();
  }

  /** Adds a line behind all others; never over one. */
  public async add(session: string, line: ChatLine): Promise<void> {
    const now = Date.now();
    for (let timestamp = now; timestamp < now + MOMENTS; timestamp += 1) {
      if (await this.write(session, timestamp, line)) {
        return;
      }
    }
    throw new Error("The conversation is too busy.");
  }

  private async write(sessionId: string, timestamp: number, line: ChatLine): Promise<boolean> {
    const expiresAt = Math.floor(Date.now() / 1000) + this.keepSeconds;
    try {
      await this.client.send(
        new PutCommand({
          TableName: this.table,
          Item: { sessionId, timestamp, ...line, expiresAt },
          ConditionExpression: "attribute_not_exists(sessionId)",
        }),
      );
      return true;
    } catch (error) {
      if (refusedByCondition(error)) {
        return false;
      }
      throw error;
    }
  }
}
