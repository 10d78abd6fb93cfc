import type * as pulumi from "@pulumi/pulumi";
import { Cache } from "../../components/data";
import type { Foundation } from "./foundation";
import type { CloudMartSettings } from "./settings";

/** The cache of products and orders: callers sign in with their own roles, so that it has no password. */
export function makeCache(
  settings: CloudMartSettings,
  { key, network }: Foundation,
  opts: pulumi.ComponentResourceOptions,
): Cache {
  return new Cache(
    "cloudmart-cache",
    {
      ...settings.cache,
      key,
      engine: "redis",
      vpcId: network.vpcId,
      subnetIds: network.subnetIds.private,
      logRetentionDays: settings.logs.retentionDays,
      deletionProtection: settings.data.deletionProtection,
    },
    opts,
  );
}
