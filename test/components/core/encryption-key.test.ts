import assert from "node:assert/strict";
import * as iam from "@pulumi/aws/iam";
import { EncryptionKey, type EncryptionKeyArgs, serviceTrust } from "../../../components/core";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, statementsOf, urns } from "./support";

const STORAGE_ACTIONS = [
  "kms:Decrypt",
  "kms:DescribeKey",
  "kms:Encrypt",
  "kms:GenerateDataKey",
  "kms:GenerateDataKeyWithoutPlaintext",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
];
const ADMINISTRATORS = {
  Sid: "AccountAdministersAndDelegatesToIam",
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::111122223333:root" },
  Action: "kms:*",
  Resource: "*",
};

function makeKey(args: Partial<EncryptionKeyArgs> = {}): EncryptionKey {
  return new EncryptionKey("shop", { description: "Shop data at rest", ...args });
}

describe("EncryptionKey", () => {
  it("makes exactly a key, its alias and its policy", async () => {
    const recording = await recordProgram(() => void makeKey());
    assert.deepEqual(inventory(recording), [
      "aws:kms/alias:Alias shop-alias",
      "aws:kms/key:Key shop-key",
      "aws:kms/keyPolicy:KeyPolicy shop-policy",
      "estate:core:EncryptionKey shop",
    ]);
    assert.deepEqual(inputsOf(recording, "shop-key"), {
      description: "Shop data at rest",
      enableKeyRotation: true,
      rotationPeriodInDays: 365,
      deletionWindowInDays: 30,
      multiRegion: false,
    });
    assert.deepEqual(statementsOf(recording, "shop-policy"), [ADMINISTRATORS]);
    assert.ok(recording.resources.every((resource) => resource.modelled || !resource.custom));
  });

  it("lets each named service use the key for this account only", async () => {
    const services = ["logs", "sns.amazonaws.com", "delivery.logs.amazonaws.com", "autoscaling"];
    const recording = await recordProgram(() => void makeKey({ services }));
    const role =
      "arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";
    assert.deepEqual(statementsOf(recording, "shop-policy"), [
      ADMINISTRATORS,
      {
        Sid: "LogsUsesTheKey",
        Effect: "Allow",
        Principal: { Service: "logs.us-east-1.amazonaws.com" },
        Action: STORAGE_ACTIONS,
        Resource: "*",
        Condition: {
          ArnLike: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-1:111122223333:log-group:*" },
        },
      },
      {
        Sid: "SnsUsesTheKey",
        Effect: "Allow",
        Principal: { Service: "sns.amazonaws.com" },
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: "*",
        Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
      },
      {
        Sid: "DeliveryLogsUsesTheKey",
        Effect: "Allow",
        Principal: { Service: "delivery.logs.amazonaws.com" },
        Action: STORAGE_ACTIONS,
        Resource: "*",
        Condition: {
          StringEquals: { "aws:SourceAccount": "111122223333" },
          ArnLike: { "aws:SourceArn": "arn:aws:logs:us-east-1:111122223333:*" },
        },
      },
      {
        Sid: "AutoscalingUsesTheKey",
        Effect: "Allow",
        Principal: "*",
        Action: STORAGE_ACTIONS,
        Resource: "*",
        Condition: { StringEquals: { "aws:PrincipalArn": role } },
      },
      {
        Sid: "AutoscalingHandsOverGrants",
        Effect: "Allow",
        Principal: "*",
        Action: "kms:CreateGrant",
        Resource: "*",
        Condition: { StringEquals: { "aws:PrincipalArn": role }, Bool: { "kms:GrantIsForAWSResource": "true" } },
      },
    ]);
  });

  it("names one service once, whichever of its two names is used", async () => {
    const recording = await recordProgram(() => void makeKey({ services: ["logs", "logs.amazonaws.com"] }));
    assert.equal(statementsOf(recording, "shop-policy").length, 2);
  });

  it("grants use through one service, on this key", async () => {
    const recording = await recordProgram(() => {
      const key = makeKey();
      const role = new iam.Role("reader", { assumeRolePolicy: serviceTrust("lambda.amazonaws.com") });
      key.grantEncryptDecrypt({ granteeName: "reader", role }, "shop-key", "dynamodb");
      return { arn: key.arn };
    });
    assert.deepEqual(statementsOf(recording, "reader-policy-shop-key"), [
      {
        Sid: "UseKeyDynamodb",
        Effect: "Allow",
        Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
        Resource: recording.outputs["arn"],
        Condition: { StringEquals: { "kms:ViaService": "dynamodb.us-east-1.amazonaws.com" } },
      },
    ]);
  });

  it("hands out its ARN only once the policy stands", async () => {
    const recording = await recordProgram(() => {
      const key = makeKey();
      new iam.Role("user", { assumeRolePolicy: serviceTrust("lambda.amazonaws.com"), description: key.arn });
    });
    const policy = recording.get("shop-policy").urn;
    assert.ok(recording.get("user").dependencies.includes(policy));
  });

  it("has the same resources in a preview, and protects them where told to", async () => {
    const program = () => void makeKey({ services: ["logs"] });
    const known = await recordProgram(program);
    const preview = await recordProgram(program, { mode: "preview" });
    assert.deepEqual(urns(preview), urns(known));
    const kept = await recordProgram(() => void new EncryptionKey("shop", { description: "Shop" }, { protect: true }));
    assert.equal(kept.get("shop-key").options.protect, true);
  });

  describe("fails when", () => {
    it("anything is out of range, all at once and before anything is registered", async () => {
      const message = await failureOf(
        () =>
          void makeKey({
            description: " ",
            rotationDays: 30,
            deletionWindowDays: 3,
            alias: "aws/shop",
            services: ["sns"],
          }),
        "estate:core:EncryptionKey",
      );
      assertMentions(message, [
        'EncryptionKey "shop" has 5 faults',
        'description: given " "',
        "rotationDays: given 30; allowed: whole days from 90 to 2560",
        "deletionWindowDays: given 3; allowed: whole days from 7 to 30",
        'alias: given "alias/aws/shop"',
        'services: given "sns"; allowed: a service principal such as "sns.amazonaws.com"',
      ]);
    });
  });
});
