import { objectOf, statementsOf, textOf } from "../../proofs/read";
import { arnOf } from "../../proofs/recovery-estate";
import { DISTRIBUTION, giveUpSeconds, targetsOf } from "../../proofs/recovery-origins";
import type { RecordedObject } from "../../recorder";
import type { Aftermath } from "./aftermath";
import type { DeployedResource } from "./deployed";
import { named, type Trail } from "./trail";

const SECONDS = 60;
const BUCKET = "aws:s3/bucket:Bucket";

/** How visitors get the pages of a site from the second region. */
export interface SiteEntry {
  readonly distribution: DeployedResource;
  /** Minutes after the loss at which CloudFront asks elsewhere. */
  readonly changesAt: number;
}

/** The distribution that a service is entered by, if it is by one. */
export function siteOf(urn: string, after: Aftermath): DeployedResource | undefined {
  const within = new Set(after.before.within(urn).map((one) => one.urn));
  return after.ofType(DISTRIBUTION).find((one) => within.has(one.urn));
}

/** Follows every path of a site to files that are left, and that CloudFront may read. */
export function followSite(distribution: DeployedResource, after: Aftermath, trail: Trail): SiteEntry {
  trail.hop(distribution, `${named(distribution)} answers where visitors are`);
  let changesAt = 0;
  for (const { first, second } of targetsOf(distribution)) {
    if (gone(first, after) === undefined) {
      reach(first, distribution, after, trail);
    } else if (second === undefined) {
      trail.problem(`${named(distribution)} asks ${hostOf(first)} alone, of ${goneName(first, after)}`);
    } else {
      changesAt = Math.max(changesAt, giveUpSeconds(first) / SECONDS);
      reach(second, distribution, after, trail);
    }
  }
  return { distribution, changesAt };
}

/** What answers the public, and does not go on: what no pair of origins rescues. */
export function stranded(distribution: DeployedResource, after: Aftermath): DeployedResource | undefined {
  return targetsOf(distribution).flatMap(({ first, second }) => {
    const lost = gone(first, after);
    return lost === undefined || (second !== undefined && gone(second, after) === undefined) ? [] : [lost];
  })[0];
}

/** A bucket answers CloudFront by its policy, and by its key's, for this distribution. */
function reach(origin: RecordedObject, distribution: DeployedResource, after: Aftermath, trail: Trail): void {
  const lost = gone(origin, after);
  if (lost !== undefined) {
    trail.problem(`${named(distribution)} asks ${hostOf(origin)} in its place, of ${goneName(origin, after)}`);
    return;
  }
  const bucket = after.giverOf(hostOf(origin));
  if (bucket?.type !== BUCKET) {
    return;
  }
  trail.hop(bucket, named(bucket));
  if (textOf(origin["originAccessControlId"]) === undefined) {
    trail.problem(`${named(distribution)} signs nothing that it asks ${named(bucket)}, which answers nobody else`);
  }
  const policy = after.ofType("aws:s3/bucketPolicy:BucketPolicy").find(({ inputs }) => inputs["bucket"] === bucket.id);
  const admits = statementsOf(policy?.inputs["policy"]).some(
    ({ allow, actions, principals, resources }) =>
      allow &&
      actions.includes("s3:GetObject") &&
      textOf(objectOf(principals)["Service"]) === "cloudfront.amazonaws.com" &&
      resources.some((arn) => arn.startsWith(`${arnOf(bucket)}/`)),
  );
  if (!admits || !JSON.stringify(policy?.inputs["policy"] ?? "").includes(arnOf(distribution))) {
    trail.problem(`${named(bucket)} does not let ${named(distribution)} read: its visitors get 403`);
  }
  readable(bucket, after, trail);
}

/** Files are read by a key that is left, and that serves CloudFront. */
function readable(bucket: DeployedResource, after: Aftermath, trail: Trail): void {
  const encryption = after
    .ofType("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration")
    .find(({ inputs }) => inputs["bucket"] === bucket.id);
  const byDefault = objectOf(objectOf(encryption?.inputs["rules"])["applyServerSideEncryptionByDefault"]);
  const arn = textOf(byDefault["kmsMasterKeyId"]);
  if (arn === undefined) {
    return;
  }
  const key = after.giverOf(arn);
  if (key === undefined) {
    trail.problem(`${named(bucket)} is encrypted by ${arn}, which is gone with ${after.first}`);
    return;
  }
  trail.hop(key, named(key));
}

function hostOf(origin: RecordedObject): string {
  return textOf(origin["domainName"]) ?? "";
}

function gone(origin: RecordedObject, after: Aftermath): DeployedResource | undefined {
  return after.danglingIn(hostOf(origin))[0]?.of;
}

function goneName(origin: RecordedObject, after: Aftermath): string {
  const lost = gone(origin, after);
  return `${lost === undefined ? "something" : named(lost)}, which is gone with ${after.first}`;
}
