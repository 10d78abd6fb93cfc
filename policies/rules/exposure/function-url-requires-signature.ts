import { oneOf, resourceRule } from "../../engine";

export const functionUrlRequiresSignature = resourceRule({
  id: "function-url-requires-signature",
  title: "Function URLs require signed requests",
  why: "A function URL without authorization is an endpoint on the internet that bills you for every call.",
  fix: {
    text: "Set authorizationType to AWS_IAM.",
    code: `new lambda.FunctionUrl("hook", { functionName: hook.name, authorizationType: "AWS_IAM" });`,
  },
  severity: "critical",
  frameworks: ["FSBP Lambda.1"],
  types: ["aws:lambda/functionUrl:FunctionUrl"],
  expects: [{ path: "authorizationType", want: oneOf("AWS_IAM") }],
});
