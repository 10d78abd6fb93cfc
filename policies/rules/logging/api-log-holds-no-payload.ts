import { isNotTrue, resourceRule } from "../../engine";

export const apiLogHoldsNoPayload = resourceRule({
  id: "api-log-holds-no-payload",
  title: "API logs keep out what customers send",
  why: "Data tracing writes whole requests and answers, tokens and card numbers among them, into the log.",
  fix: {
    text: "Leave data tracing off; the access log names caller, path and result.",
    code: `new apigateway.MethodSettings("all", { ..., methodPath: "*/*", settings: { loggingLevel: "ERROR", dataTraceEnabled: false } });`,
  },
  severity: "high",
  frameworks: ["†PCI 3.3.1", "SOC2 CC6.1"],
  types: ["aws:apigateway/methodSettings:MethodSettings", "aws:apigatewayv2/stage:Stage"],
  expects: [
    { path: "settings.dataTraceEnabled", want: isNotTrue },
    { path: "defaultRouteSettings.dataTraceEnabled", want: isNotTrue },
    { path: "routeSettings[*].dataTraceEnabled", want: isNotTrue },
  ],
});
