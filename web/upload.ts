import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as z from "zod";

/** Where `npm run build:web` has put the applications. */
const BUILT = resolve(__dirname, "../dist/web");

/** Files with a digest in their names never change; pages are asked for every time. */
const FOREVER = "public, max-age=31536000, immutable";
const ASK = "no-cache";

/** How long files of former versions stay, in days: tabs that are open still fetch them. */
const KEPT_DAYS = 30;
const DAY_MS = 86_400_000;

/** What a stack says of its applications. */
const outputs = z.object({
  uploads: z.record(z.string(), z.object({ bucketName: z.string(), prefix: z.string() })),
  distributionId: z.string(),
});

type Upload = z.output<typeof outputs>["uploads"][string];

/** Runs AWS's command line; returns what it writes. */
export type Aws = (...args: readonly string[]) => string;

/**
 * Uploads applications so that no visitor meets a page whose files are missing: files first, pages after all files, and former
 * files only when they are old. Then CloudFront forgets the pages.
 *
 * @param stack a stack's outputs
 * @param built where each application's folder stands
 * @param now decides which files are old
 */
export function upload(stack: unknown, built: string, aws: Aws, now: Date): void {
  const { uploads, distributionId } = outputs.parse(stack);
  const applications = Object.entries(uploads).map(([name, to]) => ({ folder: join(built, name), to }));
  for (const { folder } of applications) {
    if (!existsSync(join(folder, "index.html"))) {
      throw new Error(`${folder} holds no application: npm run build:web makes it.`);
    }
  }
  for (const { folder, to } of applications) {
    const files = ["s3", "sync", join(folder, "assets"), addressOf(to, "assets")];
    aws(...files, "--cache-control", FOREVER, "--no-progress");
  }
  for (const { folder, to } of applications) {
    const page = ["s3", "cp", join(folder, "index.html"), addressOf(to, "index.html")];
    aws(...page, "--cache-control", ASK, "--content-type", "text/html; charset=utf-8", "--no-progress");
  }
  for (const { folder, to } of applications) {
    removeOld(folder, to, aws, now);
  }
  aws("cloudfront", "create-invalidation", "--distribution-id", distributionId, "--paths", "/*");
}

function addressOf({ bucketName, prefix }: Upload, name: string): string {
  return `s3://${bucketName}/${prefix}${name}`;
}

const listed = z.array(z.object({ Key: z.string(), LastModified: z.string() })).nullable();

/** Removes what no build of the last weeks has: what this one has was just written. */
function removeOld(folder: string, to: Upload, aws: Aws, now: Date): void {
  const query = ["--query", "Contents[].{Key: Key, LastModified: LastModified}", "--output", "json"];
  const place = ["--bucket", to.bucketName, "--prefix", `${to.prefix}assets/`];
  const found = listed.parse(JSON.parse(aws("s3api", "list-objects-v2", ...place, ...query) || "null")) ?? [];
  for (const { Key, LastModified } of found) {
    const old = now.getTime() - Date.parse(LastModified) > KEPT_DAYS * DAY_MS;
    if (old && !existsSync(join(folder, Key.slice(to.prefix.length)))) {
      aws("s3", "rm", `s3://${to.bucketName}/${Key}`);
    }
  }
}

if (require.main === module) {
  const [file] = process.argv.slice(2);
  if (file === undefined) {
    console.error("npm run upload:web -- OUTPUTS\n\nOUTPUTS: a file with what `pulumi stack output --json` says.");
    process.exitCode = 2;
  } else {
    const aws: Aws = (...args) => {
      console.log(`aws ${args.join(" ")}`);
      return execFileSync("aws", args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
    };
    upload(JSON.parse(readFileSync(file, "utf8")), BUILT, aws, new Date());
  }
}
