import * as lambda from "@pulumi/aws/lambda";

new lambda.FunctionUrl("hook", { functionName: "hook", authorizationType: "NONE" });
