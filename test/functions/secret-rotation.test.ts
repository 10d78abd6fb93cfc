import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { createHandler } from "../../functions/secret-rotation/handler";
import { secret } from "./support/aws";
import { functionSuite } from "./support/suite";

const STEPS = ["createSecret", "setSecret", "testSecret", "finishSecret"] as const;

functionSuite(["secret-rotation"], (world) => {
  let SecretId: string;
  let rotate: (event: unknown) => Promise<void>;
  const current = async (): Promise<Record<string, string>> => {
    const command = new GetSecretValueCommand({ SecretId, VersionStage: "AWSCURRENT" });
    const { SecretString = "{}" } = await new SecretsManagerClient({}).send(command);
    return JSON.parse(SecretString);
  };

  beforeEach(async () => {
    SecretId = await secret(
      world.unique("scram"),
      JSON.stringify({ username: "shop", password: "the-first-password" }),
    );
    rotate = world.make("secret-rotation", createHandler, { SECRET_ARN: SecretId });
  });

  /** Secrets Manager marks the new version before it calls. */
  async function begin(content: object): Promise<string> {
    const ClientRequestToken = randomUUID();
    await new SecretsManagerClient({}).send(
      new PutSecretValueCommand({
        SecretId,
        ClientRequestToken,
        SecretString: JSON.stringify(content),
        VersionStages: ["AWSPENDING"],
      }),
    );
    return ClientRequestToken;
  }

  it("renews the password and keeps everything else", async () => {
    const ClientRequestToken = randomUUID();
    const client = new SecretsManagerClient({});
    const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId }));
    // moto cannot mark a version that has no value yet, as Secrets Manager does before the first step.
    const body = JSON.stringify({
      VersionIdsToStages: { ...VersionIdsToStages, [ClientRequestToken]: ["AWSPENDING"] },
    });
    world.gateway.chaos = (_, operation) =>
      operation === "DescribeSecret" ? { kind: "status", status: 200, body } : undefined;
    await rotate({ Step: "createSecret", SecretId, ClientRequestToken });
    world.gateway.chaos = undefined;
    for (const Step of STEPS) {
      await rotate({ Step, SecretId, ClientRequestToken });
    }
    const { username, password } = await current();
    assert.deepEqual([username, password?.length], ["shop", 32]);
  });

  it("does no harm when a finished step is repeated", async () => {
    const ClientRequestToken = await begin({ username: "shop", password: "y".repeat(32) });
    for (const Step of [...STEPS, ...STEPS]) {
      await rotate({ Step, SecretId, ClientRequestToken });
    }
    assert.equal((await current())["password"], "y".repeat(32));
  });

  it("writes no password to its logs", async () => {
    const ClientRequestToken = await begin({ username: "shop", password: "z".repeat(32) });
    for (const Step of STEPS) {
      await rotate({ Step, SecretId, ClientRequestToken });
    }
    assert(!world.logLines().join("").includes("z".repeat(32)));
    assert(!world.logLines().join("").includes("the-first-password"));
  });

  describe("fails when", () => {
    it("the new value is not new, or too short", async () => {
      for (const password of ["the-first-password", "short"]) {
        const ClientRequestToken = await begin({ username: "shop", password });
        await assert.rejects(() => rotate({ Step: "testSecret", SecretId, ClientRequestToken }), /does not pass/);
      }
      assert.equal((await current())["password"], "the-first-password");
    });

    it("it is another secret's turn, or nobody marked the version", async () => {
      const ClientRequestToken = randomUUID();
      await assert.rejects(
        () => rotate({ Step: "createSecret", SecretId: `${SecretId}2`, ClientRequestToken }),
        /one secret/,
      );
      await assert.rejects(() => rotate({ Step: "createSecret", SecretId, ClientRequestToken }), /not marked/);
      await assert.rejects(() => rotate({ Step: "dance", SecretId, ClientRequestToken }), /\/Step/);
    });
  });
});
