import type * as pulumi from "@pulumi/pulumi";
import { EncryptionKey } from "../../components/core";
import { ObjectStore } from "../../components/data";
import { Network } from "../../components/network";
import { OBSERVABILITY_KEY_SERVICES } from "../../components/observability";
import type { MicroservicesSettings } from "./settings";

/** What everything else stands on. */
export interface Foundation {
  readonly key: EncryptionKey;
  readonly network: Network;
  /** Receives the access logs of buckets and of the balancer. */
  readonly accessLogs: ObjectStore;
}

export function makeFoundation(settings: MicroservicesSettings, opts: pulumi.ComponentResourceOptions): Foundation {
  const { deletionProtection } = settings.data;
  const key = new EncryptionKey(
    "shop-key",
    {
      description: "The shop's data, secrets and logs at rest",
      services: ["autoscaling", "ses.amazonaws.com", ...OBSERVABILITY_KEY_SERVICES],
    },
    { ...opts, protect: deletionProtection },
  );
  const network = new Network(
    "shop-network",
    {
      ...settings.network,
      // Flink comes from there over the VPN; the brokers' subnets would drop their answers otherwise.
      ...(settings.analytics.mode === "flink" ? { connectedCidrs: [settings.googleCidr] } : {}),
      key,
      clusterName: settings.cluster.name,
      flowLogs: { retentionDays: settings.logs.retentionDays },
    },
    opts,
  );
  return { key, network, accessLogs: new ObjectStore("shop-access-logs", { role: "log", deletionProtection }, opts) };
}
