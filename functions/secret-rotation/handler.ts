import { randomInt } from "node:crypto";
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { type Environment, readEnvironment, wholeNumber } from "../shared/environment";
import { type LambdaHandler, lambda, observe } from "../shared/observe";
import { parse, parseJson } from "../shared/parse";
import { forbidden } from "../shared/problem";
import { type RotationEvent, rotationEvent, secretContent } from "./input";
import { needs } from "./needs";

const observer = observe("secret-rotation");

/** Letters and digits, without the ones that look alike: every reader of a password takes them unquoted. */
const ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

interface Rotation {
  readonly client: SecretsManagerClient;
  readonly field: string;
  readonly length: number;
}

/**
 * Rotates a secret in Secrets Manager's four steps. Its readers (MSK's SCRAM, External Secrets, our functions) take the new
 * value from Secrets Manager, so there is no second place to set it in. Each step may be repeated.
 */
export function createHandler(environment: Environment): LambdaHandler<unknown, void> {
  const settings = readEnvironment(needs, environment);
  const rotation: Rotation = {
    client: observer.traced(new SecretsManagerClient({})),
    field: settings.PASSWORD_FIELD,
    length: wholeNumber("PASSWORD_LENGTH", settings.PASSWORD_LENGTH, { min: 16, max: 128 }),
  };
  return async (input) => {
    const event = parse(rotationEvent, input);
    if (event.SecretId !== settings.SECRET_ARN) {
      throw forbidden("This function rotates one secret, and that is another one.");
    }
    const stages = await stagesOf(rotation.client, event);
    if (stages.pending !== event.ClientRequestToken && stages.current !== event.ClientRequestToken) {
      throw new Error("The version is not marked for rotation.");
    }
    if (stages.current !== event.ClientRequestToken) {
      await step(rotation, event, stages.current);
    }
    observer.info("Rotation step", { step: event.Step });
  };
}

async function stagesOf(client: SecretsManagerClient, { SecretId }: RotationEvent) {
  const { VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand({ SecretId }));
  const having = (stage: string) =>
    Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes(stage))?.[0];
  return { current: having("AWSCURRENT"), pending: having("AWSPENDING") };
}

async function step(rotation: Rotation, event: RotationEvent, current: string | undefined): Promise<void> {
  switch (event.Step) {
    case "createSecret":
      return createSecret(rotation, event);
    case "setSecret":
      return;
    case "testSecret":
      return testSecret(rotation, event);
    case "finishSecret":
      await rotation.client.send(
        new UpdateSecretVersionStageCommand({
          SecretId: event.SecretId,
          VersionStage: "AWSCURRENT",
          MoveToVersionId: event.ClientRequestToken,
          RemoveFromVersionId: current,
        }),
      );
      observer.count("SecretsRotated");
  }
}

/** Writes the new value beside the present one; a repetition keeps the one that is there. */
async function createSecret({ client, field, length }: Rotation, event: RotationEvent): Promise<void> {
  if ((await pendingValue(client, event)) !== undefined) {
    return;
  }
  const { SecretString } = await client.send(
    new GetSecretValueCommand({ SecretId: event.SecretId, VersionStage: "AWSCURRENT" }),
  );
  const content = parse(secretContent, parseJson(SecretString));
  await client.send(
    new PutSecretValueCommand({
      SecretId: event.SecretId,
      ClientRequestToken: event.ClientRequestToken,
      SecretString: JSON.stringify({ ...content, [field]: password(length) }),
      VersionStages: ["AWSPENDING"],
    }),
  );
}

/** The new value must be whole and differ from the present one before anybody depends on it. */
async function testSecret({ client, field, length }: Rotation, event: RotationEvent): Promise<void> {
  const pending = parse(secretContent, parseJson(await pendingValue(client, event)));
  const { SecretString } = await client.send(
    new GetSecretValueCommand({ SecretId: event.SecretId, VersionStage: "AWSCURRENT" }),
  );
  const current = parse(secretContent, parseJson(SecretString));
  if (String(pending[field] ?? "").length !== length || pending[field] === current[field]) {
    throw new Error("The new value does not pass its test.");
  }
}

async function pendingValue(client: SecretsManagerClient, event: RotationEvent): Promise<string | undefined> {
  try {
    const { SecretString } = await client.send(
      new GetSecretValueCommand({
        SecretId: event.SecretId,
        VersionId: event.ClientRequestToken,
        VersionStage: "AWSPENDING",
      }),
    );
    return SecretString;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      return undefined;
    }
    throw error;
  }
}

function password(length: number): string {
  return Array.from({ length }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join("");
}

export const handler = lambda(observer, () => createHandler(process.env));
