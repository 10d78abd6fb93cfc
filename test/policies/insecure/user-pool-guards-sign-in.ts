import * as cognito from "@pulumi/aws/cognito";

new cognito.UserPool(
  "shop",
  {
    deletionProtection: "ACTIVE",
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
