import { basename } from "node:path";
import { CATALOG, type CatalogEntry } from "../../functions/catalog";
import type { RecordedResource, Recording } from "../recorder";
import { listOf, objectOf, property, textOf } from "./read";

const FUNCTION = "aws:lambda/function:Function";
const MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping";

/** What Lambda itself does with the function's role, to read a table's stream or a queue. */
const STREAM_ACTIONS = [
  "dynamodb:DescribeStream",
  "dynamodb:GetRecords",
  "dynamodb:GetShardIterator",
  "dynamodb:ListStreams",
] as const;
const QUEUE_ACTIONS = [
  "sqs:ChangeMessageVisibility",
  "sqs:DeleteMessage",
  "sqs:GetQueueAttributes",
  "sqs:ReceiveMessage",
] as const;
/** A serverless collection knows one action for every request; its data policy tells them apart. */
const COLLECTION = "aoss";
const COLLECTION_ACTIONS = ["aoss:APIAccessAll"] as const;
/** What a handler signs in to other clouds with: its own token, or the configuration that a secret holds. */
const SIGN_IN_ACTIONS = {
  federation: ["sts:GetWebIdentityToken"],
  secret: ["secretsmanager:GetSecretValue"],
} as const;

/** For each function whose handler is one of ours, by logical name: the actions that it declares and those it is run with. */
export function neededActions(recording: Recording): Record<string, string[]> {
  const mappings = recording.ofType(MAPPING);
  return Object.fromEntries(
    recording.ofType(FUNCTION).flatMap((resource) => {
      const entry = catalogEntry(resource);
      return entry === undefined ? [] : [[resource.name, actionsOf(resource, entry, mappings)]];
    }),
  );
}

function catalogEntry(resource: RecordedResource): CatalogEntry | undefined {
  const path = textOf(objectOf(objectOf(resource.inputs["code"])["archive"])["path"]);
  const catalog: Readonly<Record<string, CatalogEntry>> = CATALOG;
  return path === undefined ? undefined : catalog[basename(path)];
}

function actionsOf(
  resource: RecordedResource,
  { needs }: CatalogEntry,
  mappings: readonly RecordedResource[],
): string[] {
  const variables = objectOf(objectOf(resource.inputs["environment"])["variables"]);
  const bound = Object.values(needs.resources ?? {}).filter(
    ({ variable, optional }) => optional !== true || variables[variable] !== undefined,
  );
  const declared = bound.flatMap(({ kind, actions }) =>
    kind === "search" && textOf(variables["SEARCH_SERVICE"]) === COLLECTION ? COLLECTION_ACTIONS : actions,
  );
  const signIns = Object.values(needs.identities ?? {}).map(({ variable }) => textOf(variables[variable]) ?? "");
  const sources = mappings
    .filter((mapping) => textOf(mapping.inputs["functionName"])?.includes(`:${textOf(property(resource, "name"))}`))
    .map((mapping) => textOf(listOf(mapping.inputs["eventSourceArn"])[0]) ?? "");
  return [
    ...new Set([
      ...declared,
      ...(signIns.some((text) => text.includes('"source":"secret"')) ? SIGN_IN_ACTIONS.secret : []),
      ...(needs.identities !== undefined &&
      hasAzure(needs.identities) &&
      signIns.some((text) => text.includes("tenantId"))
        ? SIGN_IN_ACTIONS.federation
        : []),
      ...(sources.some((arn) => arn.includes(":dynamodb:")) ? STREAM_ACTIONS : []),
      ...(sources.some((arn) => arn.includes(":sqs:")) ? QUEUE_ACTIONS : []),
    ]),
  ].sort();
}

function hasAzure(identities: NonNullable<CatalogEntry["needs"]["identities"]>): boolean {
  return Object.values(identities).some(({ cloud }) => cloud === "azure");
}
