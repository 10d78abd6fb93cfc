import assert from "node:assert/strict";
import * as iam from "@pulumi/aws/iam";
import { EncryptionKey, serviceTrust } from "../../../components/core";
import { ImageRepository, type ImageRepositoryArgs } from "../../../components/delivery";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, statementsOf, urns } from "../core/support";

type Name = "frontend" | "backend" | "ai";
const REPOSITORIES = { frontend: {}, backend: { keepImages: 50 }, ai: { untaggedDays: 1 } };

function make(args: Partial<ImageRepositoryArgs<Name>> = {}) {
  const key = new EncryptionKey("key", { description: "Images" });
  const images = new ImageRepository<Name>("images", { key, prefix: "cloudmart", repositories: REPOSITORIES, ...args });
  const role = new iam.Role("builder", { assumeRolePolicy: serviceTrust("codebuild.amazonaws.com") });
  return { key, images, builder: { granteeName: "builder", role } };
}

describe("ImageRepository", () => {
  it("makes exactly a repository and a lifecycle policy per entry", async () => {
    const recording = await recordProgram(() => ({ key: make().key.arn }));
    assert.deepEqual(
      inventory(recording).filter((line) => line.includes(" images")),
      [
        "aws:ecr/lifecyclePolicy:LifecyclePolicy images-lifecycle-ai",
        "aws:ecr/lifecyclePolicy:LifecyclePolicy images-lifecycle-backend",
        "aws:ecr/lifecyclePolicy:LifecyclePolicy images-lifecycle-frontend",
        "aws:ecr/repository:Repository images-repository-ai",
        "aws:ecr/repository:Repository images-repository-backend",
        "aws:ecr/repository:Repository images-repository-frontend",
        "estate:delivery:ImageRepository images",
      ],
    );
    assert.deepEqual(inputsOf(recording, "images-repository-backend"), {
      name: "cloudmart/backend",
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: recording.outputs["key"] }],
      forceDelete: false,
    });
    assert.equal(recording.get("images-repository-backend").options.protect, true);
  });

  it("expires what lost its tag and keeps the newest, by the repository's own numbers", async () => {
    const recording = await recordProgram(() => void make());
    const rules = (key: string) => {
      const text = inputsOf(recording, `images-lifecycle-${key}`)["policy"];
      assert.ok(typeof text === "string");
      const policy: { rules: { selection: { countNumber: number; tagStatus: string } }[] } = JSON.parse(text);
      return policy.rules.map(({ selection }) => [selection.tagStatus, selection.countNumber]);
    };
    assert.deepEqual(rules("frontend"), [
      ["untagged", 7],
      ["tagged", 30],
    ]);
    assert.deepEqual(rules("backend"), [
      ["untagged", 7],
      ["tagged", 50],
    ]);
    assert.deepEqual(rules("ai"), [
      ["untagged", 1],
      ["tagged", 30],
    ]);
  });

  it("grants pull and push on one repository; signing in takes no resource", async () => {
    const recording = await recordProgram(() => {
      const { images, builder } = make();
      images.repository("backend").grantPull(builder);
      images.repository("ai").grantPush(builder);
    });
    const signIn = { Sid: "SignIn", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" };
    const arn = (name: string) => `arn:aws:ecr:us-east-1:111122223333:repository/cloudmart/${name}`;
    const pull = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
    assert.deepEqual(statementsOf(recording, "builder-policy-images-backend-pull"), [
      signIn,
      { Sid: "Images", Effect: "Allow", Action: pull, Resource: arn("backend") },
    ]);
    const push = ["ecr:CompleteLayerUpload", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart"];
    assert.deepEqual(statementsOf(recording, "builder-policy-images-ai-push"), [
      signIn,
      { Sid: "Images", Effect: "Allow", Action: [...pull, ...push], Resource: arn("ai") },
    ]);
  });

  it("admits named roles of other accounts only where asked, and no action beyond pulling", async () => {
    const puller = "arn:aws:iam::444455556666:role/cluster-nodes";
    const recording = await recordProgram(() => void make({ pullers: { staging: puller } }));
    assert.deepEqual(statementsOf(recording, "images-policy-frontend"), [
      {
        Sid: "RolesPull",
        Effect: "Allow",
        Principal: { AWS: puller },
        Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      },
    ]);
  });

  it("names an image by tag or by digest", async () => {
    const recording = await recordProgram(() => {
      const backend = make().images.repository("backend");
      return { tag: backend.image("1.4.0"), digest: backend.image("sha256:abc") };
    });
    const url = "111122223333.dkr.ecr.us-east-1.amazonaws.com/cloudmart/backend";
    assert.deepEqual(recording.outputs, { tag: `${url}:1.4.0`, digest: `${url}@sha256:abc` });
  });

  it("asks for enhanced scanning of the registry by flag, and lets go of images without protection", async () => {
    const recording = await recordProgram(() => void make({ enhancedScanning: true, deletionProtection: false }));
    assert.equal(inputsOf(recording, "images-scanning")["scanType"], "ENHANCED");
    assert.equal(inputsOf(recording, "images-repository-ai")["forceDelete"], true);
    assert.notEqual(recording.get("images-repository-ai").options.protect, true);
  });

  it("plans the same resources in a preview", async () => {
    const program = () => void make();
    assert.deepEqual(urns(await recordProgram(program, { mode: "preview" })), urns(await recordProgram(program)));
  });
});

describe("ImageRepository fails when", () => {
  it("numbers and names are out of range, all at once", async () => {
    const message = await failureOf(
      () => void make({ prefix: "Shop", keepImages: 0, untaggedDays: 1.5, repositories: { frontend: {} } as never }),
      "aws:ecr/repository:Repository",
    );
    assertMentions(message, [
      "repositories.frontend.keepImages",
      "repositories.frontend.untaggedDays",
      "Shop/frontend",
    ]);
  });

  it("nothing is declared", async () => {
    const message = await failureOf(() => void make({ repositories: {} as never }), "aws:ecr/repository:Repository");
    assertMentions(message, ["at least one repository"]);
  });
});
