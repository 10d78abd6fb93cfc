import * as lambda from "@pulumi/aws/lambda";

new lambda.Permission("api", {
  function: "orders",
  action: "lambda:InvokeFunction",
  principal: "apigateway.amazonaws.com",
});
