import type * as pulumi from "@pulumi/pulumi";
import { EncryptionKey } from "../../components/core";
import { ObjectStore, SecretStore } from "../../components/data";
import { Network } from "../../components/network";
import { OBSERVABILITY_KEY_SERVICES } from "../../components/observability";
import type { Ecom67Settings } from "./settings";

/** What everything else stands on. */
export interface Foundation {
  readonly key: EncryptionKey;
  readonly network: Network;
  /** Receives the access logs of buckets and of the edge. */
  readonly accessLogs: ObjectStore;
  /** What an operator fills: neither code nor state ever holds a value. */
  readonly secrets: SecretStore<"stripe" | "stripe-webhook">;
}

/** Services that use the customer key on their own account, beside those of observability. */
const KEY_SERVICES = [
  "cloudfront.amazonaws.com",
  "delivery.logs.amazonaws.com",
  "indexing.s3vectors.amazonaws.com",
  "ses.amazonaws.com",
  "sns.amazonaws.com",
];

/** What the functions in the VPC call beside tables and buckets; nothing there needs the internet. */
const ENDPOINTS = ["sqs"];

export function makeFoundation(settings: Ecom67Settings, opts: pulumi.ComponentResourceOptions): Foundation {
  const { deletionProtection } = settings.data;
  const key = new EncryptionKey(
    "shop-key",
    {
      description: "The shop's data, secrets and logs at rest",
      services: [...OBSERVABILITY_KEY_SERVICES, ...KEY_SERVICES],
    },
    { ...opts, protect: deletionProtection },
  );
  const network = new Network(
    "shop-network",
    {
      ...settings.network,
      key,
      interfaceEndpoints: ENDPOINTS,
      flowLogs: { retentionDays: settings.logs.retentionDays },
    },
    opts,
  );
  const accessLogs = new ObjectStore("shop-access-logs", { role: "log", deletionProtection }, opts);
  const secrets = new SecretStore(
    "shop-secrets",
    {
      key,
      prefix: "ecom67",
      deletionProtection,
      secrets: {
        stripe: { description: "Stripe's secret API key; an operator fills and renews it" },
        "stripe-webhook": { description: "Signing secret of Stripe's webhook endpoint; an operator fills it" },
      },
    },
    opts,
  );
  return { key, network, accessLogs, secrets };
}
