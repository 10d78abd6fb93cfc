import * as apigateway from "@pulumi/aws/apigateway";

new apigateway.MethodSettings("all", {
  restApi: "a1b2c3d4e5",
  stageName: "api",
  methodPath: "*/*",
  settings: { loggingLevel: "INFO", dataTraceEnabled: true },
});
