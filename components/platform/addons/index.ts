export type { AddonNamespace, AddonStage, ChartPlacement, PlatformAddon } from "./addon";
export { argoCd } from "./argo-cd";
export type { ArgoCdArgs, ArgoCdSignIn, DeployedSystem, SyncWindow } from "./argo-cd-args";
export { type AwsMetricsArgs, awsMetrics, type ConsumedStream } from "./aws-metrics";
export { type ElasticOperatorArgs, elasticOperator } from "./elastic";
export {
  type ExternalSecretArgs,
  type ExternalSecretsArgs,
  externalSecret,
  externalSecrets,
  SECRET_STORE,
} from "./external-secrets";
export { type FalcoArgs, falco } from "./falco";
export { type LoggingArgs, logging } from "./logging";
export { type MonitoringArgs, monitoring, PROMETHEUS } from "./monitoring";
export { BROKER_METRICS_PORTS } from "./scrape-targets";
export { TRACES, TRACES_ENDPOINT, type TracingArgs, tracing } from "./tracing";
