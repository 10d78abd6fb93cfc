import * as pulumi from "@pulumi/pulumi";
import type { StorePlan } from "./object-store-plan";

/** Nobody speaks to the bucket without TLS, or with a version older than 1.2. */
export function transportStatements(arn: pulumi.Output<string>) {
  const everything = {
    effect: "Deny" as const,
    principals: [{ anyone: true as const }],
    actions: ["s3:*"],
    resources: [arn, pulumi.interpolate`${arn}/*`],
  };
  return [
    { sid: "DenyPlainHttp", ...everything, conditions: { Bool: { "aws:SecureTransport": "false" } } },
    { sid: "DenyOldTls", ...everything, conditions: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
  ];
}

/** Unfinished uploads and old versions go, objects grow cold and expire. */
export function lifecycleRules(plan: StorePlan) {
  const filter = { prefix: "" };
  const hygiene = {
    id: "hygiene",
    status: "Enabled",
    filter,
    abortIncompleteMultipartUpload: { daysAfterInitiation: plan.abortUploadDays },
    noncurrentVersionExpiration: { noncurrentDays: plan.noncurrentDays },
  };
  const transitions = plan.tiers.map(({ afterDays, storageClass }) => ({ days: afterDays, storageClass }));
  const tiers = transitions.length === 0 ? [] : [{ id: "tiers", status: "Enabled", filter, transitions }];
  const expiry =
    plan.expireDays === undefined
      ? []
      : [{ id: "expiry", status: "Enabled", filter, expiration: { days: plan.expireDays } }];
  return [hygiene, ...tiers, ...expiry];
}
