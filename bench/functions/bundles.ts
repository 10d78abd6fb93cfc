import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { bundleAll } from "../../functions/build";
import { CATALOG } from "../../functions/catalog";
import { declaredVariables, type Environment } from "../../functions/shared/environment";

/** Starts of each bundle; the quickest counts, because other work on the machine only slows. */
const STARTS = 9;

/** What a bundle weighs and how it starts. */
export interface BundleFigure {
  readonly name: string;
  /** Of the code that Lambda loads; the largest allowed is 1,000. */
  readonly codeKilobytes: number;
  readonly archiveKilobytes: number;
  /** From before the import to the first answer, in milliseconds of the processor's time. */
  readonly coldStartMs: number;
  /** Times the cold start of a handler that does nothing, in the same run. */
  readonly coldStartRatio: number;
}

/** Builds every bundle, and starts each one several times beside an empty handler. */
export async function measureBundles(directory: string): Promise<readonly BundleFigure[]> {
  const bundles = await bundleAll(directory);
  const empty = join(directory, "empty", "index.mjs");
  mkdirSync(join(directory, "empty"), { recursive: true });
  writeFileSync(empty, "export const handler = async () => ({ statusCode: 200 });\n");
  return bundles.map(({ name, codeBytes, archiveBytes }) => {
    // In turns, so that both meet the same machine.
    const starts = Array.from({ length: STARTS }, () => ({
      empty: start(empty),
      full: start(join(directory, name, "index.mjs"), settingsOf(name)),
    }));
    const coldStartMs = Math.min(...starts.map(({ full }) => full));
    return {
      name,
      codeKilobytes: Math.round(codeBytes / 1000),
      archiveKilobytes: Math.round(archiveBytes / 1000),
      coldStartMs: round(coldStartMs),
      coldStartRatio: round(coldStartMs / Math.min(...starts.map((pair) => pair.empty))),
    };
  });
}

const SCRIPT = resolve(__dirname, "cold-start.mjs");

function start(file: string, environment: Environment = {}): number {
  const env = { AWS_REGION: "us-east-1", ...environment };
  return Number(execFileSync(process.execPath, [SCRIPT, file], { env, encoding: "utf8" }));
}

/** Settings that let a handler be made: the defaults, and values of the right shape for the rest. Nothing leaves the machine. */
function settingsOf(name: string): Record<string, string> {
  const entry = Object.entries(CATALOG).find(([key]) => key === name)?.[1];
  return Object.fromEntries(
    [...declaredVariables(entry?.needs ?? {})].map(([key, fallback]) => [
      key,
      fallback === undefined || fallback.startsWith("https:") ? value(key) : fallback,
    ]),
  );
}

const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/^AZURE_IDENTITY$/, '{"source":"secret","secretArn":"arn:aws:secretsmanager:x"}'],
  [/ENDPOINT|URL|HOST/, "http://127.0.0.1:9"],
  [/_ARN$/, "arn:aws:x:us-east-1:123456789012:y"],
  [/^USER_POOL_ID$/, "us-east-1_Example01"],
  [/^STORAGE_SCOPE$/, "system=shop"],
];

function value(name: string): string {
  return SHAPES.find(([pattern]) => pattern.test(name))?.[1] ?? "value";
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
