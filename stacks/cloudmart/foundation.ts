import type * as pulumi from "@pulumi/pulumi";
import { EncryptionKey } from "../../components/core";
import { ObjectStore, SecretStore } from "../../components/data";
import { Network } from "../../components/network";
import { OBSERVABILITY_KEY_SERVICES } from "../../components/observability";
import type { CloudMartSettings } from "./settings";

/** What everything else stands on. */
export interface Foundation {
  readonly key: EncryptionKey;
  readonly network: Network;
  /** Receives the access logs of buckets, balancers and the edge. */
  readonly accessLogs: ObjectStore;
  readonly secrets: SecretStore<"openai" | "gcp" | "azure">;
}

export function makeFoundation(settings: CloudMartSettings, opts: pulumi.ComponentResourceOptions): Foundation {
  const { deletionProtection } = settings.data;
  const key = new EncryptionKey(
    "cloudmart-key",
    {
      description: "CloudMart's data, secrets and logs at rest",
      services: ["autoscaling", ...OBSERVABILITY_KEY_SERVICES],
    },
    { ...opts, protect: deletionProtection },
  );
  const network = new Network(
    "cloudmart-network",
    {
      ...settings.network,
      key,
      clusterName: settings.cluster.name,
      flowLogs: { retentionDays: settings.logs.retentionDays },
    },
    opts,
  );
  const accessLogs = new ObjectStore("cloudmart-access-logs", { role: "log", deletionProtection }, opts);
  return { key, network, accessLogs, secrets: makeSecrets(key, deletionProtection, opts) };
}

/** The credentials of the other clouds. An operator fills them: neither code nor state ever holds a value. */
function makeSecrets(
  key: EncryptionKey,
  deletionProtection: boolean,
  opts: pulumi.ComponentResourceOptions,
): Foundation["secrets"] {
  return new SecretStore(
    "cloudmart-secrets",
    {
      key,
      prefix: "cloudmart",
      deletionProtection,
      secrets: {
        openai: { description: "OpenAI's API key; an operator fills and renews it" },
        gcp: { description: "Sign-in configuration for Google Cloud: workload identity, no key in it" },
        azure: { description: "Key of the Azure AI accounts, where an environment does not sign in keyless" },
      },
    },
    opts,
  );
}
