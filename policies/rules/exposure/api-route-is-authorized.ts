import { type Judge, REMOVED, type Subject, stackRule } from "../../engine";
import { jsonAt } from "../shared/json";

export const apiRouteIsAuthorized = stackRule({
  id: "api-route-is-authorized",
  title: "API routes ask who is calling",
  why: "A route without authorization is public, and pays for everybody's calls.",
  fix: {
    text: "Give each route an authorizer, or IAM; WebSocket APIs one on $connect.",
    code: `new apigatewayv2.Route("orders", { ..., authorizationType: "JWT", authorizerId: authorizer.id });`,
  },
  severity: "high",
  frameworks: ["FSBP APIGateway.8"],
  types: ["aws:apigatewayv2/route:Route", "aws:apigateway/method:Method", "aws:apigateway/restApi:RestApi"],
  guards: [
    { type: "aws:apigatewayv2/route:Route", path: "authorizationType", broken: ["NONE", REMOVED] },
    { type: "aws:apigateway/method:Method", path: "authorization", broken: ["NONE", REMOVED] },
  ],
  check(subject, judge) {
    switch (subject.type) {
      case "aws:apigateway/method:Method": {
        const authorization = subject.get("authorization");
        const open = (authorization.text() ?? "NONE") === "NONE" && subject.get("apiKeyRequired").flag() !== true;
        judge.require(!open || subject.get("httpMethod").text() === "OPTIONS", authorization, "an authorizer");
        break;
      }
      case "aws:apigatewayv2/route:Route":
        checkRoute(subject, judge);
        break;
      default:
        checkBody(subject, judge);
    }
  },
});

function checkRoute(route: Subject, judge: Judge): void {
  const key = route.get("routeKey").text() ?? "";
  const socket =
    !/^([A-Z]+ |\$default$)/.test(key) || (key === "$default" && route.get("routeResponseSelectionExpression").present);
  if ((socket && key !== "$connect") || key.startsWith("OPTIONS ")) {
    judge.skip("a WebSocket asks when it connects");
    return;
  }
  const authorization = route.get("authorizationType");
  judge.require(
    (authorization.text() ?? "NONE") !== "NONE",
    authorization,
    "an authorizer",
    `Route ${key} of ${route.name} is open to everybody.`,
  );
}

/** A REST API that is given as an OpenAPI document. */
function checkBody(api: Subject, judge: Judge): void {
  const body = api.get("body");
  if (!body.present) {
    judge.skip("its methods are resources of their own");
    return;
  }
  const document = jsonAt(body);
  const general = document.get("security").items().length > 0;
  for (const [path, operations] of document.get("paths").members()) {
    for (const [method, operation] of operations.members()) {
      if (!/^(get|put|post|delete|patch|head|x-amazon-apigateway-any-method)$/.test(method)) {
        continue;
      }
      const security = operation.get("security");
      const asks = security.present ? security.items().some((item) => item.members().length > 0) : general;
      judge.require(
        asks,
        security,
        "an authorizer",
        `${method.toUpperCase()} ${path} of ${api.name} is open to everybody.`,
      );
    }
  }
}
