import { SecretRotation } from "@pulumi/aws/secretsmanager";
import * as pulumi from "@pulumi/pulumi";
import type { EncryptionKey } from "../../components/core";
import { SecretStore, type StoredSecret } from "../../components/data";
import { FunctionService } from "../../components/serverless";
import { functionArgs } from "../functions";

/** A sign-in that nobody types, and what must stand before it is used. */
export interface RotatedLogin {
  readonly secret: StoredSecret;
  readonly rotation: FunctionService;
  readonly ready: readonly pulumi.Resource[];
}

/** What a sign-in is made from. */
export interface RotatedLoginArgs {
  /** Part of names: `grafana`. */
  readonly name: string;
  readonly user: string;
  readonly description: string;
  readonly key: EncryptionKey;
  readonly deletionProtection: boolean;
  readonly retentionDays: number;
}

/**
 * A user's name and password in Secrets Manager. The rotation function makes the password, the first one too, so that nobody
 * has to fill it before anything can start, and neither code nor state sees it. Grafana and its like take a new one when
 * their pods start anew.
 */
export function makeRotatedLogin(
  system: string,
  args: RotatedLoginArgs,
  opts: pulumi.ComponentResourceOptions,
): RotatedLogin {
  const { name, key, deletionProtection } = args;
  const logical = `${system}-${name}`;
  const store = new SecretStore(
    logical,
    {
      key,
      prefix: system,
      deletionProtection,
      secrets: {
        [name]: {
          description: `${args.description}: JSON with username and password; rotated`,
          value: pulumi.secret(JSON.stringify({ username: args.user })),
          rotated: true,
        },
      },
    },
    opts,
  );
  const secret = store.secret(name);
  const rotation = new FunctionService(
    `${logical}-rotation`,
    {
      ...functionArgs("secret-rotation"),
      key,
      logRetentionDays: args.retentionDays,
      bindings: { secret },
    },
    opts,
  );
  const permission = rotation.allowInvoke(`rotate-${name}`, "secretsmanager.amazonaws.com", secret.arn);
  const schedule = new SecretRotation(
    `${logical}-schedule`,
    {
      secretId: secret.arn,
      rotationLambdaArn: rotation.arn,
      rotateImmediately: true,
      rotationRules: { scheduleExpression: "rate(30 days)" },
    },
    { parent: store, dependsOn: [permission, store] },
  );
  return { secret, rotation, ready: [schedule] };
}
