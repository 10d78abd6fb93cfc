import { customerKey, resourceRule } from "../../engine";
import { holdsSecret } from "../shared/secrets";

export const functionEnvironmentEncrypted = resourceRule({
  id: "function-environment-encrypted",
  title: "Functions encrypt their environment and keep no secret in it",
  why: "Whoever may look at a function's configuration reads its environment; secrets there are secrets lost.",
  fix: {
    text: "Set kmsKeyArn, and pass the ARN of a secret instead of the secret.",
    code: `new lambda.Function("orders", { ..., kmsKeyArn: key.arn, environment: { variables: { STRIPE_SECRET_ARN: secret.arn } } });`,
  },
  severity: "medium",
  frameworks: ["PCI 8.6.3", "SOC2 CC6.1"],
  types: ["aws:lambda/function:Function"],
  applies: (subject) =>
    subject.get("environment.variables").unknown || subject.get("environment.variables").members().length > 0,
  expects: [{ path: "kmsKeyArn", want: customerKey }],
  check(subject, judge) {
    for (const [name, value] of subject.get("environment.variables").members()) {
      if (!value.unknown) {
        judge.require(
          !holdsSecret(name, value.text() ?? ""),
          value.masked(),
          "the ARN of a secret",
          `Variable ${name} of ${subject.name} holds a secret.`,
        );
      }
    }
  },
});
