import assert from "node:assert/strict";
import { EncryptionKey } from "../../../components/core";
import { RestApi, type RestApiArgs, UserPool, Workflow } from "../../../components/serverless";
import { recordProgram, SecretValue } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, statementsOf, urns } from "../core/support";
import { makeFunction, makeKey } from "./serverless-support";

const ACCOUNT = "111122223333";
const FUNCTIONS = `arn:aws:lambda:us-east-1:${ACCOUNT}:function`;
const DONE = { 200: { description: "Done" } };
const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "Shop", version: "1.0.0" },
  security: [{ cognito: [] }],
  paths: {
    "/products/{productId}": { get: { operationId: "getProduct", security: [], responses: DONE } },
    "/cart": { get: { operationId: "getCart", responses: DONE } },
    "/checkout": { post: { operationId: "startCheckout", responses: { 202: { description: "Started" } } } },
  },
} as const;

function make(args: Partial<RestApiArgs> = {}) {
  const key = makeKey();
  const shop = makeFunction("shop", key);
  const definition = (to: { readonly work: string }) => ({
    StartAt: "Work",
    TimeoutSeconds: 60,
    States: {
      Work: {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke",
        Parameters: { FunctionName: to.work },
        TimeoutSeconds: 5,
        End: true,
      },
    },
  });
  const workflow = new Workflow("checkout", { key, targets: { work: shop }, definition, workflowName: "checkout" });
  const userPool = new UserPool("users", { key, clients: { shop: {} }, rateLimit: "none" });
  const operations = {
    getProduct: shop,
    getCart: shop,
    startCheckout: { workflow, input: { userId: { claim: "sub" } } },
  } as const;
  return new RestApi("api", { key, document: DOCUMENT, userPool, operations, ...args });
}

const ROLE = "aws:iam/role:Role";

