import { isTrue, resourceRule } from "../../engine";

const SETTINGS = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"] as const;

export const publicAccessBlockIsComplete = resourceRule({
  id: "public-access-block-is-complete",
  title: "Account-wide public access blocks have all four settings",
  why: "The block of the account is the last one to hold where a bucket was forgotten.",
  fix: {
    text: "Set all four settings to true.",
    code: `new s3.AccountPublicAccessBlock("account", {
  blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true,
});`,
  },
  severity: "high",
  frameworks: ["FSBP S3.1"],
  types: ["aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"],
  expects: SETTINGS.map((path) => ({ path, want: isTrue })),
  remediate: (block) => ({ ...block.resource.props, ...Object.fromEntries(SETTINGS.map((path) => [path, true])) }),
});
