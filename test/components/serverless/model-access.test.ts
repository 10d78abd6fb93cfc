import assert from "node:assert/strict";
import * as iam from "@pulumi/aws/iam";
import { EncryptionKey, serviceTrust } from "../../../components/core";
import { ModelAccess, type ModelSpec } from "../../../components/serverless";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inventory, statementsOf } from "../core/support";

function make(models: Readonly<Record<string, ModelSpec>>) {
  const anchor = new EncryptionKey("key", { description: "Anchor" });
  const access = new ModelAccess<string>("ai", { anchor, models });
  const role = new iam.Role("service", { assumeRolePolicy: serviceTrust("pods.eks.amazonaws.com") });
  return { access, service: { granteeName: "service", role } };
}

const INVOKE = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"];

describe("ModelAccess", () => {
  it("makes no resource, and grants one foundation model in the stack's region", async () => {
    const recording = await recordProgram(() => {
      const { access, service } = make({ chat: { id: "amazon.nova-lite-v1:0" } });
      access.model("chat").grantInvoke(service);
      return { reference: access.model("chat").bindingReference };
    });
    assert.deepEqual(
      inventory(recording).filter((line) => line.includes(" ai")),
      ["estate:serverless:ModelAccess ai"],
    );
    assert.equal(recording.outputs["reference"], "amazon.nova-lite-v1:0");
    assert.deepEqual(statementsOf(recording, "service-policy-ai-chat-invoke"), [
      {
        Sid: "Model",
        Effect: "Allow",
        Action: INVOKE,
        Resource: "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0",
      },
    ]);
  });

  it("grants an inference profile, and its model in each region through the profile only", async () => {
    const recording = await recordProgram(() => {
      const { access, service } = make({
        chat: { id: "us.amazon.nova-lite-v1:0", regions: ["us-east-1", "us-west-2"] },
      });
      access.model("chat").grantInvoke(service);
    });
    const profile = "arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.amazon.nova-lite-v1:0";
    assert.deepEqual(statementsOf(recording, "service-policy-ai-chat-invoke"), [
      { Sid: "Profile", Effect: "Allow", Action: INVOKE, Resource: profile },
      {
        Sid: "ModelThroughProfile",
        Effect: "Allow",
        Action: INVOKE,
        Resource: ["us-east-1", "us-west-2"].map(
          (region) => `arn:aws:bedrock:${region}::foundation-model/amazon.nova-lite-v1:0`,
        ),
        Condition: { StringEquals: { "bedrock:InferenceProfileArn": profile } },
      },
    ]);
  });

  it("binds with the actions that a function declares, and nothing else", async () => {
    let actions: readonly (readonly string[])[] = [];
    await recordProgram(() => {
      const { access } = make({ chat: { id: "amazon.nova-lite-v1:0" } });
      actions = access
        .model("chat")
        .bindingStatements(["bedrock:InvokeModel"], {})
        .map((statement) => statement.actions);
    });
    assert.deepEqual(actions, [["bedrock:InvokeModel"]]);
  });
});

describe("ModelAccess fails when", () => {
  it("ids are wildcards or regions are given to a model that has none, all at once", async () => {
    const models = { any: { id: "anthropic.*" }, here: { id: "amazon.nova-lite-v1:0", regions: ["Ohio"] } };
    const message = await failureOf(() => void make(models), "estate:serverless:ModelAccess");
    assertMentions(message, ["models.any.id", "models.here.regions", "Ohio", "inference profile"]);
  });

  it("no model is named", async () => {
    assertMentions(await failureOf(() => void make({}), "estate:serverless:ModelAccess"), ["at least one model"]);
  });
});
