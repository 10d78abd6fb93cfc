import type { ChartPlacement, PlatformAddon } from "./addon";

/** Settings of {@link elasticOperator}. */
export interface ElasticOperatorArgs {
  /** Chart version, which is the operator's. @default "3.1.0" */
  readonly version?: string;
  /** Namespaces whose Elasticsearch, Kibana, Logstash and Beats it looks after. @default ["logging"] */
  readonly managedNamespaces?: readonly string[];
  readonly placement?: ChartPlacement;
}

/** The ECK operator, which runs what {@link logging} declares. */
export function elasticOperator(_args: ElasticOperatorArgs = {}): PlatformAddon {
  return { key: "elastic-operator", namespaces: [], charts: [] };
}
