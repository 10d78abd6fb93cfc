import assert from "node:assert/strict";
import validate from "asl-validator";
import { EncryptionKey } from "../../../components/core";
import { EventQueue, Notifications, Workflow, type WorkflowArgs } from "../../../components/serverless";
import { checkoutDefinition } from "../../../functions/workflows/checkout";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, statementsOf, urns } from "../core/support";
import { makeFunction, makeGrantee, makeKey } from "./serverless-support";

const ACCOUNT = "111122223333";
const MACHINE = `arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:checkout`;
const FUNCTIONS = `arn:aws:lambda:us-east-1:${ACCOUNT}:function`;

/** The checkout of the functions, as a stack composes it. */
function makeCheckout() {
  const key = makeKey();
  const notifications = new Notifications("tell", { key });
  const targets = {
    validateFunction: makeFunction("validate", key),
    paymentFunction: makeFunction("payment", key),
    compensateFunction: makeFunction("compensate", key),
    orderQueueUrl: new EventQueue("orders", { key, queueName: "orders" }),
    customerTopic: notifications.topic("customers"),
    operationsTopic: notifications.topic("operations"),
  };
  return new Workflow("checkout", { key, targets, definition: checkoutDefinition, workflowName: "checkout" });
}

function task(resource: string, to: string, more: object = {}) {
  return { Type: "Task", Resource: resource, Parameters: { FunctionName: to }, TimeoutSeconds: 5, End: true, ...more };
}

function makeSmall(definition: WorkflowArgs<"work">["definition"], args: Partial<WorkflowArgs<"work">> = {}) {
  const key = args.key ?? makeKey();
  return new Workflow("small", { key, targets: { work: makeFunction("work", key) }, definition, ...args });
}

const INVOKE = "arn:aws:states:::lambda:invoke";
const ONE = (to: { readonly work: string }) => ({
  StartAt: "Work",
  TimeoutSeconds: 60,
  States: { Work: task(INVOKE, to.work) },
});

