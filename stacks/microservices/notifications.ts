import type * as pulumi from "@pulumi/pulumi";
import { Notifications } from "../../components/serverless";
import type { Foundation } from "./foundation";
import type { MicroservicesSettings } from "./settings";

/** How the notification service speaks to customers and operators: topics, and mail from the shop's own domain. */
export function makeNotifications(
  settings: MicroservicesSettings,
  { key }: Foundation,
  opts: pulumi.ComponentResourceOptions,
): Notifications {
  const { domain, operations } = settings.notifications;
  return new Notifications(
    "shop-notifications",
    {
      key,
      subscriptions: {
        operations: Object.fromEntries(
          Object.entries(operations).map(([name, endpoint]) => [name, { protocol: "email" as const, endpoint }]),
        ),
      },
      mail: { domain, zone: settings.edge.zone },
      logRetentionDays: settings.logs.retentionDays,
    },
    opts,
  );
}
