import * as cognito from "@pulumi/aws/cognito";

new cognito.UserPoolClient("web", {
  userPoolId: "us-east-1_Example01",
  preventUserExistenceErrors: "ENABLED",
  allowedOauthFlowsUserPoolClient: true,
  allowedOauthFlows: ["implicit"],
  allowedOauthScopes: ["openid"],
  callbackUrls: ["https://shop.example/"],
});
