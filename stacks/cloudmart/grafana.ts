import { SecretRotation } from "@pulumi/aws/secretsmanager";
import * as pulumi from "@pulumi/pulumi";
import { SecretStore, type StoredSecret } from "../../components/data";
import { FunctionService } from "../../components/serverless";
import { functionArgs } from "../functions";
import type { Foundation } from "./foundation";
import type { CloudMartSettings } from "./settings";

/**
 * The sign-in of Grafana's administrator. The rotation function makes the password, the first one too, so that nobody has to
 * fill it before Grafana can start, and neither code nor state sees it. Grafana takes a new one when its pod starts anew.
 */
export function makeGrafanaSecret(
  settings: CloudMartSettings,
  { key }: Foundation,
  opts: pulumi.ComponentResourceOptions,
): { readonly secret: StoredSecret; readonly rotation: FunctionService; readonly ready: readonly pulumi.Resource[] } {
  const store = new SecretStore(
    "cloudmart-grafana",
    {
      key,
      prefix: "cloudmart",
      deletionProtection: settings.data.deletionProtection,
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
    "cloudmart-grafana-rotation",
    {
      ...functionArgs("secret-rotation"),
      key,
      logRetentionDays: settings.logs.retentionDays,
      bindings: { secret },
    },
    opts,
  );
  const permission = rotation.allowInvoke("rotate-grafana", "secretsmanager.amazonaws.com", secret.arn);
  const schedule = new SecretRotation(
    "cloudmart-grafana-schedule",
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
