import { resourceRule } from "../../engine";

export const noGoogleServiceAccountKey = resourceRule({
  id: "no-google-service-account-key",
  title: "Service accounts have no keys",
  why: "A key file is a password that nobody sees being copied; federation needs none.",
  fix: {
    text: "Use workload identity federation.",
    code: `new iam.WorkloadIdentityPoolProvider("aws", { ..., aws: { accountId } });`,
  },
  severity: "medium",
  frameworks: ["CIS GCP 1.4"],
  types: ["gcp:serviceaccount/key:Key"],
  check(key, judge) {
    judge.fail(key.get("serviceAccountId"), "workload identity federation", `${key.name} makes a key that never ends.`);
  },
});
