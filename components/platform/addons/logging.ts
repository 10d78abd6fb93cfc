import type * as pulumi from "@pulumi/pulumi";
import type { ChartPlacement, PlatformAddon } from "./addon";

/** Settings of {@link logging}. */
export interface LoggingArgs {
  /** Secret in Secrets Manager with the properties `username` and `password` of those who search in Kibana. */
  readonly kibanaSecret: pulumi.Input<string>;
  /** Version of Elasticsearch and Kibana. @default "9.1.0" */
  readonly version?: string;
  /** Version of Fluent Bit's chart. @default "0.47.0" */
  readonly fluentBitVersion?: string;
  /** Nodes of Elasticsearch: 1, or 3 and more, which survive the loss of one. @default 3 */
  readonly nodes?: 1 | 3 | 5;
  /** Volume of each, of the cluster's default and encrypted class. @default "50Gi" */
  readonly storage?: string;
  /** Memory of each, half of it heap. @default "2Gi" */
  readonly memory?: string;
  /** Days after which records are deleted. @default 14 */
  readonly retentionDays?: number;
  /** Nodes of everything but Fluent Bit, which is everywhere. @default any */
  readonly placement?: ChartPlacement;
}

/** Elasticsearch, Fluent Bit and Kibana: what every pod writes, for search. */
export function logging(_args: LoggingArgs): PlatformAddon {
  return { key: "logging", dependsOn: ["external-secrets", "elastic-operator"], namespaces: [], charts: [] };
}
