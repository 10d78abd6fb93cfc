import * as cognito from "@pulumi/aws/cognito";

new cognito.UserPool(
  "shop",
  {
    mfaConfiguration: "OPTIONAL",
    softwareTokenMfaConfiguration: { enabled: true },
    passwordPolicy: {
      minimumLength: 12,
      requireLowercase: true,
      requireUppercase: true,
      requireNumbers: true,
      requireSymbols: true,
    },
  },
  { protect: true },
);
