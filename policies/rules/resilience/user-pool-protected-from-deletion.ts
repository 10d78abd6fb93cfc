import { oneOf, resourceRule } from "../../engine";

export const userPoolProtectedFromDeletion = resourceRule({
  id: "user-pool-protected-from-deletion",
  title: "User pools refuse to be deleted",
  why: "Nobody can restore the passwords of a pool: every customer would have to sign up anew.",
  fix: {
    text: "Activate deletion protection.",
    code: `new cognito.UserPool("shop", { ..., deletionProtection: "ACTIVE" });`,
  },
  severity: "high",
  frameworks: ["FSBP Cognito.6"],
  thresholds: ["productionEnvironments"],
  types: ["aws:cognito/userPool:UserPool"],
  applies: (_pool, judge) => judge.production,
  expects: [{ path: "deletionProtection", want: oneOf("ACTIVE") }],
});
