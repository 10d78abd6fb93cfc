export type { AddonNamespace, AddonStage, ChartPlacement, PlatformAddon } from "./addon";
export { argoCd } from "./argo-cd/argo-cd";
export type { ArgoCdArgs, ArgoCdSignIn, DeployedSystem, SyncWindow } from "./argo-cd/args";
export {
  type ExternalSecretArgs,
  type ExternalSecretsArgs,
  externalSecret,
  externalSecrets,
  SECRET_STORE,
} from "./external-secrets";
export { type FalcoArgs, falco } from "./falco";
export { type LoggingArgs, logging } from "./logging/logging";
export { type ElasticOperatorArgs, elasticOperator } from "./logging/operator";
export { type AwsMetricsArgs, awsMetrics, type ConsumedStream } from "./monitoring/aws-metrics";
export { type MonitoringArgs, monitoring, PROMETHEUS } from "./monitoring/monitoring";
export { BROKER_METRICS_PORTS } from "./monitoring/scrape-targets";
export { TRACES, TRACES_ENDPOINT, type TracingArgs, tracing } from "./tracing";
