import assert from "node:assert/strict";
import * as iam from "@pulumi/aws/iam";
import { EncryptionKey, grant, serviceTrust } from "../../../components/core";
import { StorageScope } from "../../../components/serverless";
import { needs } from "../../../functions/storage-cleanup/needs";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inventory, statementsOf } from "../core/support";

function make(tag = { key: "system", value: "cloudcommerce" }) {
  const anchor = new EncryptionKey("key", { description: "Anchor" });
  return new StorageScope("storage", { tag, anchor });
}

describe("StorageScope", () => {
  it("lets storage-cleanup look at everything, and touch only what carries the tag and no exemption", async () => {
    const recording = await recordProgram(() => {
      const scope = make();
      const role = new iam.Role("cleanup", { assumeRolePolicy: serviceTrust("lambda.amazonaws.com") });
      const { actions } = needs.resources.storage;
      grant({ granteeName: "cleanup", role }, "needs", scope.bindingStatements(actions, {}));
      return { reference: scope.bindingReference };
    });
    assert.equal(recording.outputs["reference"], "system=cloudcommerce");
    assert.deepEqual(
      inventory(recording).filter((line) => line.includes(" storage")),
      ["estate:serverless:StorageScope storage"],
    );
    const volumes = "arn:aws:ec2:us-east-1:111122223333:volume/*";
    const mine = {
      StringEquals: { "aws:ResourceTag/system": "cloudcommerce" },
      Null: { "aws:ResourceTag/storage-cleanup-keep": "true" },
    };
    const mark = {
      "ForAllValues:StringEquals": { "aws:TagKeys": ["storage-cleanup-unattached-since"] },
      Null: { ...mine.Null, "aws:TagKeys": "false" },
    };
    assert.deepEqual(statementsOf(recording, "cleanup-policy-needs"), [
      {
        Sid: "Look",
        Effect: "Allow",
        Action: ["ec2:DescribeVolumes", "ec2:DescribeSnapshots", "ec2:DescribeImages"],
        Resource: "*",
      },
      {
        Sid: "Mark",
        Effect: "Allow",
        Action: ["ec2:CreateTags", "ec2:DeleteTags"],
        Resource: volumes,
        Condition: { ...mine, ...mark },
      },
      { Sid: "DeleteVolumes", Effect: "Allow", Action: "ec2:DeleteVolume", Resource: volumes, Condition: mine },
      {
        Sid: "DeleteSnapshots",
        Effect: "Allow",
        Action: "ec2:DeleteSnapshot",
        Resource: "arn:aws:ec2:us-east-1::snapshot/*",
        Condition: mine,
      },
    ]);
  });

  describe("fails when", () => {
    it("the tag would open more than this estate, with every fault at once", async () => {
      const failure = await failureOf(() => make({ key: "aws:system", value: "*" }), "estate:serverless:StorageScope");
      assertMentions(failure, ["tag.key", "tag.value", "without wildcards"]);
    });
  });
});
