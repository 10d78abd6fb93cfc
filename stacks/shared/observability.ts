import type * as pulumi from "@pulumi/pulumi";
import type { EncryptionKey } from "../../components/core";
import type { ObjectStore } from "../../components/data";
import { Observability } from "../../components/observability";
import type { AlarmSettings } from "./settings";

/** What every system says of its watch. */
export interface WatchSettings {
  readonly logs: { readonly retentionDays: number };
  readonly alarms: AlarmSettings;
  readonly data: { readonly deletionProtection: boolean };
}

/** Alarms by mail, and an archive of the logs; what is watched is the system's affair. */
export function makeObservability(
  system: string,
  { logs, alarms, data }: WatchSettings,
  { key, accessLogs }: { readonly key: EncryptionKey; readonly accessLogs: ObjectStore },
  opts: pulumi.ComponentResourceOptions,
): Observability {
  return new Observability(
    `${system}-observability`,
    {
      key,
      retentionDays: logs.retentionDays,
      subscriptions: { page: byMail(alarms.page), ticket: byMail(alarms.ticket) },
      archive: { accessLogs, deletionProtection: data.deletionProtection },
    },
    opts,
  );
}

function byMail(people: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(people).map(([name, endpoint]) => [name, { protocol: "email" as const, endpoint }]),
  );
}
