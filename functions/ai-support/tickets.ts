import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { type Analysis, PROVIDERS, type SupportAnswer, type SupportRequest } from "./input";

/** What stands in the table about a ticket that was filed before. */
const filedTicket = z.object({
  ticketId: z.string(),
  customerId: z.string(),
  status: z.enum(["OPEN", "ANSWERED", "QUEUED"]),
  answer: z.string().optional(),
  answeredBy: z.enum(PROVIDERS).optional(),
  sentiment: z.string().optional(),
  intent: z.string().optional(),
  priority: z.enum(["normal", "high"]).default("normal"),
});

export type FiledTicket = z.output<typeof filedTicket>;

/** The tickets, each filed before anybody thinks about its answer. */
export interface Tickets {
  /** Files the request; gives the ticket back that already has this id. */
  file(request: SupportRequest): Promise<FiledTicket | undefined>;
  /** Writes down what became of it. */
  settle(answer: SupportAnswer, analysis: Analysis): Promise<void>;
}

/** The tickets in DynamoDB. */
export function ticketTable(client: DynamoDBDocumentClient, table: string): Tickets {
  return {
    file: async (request) => {
      const createdAt = new Date().toISOString();
      try {
        await client.send(
          new PutCommand({
            TableName: table,
            Item: { ...request, status: "OPEN", createdAt },
            ConditionExpression: "attribute_not_exists(ticketId)",
          }),
        );
        return undefined;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) {
          return await read(client, table, request.ticketId);
        }
        throw error;
      }
    },
    settle: async ({ ticketId, ...outcome }, analysis) => {
      const values = { ...outcome, ...analysis, settledAt: new Date().toISOString() };
      const names = Object.keys(values);
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key: { ticketId },
          UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(", ")}`,
          ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
          ExpressionAttributeValues: Object.fromEntries(
            Object.entries(values).map(([name, value]) => [`:${name}`, value]),
          ),
        }),
      );
    },
  };
}

async function read(client: DynamoDBDocumentClient, table: string, ticketId: string): Promise<FiledTicket> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: { ticketId }, ConsistentRead: true }));
  return filedTicket.parse(Item);
}
