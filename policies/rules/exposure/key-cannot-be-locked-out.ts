import { isNotTrue, resourceRule } from "../../engine";

export const keyCannotBeLockedOut = resourceRule({
  id: "key-cannot-be-locked-out",
  title: "Keys keep the safety check of their policy",
  why: "Without the check a policy can lock everybody out, and the data with them.",
  fix: {
    text: "Leave bypassPolicyLockoutSafetyCheck unset.",
    code: `new kms.Key("data", { enableKeyRotation: true, deletionWindowInDays: 30 });`,
  },
  severity: "high",
  frameworks: ["FSBP KMS.5"],
  types: [
    "aws:kms/key:Key",
    "aws:kms/keyPolicy:KeyPolicy",
    "aws:kms/replicaKey:ReplicaKey",
    "aws:kms/externalKey:ExternalKey",
  ],
  expects: [{ path: "bypassPolicyLockoutSafetyCheck", want: isNotTrue }],
});
