import { atLeast, isTrue, oneOf, resourceRule, type Want } from "../../engine";
import { policyIsGiven, threatsAreJudged } from "../shared/user-pools";

/** FSBP Cognito.3 and Cognito's own default. */
const SHORTEST_PASSWORD = 8;

/** Only the tier "PLUS" has it; there it must not be off. */
const watching: Want = { ...oneOf("ENFORCED", "AUDIT"), broken: ["OFF"] };

export const userPoolGuardsSignIn = resourceRule({
  id: "user-pool-guards-sign-in",
  title: "User pools offer a second factor and refuse weak passwords",
  why: "Stolen passwords are tried everywhere; the second factor is what they fail at.",
  fix: {
    text: "Offer or demand a second factor, and ask for passwords of eight characters or more of four kinds.",
    code: `mfaConfiguration: "OPTIONAL", softwareTokenMfaConfiguration: { enabled: true },
passwordPolicy: { minimumLength: 12, requireLowercase: true, requireUppercase: true, requireNumbers: true, requireSymbols: true },`,
  },
  severity: "high",
  frameworks: ["FSBP Cognito.1", "†FSBP Cognito.3", "FSBP Cognito.5", "†PCI 8.3.6"],
  types: ["aws:cognito/userPool:UserPool"],
  expects: [
    { path: "mfaConfiguration", want: oneOf("ON", "OPTIONAL") },
    // Cognito's default, where no policy is given at all, is eight characters of all four kinds.
    { path: "passwordPolicy.minimumLength", want: atLeast(SHORTEST_PASSWORD, "characters"), when: policyIsGiven },
    ...["requireLowercase", "requireUppercase", "requireNumbers", "requireSymbols"].map((demand) => ({
      path: `passwordPolicy.${demand}`,
      want: isTrue,
      when: policyIsGiven,
    })),
    { path: "userPoolAddOns.advancedSecurityMode", want: watching, when: threatsAreJudged },
  ],
});
