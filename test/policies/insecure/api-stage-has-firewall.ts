import * as apigateway from "@pulumi/aws/apigateway";

new apigateway.Stage("api", {
  restApi: "a1b2c3d4e5",
  deployment: "f6g7h8",
  stageName: "api",
  accessLogSettings: {
    destinationArn: "arn:aws:logs:us-east-1:111122223333:log-group:api",
    format: "$context.requestId",
  },
});