describe("Workflow", () => {
  it("makes a role, a log group, a version and the alias that callers start", async () => {
    const recording = await recordProgram(() => ({ arn: makeCheckout().arn }));
    assert.deepEqual(
      inventory(recording).filter((line) => line.includes(" checkout")),
      [
        "aws:cloudwatch/logGroup:LogGroup checkout-logs",
        "aws:iam/role:Role checkout-role",
        "aws:iam/rolePolicy:RolePolicy checkout-policy-key",
        "aws:iam/rolePolicy:RolePolicy checkout-policy-tasks",
        "aws:sfn/alias:Alias checkout-alias",
        "aws:sfn/stateMachine:StateMachine checkout-machine",
        "estate:serverless:Workflow checkout",
      ],
    );
    assert.equal(recording.outputs["arn"], `${MACHINE}:live`);
    assert.deepEqual(inputsOf(recording, "checkout-alias"), {
      name: "live",
      routingConfigurations: [{ stateMachineVersionArn: `${MACHINE}:1`, weight: 100 }],
    });
    const { definition: _, ...machine } = inputsOf(recording, "checkout-machine");
    assert.deepEqual(machine, {
      name: "checkout",
      type: "STANDARD",
      roleArn: recording.get("checkout-role").outputs["arn"],
      publish: true,
      tracingConfiguration: { enabled: true },
      loggingConfiguration: {
        level: "ALL",
        includeExecutionData: false,
        logDestination: `${String(recording.get("checkout-logs").outputs["arn"])}:*`,
      },
      encryptionConfiguration: {
        type: "CUSTOMER_MANAGED_KMS_KEY",
        kmsKeyId: recording.get("key-key").outputs["arn"],
        kmsDataKeyReusePeriodSeconds: 900,
      },
    });
  });

  it("deploys the definition of the checkout, with every reference filled in, valid in the States Language", async () => {
    const recording = await recordProgram(() => {
      makeCheckout();
    });
    const text = String(recording.get("checkout-machine").inputs["definition"]);
    const outputs = (name: string) => String(recording.get(name).outputs["arn"]);
    const expected = checkoutDefinition({
      validateFunction: `${FUNCTIONS}:validate:live`,
      paymentFunction: `${FUNCTIONS}:payment:live`,
      compensateFunction: `${FUNCTIONS}:compensate:live`,
      orderQueueUrl: `https://sqs.us-east-1.amazonaws.com/${ACCOUNT}/orders`,
      customerTopic: outputs("tell-topic-customers"),
      operationsTopic: outputs("tell-topic-operations"),
    });
    assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(expected)));
    assert.ok(validate(JSON.parse(text)).isValid);
  });

  it("may call what its tasks call, and nothing else", async () => {
    const recording = await recordProgram(() => {
      makeCheckout();
    });
    const statements = statementsOf(recording, "checkout-policy-tasks") as {
      Sid: string;
      Action: unknown;
      Resource: unknown;
    }[];
    const brief = statements.map(({ Sid, Action, Resource }) => [Sid, Action, Resource]);
    const key = recording.get("key-key").outputs["arn"];
    const use = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"];
    assert.deepEqual(brief.slice(0, -2), [
      ["ValidateFunction", "lambda:InvokeFunction", `${FUNCTIONS}:validate:live`],
      ["PaymentFunction", "lambda:InvokeFunction", `${FUNCTIONS}:payment:live`],
      ["CompensateFunction", "lambda:InvokeFunction", `${FUNCTIONS}:compensate:live`],
      ["OrderQueueUrlMessages", "sqs:SendMessage", `arn:aws:sqs:us-east-1:${ACCOUNT}:orders`],
      ["OrderQueueUrlUseKeySqs", use, key],
      ["CustomerTopicNotifyCustomers", "sns:Publish", recording.get("tell-topic-customers").outputs["arn"]],
      ["CustomerTopicUseKeySns", use, key],
      ["OperationsTopicNotifyOperations", "sns:Publish", recording.get("tell-topic-operations").outputs["arn"]],
    ]);
    assert.deepEqual(
      brief.slice(-2).map(([sid, , resource]) => [sid, resource]),
      [
        ["WriteTraces", "*"],
        ["DeliverLogs", "*"],
      ],
    );
  });

  it("uses the key for its own executions alone, from before anything starts", async () => {
    const recording = await recordProgram(() => {
      makeCheckout();
    });
    const [executions, logs] = statementsOf(recording, "checkout-policy-key") as { Condition: object }[];
    assert.deepEqual(executions?.Condition, {
      StringEquals: { "kms:EncryptionContext:aws:states:stateMachineArn": MACHINE },
    });
    assert.deepEqual(logs?.Condition, {
      StringEquals: { "kms:EncryptionContext:SourceArn": `arn:aws:logs:us-east-1:${ACCOUNT}:*` },
    });
    const policy = recording.get("checkout-policy-key").urn;
    assert.ok(recording.get("checkout-alias").dependencies.includes(policy));
  });

  it("lets others start it, look at its executions and answer its tokens", async () => {
    const recording = await recordProgram(() => {
      const workflow = makeCheckout();
      const worker = makeGrantee();
      workflow.grantStart(worker);
      const actions = ["states:SendTaskSuccess", "states:DescribeExecution"];
      const statements = workflow.bindingStatements(actions, {});
      return { statements: statements.map(({ conditions: _, ...rest }) => rest), reference: workflow.bindingReference };
    });
    assert.deepEqual(statementsOf(recording, "worker-policy-checkout-start"), [
      { Sid: "Start", Effect: "Allow", Action: "states:StartExecution", Resource: [MACHINE, `${MACHINE}:live`] },
    ]);
    const executions = `arn:aws:states:us-east-1:${ACCOUNT}:execution:checkout:*`;
    assert.deepEqual(recording.outputs["statements"], [
      { sid: "Executions", actions: ["states:DescribeExecution"], resources: [executions] },
      { sid: "Tokens", actions: ["states:SendTaskSuccess"], resources: ["*"] },
      { sid: "UseKeyStates", actions: ["kms:Decrypt"], resources: [recording.get("key-key").outputs["arn"]] },
    ]);
    assert.equal(recording.outputs["reference"], `${MACHINE}:live`);
  });

  it("leaves the encryption to AWS where asked to", async () => {
    const recording = await recordProgram(() => {
      const key = new EncryptionKey("key", { description: "Logs", services: ["logs"] });
      makeSmall(ONE, { key, encrypted: false, kind: "express", logLevel: "ERROR", logExecutionData: true });
    });
    const machine = inputsOf(recording, "small-machine");
    assert.equal(machine["encryptionConfiguration"], undefined);
    assert.equal(machine["type"], "EXPRESS");
    assert.ok(!inventory(recording).includes("aws:iam/rolePolicy:RolePolicy small-policy-key"));
  });

  it("watches executions that fail, hang, are stopped or throttled", async () => {
    let alarms: readonly string[] = [];
    await recordProgram(() => {
      alarms = makeCheckout()
        .alarms()
        .map(({ key, severity, metric }) => `${key} ${severity} ${metric.name}`);
    });
    assert.deepEqual(alarms, [
      "failed page ExecutionsFailed",
      "timed-out page ExecutionsTimedOut",
      "aborted ticket ExecutionsAborted",
      "throttled ticket ExecutionThrottled",
    ]);
  });

  it("has the same URNs in a preview", async () => {
    const program = () => {
      makeCheckout();
    };
    const preview = await recordProgram(program, { mode: "preview" });
    assert.deepEqual(urns(preview), urns(await recordProgram(program)));
  });
});