describe("RestApi", () => {
  it("makes exactly an API, its stage and logs, the distribution's key, a role and a firewall", async () => {
    const recording = await recordProgram(() => {
      make();
    });
    assert.deepEqual(
      inventory(recording).filter((line) => line.includes(" api")),
      [
        "aws:apigateway/account:Account api-account",
        "aws:apigateway/apiKey:ApiKey api-key-distribution",
        "aws:apigateway/deployment:Deployment api-deployment",
        "aws:apigateway/methodSettings:MethodSettings api-methods",
        "aws:apigateway/restApi:RestApi api-api",
        "aws:apigateway/stage:Stage api-stage",
        "aws:apigateway/usagePlan:UsagePlan api-plan-distribution",
        "aws:apigateway/usagePlanKey:UsagePlanKey api-plan-key-distribution",
        "aws:cloudwatch/logGroup:LogGroup api-access-logs",
        "aws:cloudwatch/logGroup:LogGroup api-execution-logs",
        "aws:cloudwatch/logGroup:LogGroup api-firewall-logs",
        `${ROLE} api-account-log-role`,
        `${ROLE} api-start-role`,
        "aws:iam/rolePolicy:RolePolicy api-account-log-policy-write",
        "aws:iam/rolePolicy:RolePolicy api-start-policy-checkout-start",
        "aws:wafv2/webAcl:WebAcl api-firewall-acl",
        "aws:wafv2/webAclAssociation:WebAclAssociation api-firewall-association",
        "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration api-firewall-logging",
        "estate:edge:EdgeFirewall api-firewall",
        "estate:serverless:RestApi api",
      ],
    );
  });

  it("answers each operation by its function, or starts a workflow by a role that may do only that", async () => {
    const recording = await recordProgram(() => {
      make();
    });
    const { paths } = JSON.parse(String(recording.get("api-api").inputs["body"]));
    const product = paths["/products/{productId}"].get["x-amazon-apigateway-integration"];
    assert.equal(
      product.uri,
      `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${FUNCTIONS}:shop:live/invocations`,
    );
    const start = paths["/checkout"].post["x-amazon-apigateway-integration"];
    assert.equal(start.uri, "arn:aws:apigateway:us-east-1:states:action/StartExecution");
    assert.equal(start.credentials, recording.get("api-start-role").outputs["arn"]);
    const machine = `arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:checkout`;
    assert.ok(start.requestTemplates["application/json"].includes(`"stateMachineArn": "${machine}:live"`));
    assert.deepEqual(statementsOf(recording, "api-start-policy-checkout-start"), [
      { Sid: "Start", Effect: "Allow", Action: "states:StartExecution", Resource: [machine, `${machine}:live`] },
    ]);
  });

  it("lets each operation call its function at its own method and path", async () => {
    const recording = await recordProgram(() => {
      make();
    });
    const id = String(recording.get("api-api").outputs["id"] ?? recording.get("api-api").id);
    const source = (name: string) => inputsOf(recording, name)["sourceArn"];
    const api = `arn:aws:execute-api:us-east-1:${ACCOUNT}:${id}/api`;
    assert.equal(source("shop-permission-api-getProduct"), `${api}/GET/products/*`);
    assert.equal(source("shop-permission-api-getCart"), `${api}/GET/cart`);
  });

  it("logs requests and errors without their content, traces and throttles", async () => {
    const recording = await recordProgram(() => {
      make({ throttle: { rate: 50, burst: 70 } });
    });
    const stage = inputsOf(recording, "api-stage");
    assert.equal(stage["stageName"], "api");
    assert.equal(stage["xrayTracingEnabled"], true);
    const { format } = stage["accessLogSettings"] as { format: string };
    assert.doesNotThrow(() => JSON.parse(format));
    assert.deepEqual(inputsOf(recording, "api-methods")["settings"], {
      loggingLevel: "ERROR",
      dataTraceEnabled: false,
      metricsEnabled: true,
      throttlingRateLimit: 50,
      throttlingBurstLimit: 70,
    });
    const { cloudwatchRoleArn } = inputsOf(recording, "api-account");
    assert.equal(cloudwatchRoleArn, recording.get("api-account-log-role").outputs["arn"]);
    const waitsFor = recording.get("api-stage").dependencies;
    assert.ok(waitsFor.includes(recording.get("api-account").urn));
    assert.ok(waitsFor.includes(recording.get("api-execution-logs").urn));
  });

  it("refuses whoever does not come with the distribution's key, which stays secret", async () => {
    const recording = await recordProgram(() => {
      const api = make({ plans: { partner: { rate: 5, burst: 10, dailyQuota: 1000 } } });
      return { headers: api.originHeaders, domain: api.originDomain, partner: api.apiKey("partner") };
    });
    const body = JSON.parse(String(recording.get("api-api").inputs["body"]));
    assert.deepEqual(body.paths["/products/{productId}"].get.security, [{ key: [] }]);
    assert.deepEqual(body.paths["/cart"].get.security, [{ users: [], key: [] }]);
    assert.deepEqual(inputsOf(recording, "api-plan-partner")["quotaSettings"], { limit: 1000, period: "DAY" });
    assert.match(String(recording.outputs["domain"]), /^[a-z0-9]{10}\.execute-api\.us-east-1\.amazonaws\.com$/);
    const headers = recording.outputs["headers"];
    assert.ok(headers !== null && typeof headers === "object" && "x-api-key" in headers);
    assert.ok(headers["x-api-key"] instanceof SecretValue, "the value is secret, the name is not");
    assert.ok(recording.outputs["partner"] instanceof SecretValue);
    const rules = inputsOf(recording, "api-firewall-acl")["rules"] as { name: string }[];
    assert.ok(!rules.some(({ name }) => name === "rate-limit"), "every sender is CloudFront");
  });

  it("takes requests from anyone where asked to, each address so many", async () => {
    const recording = await recordProgram(() => {
      const api = make({ entry: "anyone", rateLimit: 500, accountLogging: "existing" });
      return { headers: api.originHeaders };
    });
    const body = JSON.parse(String(recording.get("api-api").inputs["body"]));
    assert.deepEqual(body.paths["/products/{productId}"].get.security, []);
    assert.deepEqual(recording.outputs["headers"], {});
    const rules = inputsOf(recording, "api-firewall-acl")["rules"] as { name: string }[];
    assert.ok(rules.some(({ name }) => name === "rate-limit"));
    assert.ok(!inventory(recording).some((line) => /api-account|apiKey/.test(line)));
  });

  it("deploys anew when its content changes, and only then", async () => {
    const digest = async (args: Partial<RestApiArgs>) => {
      const recording = await recordProgram(() => {
        make(args);
      });
      return JSON.stringify(inputsOf(recording, "api-deployment")["triggers"]);
    };
    const first = await digest({});
    assert.equal(await digest({ throttle: { rate: 1, burst: 1 } }), first);
    assert.notEqual(await digest({ document: { ...DOCUMENT, info: { title: "Other", version: "2.0.0" } } }), first);
  });

  it("has the same URNs in a preview, and watches errors, latency and refusals", async () => {
    let alarms: readonly string[] = [];
    const program = () => {
      alarms = make({ slowMs: 2000 })
        .alarms()
        .map(({ key, severity, threshold }) => `${key} ${severity} ${threshold}`);
    };
    const preview = await recordProgram(program, { mode: "preview" });
    assert.deepEqual(urns(preview), urns(await recordProgram(program)));
    assert.deepEqual(alarms, ["errors page 0.01", "latency ticket 2000", "refused ticket 0.25"]);
  });
});

describe("RestApi fails when", () => {
  it("operations have no answer, answers no operation, and settings are out of range", async () => {
    const message = await failureOf(() => {
      const key = new EncryptionKey("bare", { description: "None" });
      make({
        key,
        operations: { getCart: makeFunction("cart", makeNamedKey()), other: makeFunction("other", makeNamedKey("k2")) },
        stageName: "a/b",
        throttle: { rate: 0, burst: 9000 },
        entry: "anyone",
        plans: { partner: { rate: 1, burst: 1 } },
        slowMs: 0,
      });
    }, "aws:apigateway/restApi:RestApi");
    assertMentions(message, [
      "operations.getProduct: given nothing",
      "operations.startCheckout: given nothing",
      'operations.other: given "other"',
      "stageName",
      "throttle.rate",
      "throttle.burst",
      "plans: given",
      "slowMs",
      'add "logs" to the services of EncryptionKey "bare"',
    ]);
  });

  it("the document is of another version, names no operations, or what API Gateway cannot take", async () => {
    const message = await failureOf(() => {
      make({
        document: {
          openapi: "2.0",
          info: {},
          paths: {
            "/a{b}c": { get: { operationId: "get" } },
            "/cart": { get: { operationId: "get" }, put: {} },
          },
          components: { schemas: { "Cart-Line": {} } },
        },
      });
    }, "aws:apigateway/restApi:RestApi");
    assertMentions(message, [
      "document.openapi",
      "document.paths./a{b}c:",
      "document.paths./cart.GET.operationId",
      "document.components.schemas.Cart-Line",
    ]);
  });
});

function makeNamedKey(name = "k1"): EncryptionKey {
  return new EncryptionKey(name, { description: "Functions", services: ["logs"] });
}
