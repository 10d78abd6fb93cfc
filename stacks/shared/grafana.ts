import { SecretRotation } from "@pulumi/aws/secretsmanager";
import * as pulumi from "@pulumi/pulumi";
import type { EncryptionKey } from "../../components/core";
import { SecretStore, type StoredSecret } from "../../components/data";
import { FunctionService } from "../../components/serverless";
import { functionArgs } from "../functions";

/** Grafana's sign-in, and what must stand before Grafana starts. */
export interface GrafanaSecret {
  readonly secret: StoredSecret;
  readonly rotation: FunctionService;
  readonly ready: readonly pulumi.Resource[];
}

/**
 * The sign-in of Grafana's administrator. The rotation function makes the password, the first one too, so that nobody has to
 * fill it before Grafana can start, and neither code nor state sees it. Grafana takes a new one when its pod starts anew.
 */
export function makeGrafanaSecret(
  system: string,
  args: { readonly key: EncryptionKey; readonly deletionProtection: boolean; readonly retentionDays: number },
  opts: pulumi.ComponentResourceOptions,
): GrafanaSecret {
  const { key, deletionProtection } = args;
  const store = new SecretStore(
    `${system}-grafana`,
    {
      key,
      prefix: system,
      deletionProtection,
      secrets: {
        grafana: {
          description: "Grafana's administrator: JSON with username and password; rotated",
          value: pulumi.secret(JSON.stringify({ username: "admin" })),
        },
      },
    },
    opts,
  );
  const secret = store.secret("grafana");
  const rotation = new FunctionService(
    `${system}-grafana-rotation`,
    {
      ...functionArgs("secret-rotation"),
      key,
      logRetentionDays: args.retentionDays,
      bindings: { secret },
    },
    opts,
  );
  const permission = rotation.allowInvoke("rotate-grafana", "secretsmanager.amazonaws.com", secret.arn);
  const schedule = new SecretRotation(
    `${system}-grafana-schedule`,
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
