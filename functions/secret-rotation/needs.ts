import type { FunctionNeeds } from "../shared/needs";

/** Rotates one secret whose readers take it from Secrets Manager. Secrets Manager invokes it. */
export const needs = {
  resources: {
    secret: {
      kind: "secret",
      actions: [
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue",
        "secretsmanager:UpdateSecretVersionStage",
      ],
      variable: "SECRET_ARN",
    },
  },
  environment: {
    PASSWORD_FIELD: { description: "Field of the secret's JSON that is renewed.", default: "password" },
    PASSWORD_LENGTH: { description: "Characters of a new password.", default: "32" },
  },
} as const satisfies FunctionNeeds;
