import { Readable } from "node:stream";
import { GetObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { type DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { S3Event, S3EventRecord } from "aws-lambda";
import { refusedByCondition, tables } from "../shared/dynamo";
import { type Environment, readEnvironment } from "../shared/environment";
import { type LambdaHandler, lambda, observe } from "../shared/observe";
import { s3Client } from "../shared/s3";
import type { CatalogRow, RefusedRow } from "./input";
import { needs } from "./needs";
import { isReadable, type ReadRow, readCatalog } from "./read";

const observer = observe("catalog-import");

/** Products written at the same time. */
const WRITES_AT_ONCE = 16;
/** Refused rows that a report names; more are only counted. */
const REPORTED_ROWS = 1_000;
/** Digits to which S3's sequencer is filled up, so that texts compare as S3 means them. */
const SEQUENCER_DIGITS = 32;

/** What an import did. */
export interface ImportReport {
  readonly key: string;
  readonly written: number;
  /** Products that a later upload had written before. */
  readonly outdated: number;
  readonly refused: number;
  readonly rows: readonly RefusedRow[];
}

interface Parts {
  readonly s3: S3Client;
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  /** Where uploads lie, whatever an event says. */
  readonly uploads: string;
  /** Where reports go; the same bucket or another one. */
  readonly reports: string;
}

/**
 * Imports uploaded catalogue files: good rows become products, bad rows go into a report beside the upload. An import may be
 * repeated, and an older file never writes over what a later one brought: S3's sequencer decides, product by product.
 */
export function createHandler(environment: Environment): LambdaHandler<S3Event, readonly ImportReport[]> {
  const settings = readEnvironment(needs, environment);
  const parts: Parts = {
    s3: s3Client(observer),
    client: tables(observer),
    table: settings.PRODUCTS_TABLE,
    uploads: settings.CATALOG_BUCKET,
    reports: settings.REPORTS_BUCKET,
  };
  return async ({ Records }) => {
    const reports: ImportReport[] = [];
    for (const record of Records) {
      reports.push(await importFile(parts, record));
    }
    return reports;
  };
}

async function importFile(parts: Parts, { s3: { object } }: S3EventRecord): Promise<ImportReport> {
  // S3 writes keys into events as a form does.
  const key = decodeURIComponent(object.key.replaceAll("+", " "));
  const report = isReadable(key)
    ? await importRows(parts, key, object.sequencer.padStart(SEQUENCER_DIGITS, "0"))
    : { key, written: 0, outdated: 0, refused: 1, rows: [{ line: 0, faults: ["neither .csv nor .ndjson"] }] };
  await parts.s3.send(
    new PutObjectCommand({
      Bucket: parts.reports,
      Key: `reports/${key.replace(/^incoming\//, "")}.json`,
      Body: JSON.stringify(report, null, 2),
      ContentType: "application/json",
    }),
  );
  observer.info("Catalogue imported", { key, written: report.written, refused: report.refused });
  observer.count("ProductsImported", report.written);
  observer.count("RowsRefused", report.refused);
  return report;
}

async function importRows(parts: Parts, key: string, sequencer: string): Promise<ImportReport> {
  const { Body } = await parts.s3.send(new GetObjectCommand({ Bucket: parts.uploads, Key: key }));
  const counts = { written: 0, outdated: 0, refused: 0 };
  const rows: RefusedRow[] = [];
  const underWay = new Set<Promise<void>>();
  const seen = new Set<string>();
  for await (const row of readCatalog(key, Body instanceof Readable ? Body : Readable.from([]))) {
    const refusal = refusalOf(row, seen);
    if (row.kind === "refused" || refusal !== undefined) {
      counts.refused += 1;
      if (rows.length < REPORTED_ROWS && refusal !== undefined) {
        rows.push(refusal);
      }
      continue;
    }
    seen.add(row.product.product_id);
    const writing = write(parts, row.product, sequencer).then((written) => {
      counts[written ? "written" : "outdated"] += 1;
      underWay.delete(writing);
    });
    underWay.add(writing);
    if (underWay.size >= WRITES_AT_ONCE) {
      await Promise.race(underWay);
    }
  }
  await Promise.all(underWay);
  return { key, ...counts, rows };
}

/** Why a row is not written; writes run side by side, so a product that a file names twice would end by chance. */
function refusalOf(row: ReadRow, seen: ReadonlySet<string>): RefusedRow | undefined {
  if (row.kind === "refused") {
    return { line: row.line, faults: row.faults };
  }
  return seen.has(row.product.product_id) ? { line: row.line, faults: ["/product_id: named before"] } : undefined;
}

/** Writes a product; false when a later upload has written it before. */
async function write({ client, table }: Parts, product: CatalogRow, sequencer: string): Promise<boolean> {
  try {
    await client.send(
      new PutCommand({
        TableName: table,
        Item: { ...product, sequencer, updatedAt: new Date().toISOString() },
        // The same upload may write again, when it is repeated.
        ConditionExpression:
          "attribute_not_exists(product_id) OR attribute_not_exists(sequencer) OR sequencer <= :sequencer",
        ExpressionAttributeValues: { ":sequencer": sequencer },
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

export const handler = lambda(observer, () => createHandler(process.env));