describe("Workflow fails when", () => {
  /** @param args made within the recording, as resources must be */
  const failing = (
    definition: WorkflowArgs<"work">["definition"],
    args: () => Partial<WorkflowArgs<"work">> = () => ({}),
  ) =>
    failureOf(() => {
      makeSmall(definition, args());
    }, "aws:sfn/stateMachine:StateMachine");

  it("the definition leads nowhere, has states that nobody reaches, or tasks without limits", async () => {
    const message = await failing((to) => ({
      StartAt: "First",
      States: {
        Work: { ...task(INVOKE, to.work), End: undefined, Next: "Gone", TimeoutSeconds: undefined },
        Lost: { Type: "Pass", End: true, Next: "Work" },
        Odd: { Type: "Sleep", End: true },
        Nested: { Type: "Parallel", Branches: [{ StartAt: "Inner", States: {} }], End: true },
      },
    }));
    assertMentions(message, [
      "definition.TimeoutSeconds: given nothing",
      'definition.StartAt: given "First"',
      'definition.States.Work.Next: given "Gone"',
      "definition.States.Work.TimeoutSeconds",
      "definition.States.Lost: given",
      "definition.States.Odd.Type",
      "definition.States.Nested.Branches.0.StartAt",
      'definition.States.Odd: given "Odd"; allowed: states that another one leads to',
    ]);
  });

  it("the general case of a Catch or Retry hides another", async () => {
    const general = [{ ErrorEquals: ["States.ALL"] }, { ErrorEquals: ["Known"] }];
    const message = await failing((to) => ({
      StartAt: "Work",
      TimeoutSeconds: 60,
      States: { Work: task(INVOKE, to.work, { Retry: general }) },
    }));
    assertMentions(message, ["definition.States.Work.Retry.0.ErrorEquals"]);
  });

  it("a task calls what it cannot, or a target is used by none", async () => {
    const message = await failing(() => ({
      StartAt: "Work",
      TimeoutSeconds: 60,
      States: { Work: task("arn:aws:states:::states:startExecution.sync:2", "arn:aws:lambda:::function:other") },
    }));
    assertMentions(message, ["definition.States.Work.Resource", 'remove "work", or use it in the definition']);
    const stranger = await failing((to) => ({
      StartAt: "Work",
      TimeoutSeconds: 60,
      Comment: to.work,
      States: { Work: task(INVOKE, "arn:aws:lambda:us-east-1:111122223333:function:other") },
    }));
    assertMentions(stranger, ["definition.States.Work.Parameters", "add what the task calls to targets"]);
  });

  it("an express workflow waits for tokens or too long, or the key is not the log's", async () => {
    const message = await failing(
      (to) => ({
        StartAt: "Work",
        TimeoutSeconds: 301,
        States: { Work: task(`${INVOKE}.waitForTaskToken`, to.work) },
      }),
      () => ({
        kind: "express",
        workflowName: "a b",
        key: new EncryptionKey("bare", { description: "B", services: ["logs"] }),
      }),
    );
    assertMentions(message, [
      "up to 300 seconds for an express workflow",
      '"standard" where a task waits for a token',
      "workflowName",
      'add "delivery.logs.amazonaws.com" to the services of EncryptionKey "bare"',
    ]);
  });
});
