import assert from "node:assert/strict";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { EncryptionKey, serviceTrust } from "../../../components/core";
import { SecretStore, type SecretStoreArgs } from "../../../components/data";
import { FunctionService } from "../../../components/serverless";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, statementsOf, urns } from "../core/support";

const OPENAI = { description: "OpenAI key; filled by the AI team" };

function makeSecrets(args: Partial<SecretStoreArgs> = {}) {
  const key = new EncryptionKey("key", { description: "Secrets", services: ["logs"] });
  const store = new SecretStore<string>("vault", { key, prefix: "shop", secrets: { openai: OPENAI }, ...args });
  const role = new iam.Role("reader", { assumeRolePolicy: serviceTrust("lambda.amazonaws.com") });
  return { key, store, reader: { granteeName: "reader", role } };
}

function makeRotator(key: EncryptionKey): FunctionService {
  const code = new pulumi.asset.AssetArchive({
    "index.js": new pulumi.asset.StringAsset("exports.handler = async () => {};"),
  });
  return new FunctionService("rotator", { code, key });
}

describe("SecretStore", () => {
  it("makes exactly a secret closed to other accounts, and no version without a value", async () => {
    const recording = await recordProgram(() => {
      const { key, store } = makeSecrets();
      return { arn: key.arn, secret: store.secret("openai").arn };
    });
    assert.deepEqual(
      inventory(recording).filter((line) => line.includes(" vault")),
      [
        "aws:secretsmanager/secret:Secret vault-secret-openai",
        "aws:secretsmanager/secretPolicy:SecretPolicy vault-policy-openai",
        "estate:data:SecretStore vault",
      ],
    );
    assert.deepEqual(inputsOf(recording, "vault-secret-openai"), {
      name: "shop/openai",
      description: OPENAI.description,
      kmsKeyId: recording.outputs["arn"],
      recoveryWindowInDays: 30,
    });
    assert.equal(recording.get("vault-secret-openai").options.protect, true);
    assert.deepEqual(statementsOf(recording, "vault-policy-openai"), [
      {
        Sid: "DenyOtherAccounts",
        Effect: "Deny",
        Principal: "*",
        Action: "secretsmanager:*",
        Resource: recording.outputs["secret"],
        Condition: {
          StringNotEquals: { "aws:PrincipalAccount": "111122223333" },
          Bool: { "aws:PrincipalIsAWSService": "false" },
        },
      },
    ]);
  });

  it("keeps a given value secret, even one whose output is not marked", async () => {
    const secrets = { stripe: { description: "Stripe", value: pulumi.output("sk_live_value") } };
    const recording = await recordProgram(() => void makeSecrets({ secrets }));
    assert.equal(inputsOf(recording, "vault-version-stripe")["secretString"], "[secret]");
    assert.ok(!JSON.stringify(inputsOf(recording, "vault-version-stripe")).includes("sk_live_value"));
  });

  it("grants reading of one secret, key included", async () => {
    const recording = await recordProgram(() => {
      const { store, reader, key } = makeSecrets();
      store.secret("openai").grantRead(reader);
      return { arn: key.arn, secret: store.secret("openai").arn };
    });
    assert.deepEqual(statementsOf(recording, "reader-policy-vault-openai-read"), [
      {
        Sid: "Secret",
        Effect: "Allow",
        Action: ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
        Resource: recording.outputs["secret"],
      },
      {
        Sid: "UseKeySecretsmanager",
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: recording.outputs["arn"],
        Condition: { StringEquals: { "kms:ViaService": "secretsmanager.us-east-1.amazonaws.com" } },
      },
    ]);
  });

  it("rotates by a function that may touch this secret only, and that only this secret may call", async () => {
    const program = () => {
      const key = new EncryptionKey("key", { description: "Secrets", services: ["logs"] });
      const rotation = { function: makeRotator(key), schedule: "rate(30 days)", window: "3h" };
      const store = new SecretStore("vault", { key, secrets: { openai: { ...OPENAI, rotation } } });
      return { secret: store.secret("openai").arn };
    };
    const recording = await recordProgram(program);
    const { secret } = recording.outputs;
    assert.deepEqual(inputsOf(recording, "vault-rotation-openai"), {
      secretId: secret,
      rotationLambdaArn: inputsOf(recording, "vault-rotation-openai")["rotationLambdaArn"],
      rotateImmediately: true,
      rotationRules: { scheduleExpression: "rate(30 days)", duration: "3h" },
    });
    assert.match(
      String(inputsOf(recording, "vault-rotation-openai")["rotationLambdaArn"]),
      /:function:rotator.*:live$/,
    );
    const permission = recording.ofType("aws:lambda/permission:Permission").map((resource) => resource.inputs);
    assert.deepEqual(
      permission.map((inputs) => [inputs["principal"], inputs["sourceArn"], inputs["qualifier"]]),
      [["secretsmanager.amazonaws.com", secret, "live"]],
    );
    const [onSecret] = statementsOf(recording, "rotator-policy-vault-openai-rotate");
    assert.deepEqual(onSecret, {
      Sid: "Secret",
      Effect: "Allow",
      Action: [
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue",
        "secretsmanager:UpdateSecretVersionStage",
      ],
      Resource: secret,
    });
    assert.deepEqual(urns(await recordProgram(program, { mode: "preview" })), urns(recording));
  });

  describe("fails when", () => {
    it("a value is plain text, and the message does not show it", async () => {
      const plain: object = { description: "Stripe", value: "sk_live_value" };
      const secrets: SecretStoreArgs["secrets"] = JSON.parse(JSON.stringify({ stripe: plain }));
      const message = await failureOf(() => void makeSecrets({ secrets }), "estate:data:SecretStore");
      assertMentions(message, ['secrets.stripe.value: given "[plain text]"']);
      assert.ok(!message.includes("sk_live_value"));
    });

    it("descriptions, names, recovery or schedules are wrong", async () => {
      const rotation = { schedule: "monthly", window: "3 hours" };
      const secrets: SecretStoreArgs["secrets"] = JSON.parse(
        JSON.stringify({ a: { description: "", secretName: "shop/key-abc123", rotation } }),
      );
      const program = () => void makeSecrets({ secrets, recoveryDays: 5 });
      assertMentions(await failureOf(program, "estate:data:SecretStore"), [
        'SecretStore "vault" has 5 faults',
        "recoveryDays: given 5; allowed: whole days from 7 to 30",
        'secrets.a.description: given ""',
        'secrets.a.secretName: given "shop/key-abc123"; allowed: a name that does not end in a hyphen',
        'secrets.a.rotation.schedule: given "monthly"',
        'secrets.a.rotation.window: given "3 hours"',
      ]);
    });
  });
});
