export type { AddonNamespace, AddonStage, ChartPlacement, PlatformAddon } from "./addon";
export { argoCd } from "./argo-cd/argo-cd";
export type { ArgoCdArgs, ArgoCdSignIn, DeployedSystem, SyncWindow } from "./argo-cd/args";
export { type CertManagerArgs, certManager } from "./cert-manager";
export {
  CLUSTER_SECRETS_NAMESPACE,
  CLUSTER_STORE,
  type ClusterCertificate,
  type ClusterSecretsArgs,
  clusterSecrets,
} from "./cluster-secrets";
export { type ProgressiveDeliveryArgs, progressiveDelivery, ROLLOUTS_NAMESPACE } from "./delivery/progressive-delivery";
export { DOCUMENTS_NAMESPACE, type DocumentOperatorArgs, documentOperator } from "./document-operator";
export {
  type ExternalSecretArgs,
  type ExternalSecretsArgs,
  externalSecret,
  externalSecrets,
  SECRET_STORE,
  secretsOperator,
} from "./external-secrets";
export { type FalcoArgs, falco } from "./falco";
export { type ApiGatewayArgs, apiGateway, GATEWAY, GATEWAY_SOURCE } from "./gateway/api-gateway";
export type { Cors, RateLimit, Transformation } from "./gateway/plugins";
export { PASSWORD } from "./generated-secret";
export { type LoggingArgs, logging } from "./logging/logging";
export { type ElasticOperatorArgs, elasticOperator } from "./logging/operator";
export { type ServiceMeshArgs, serviceMesh } from "./mesh/service-mesh";
export { type MessagingOperatorArgs, messagingOperator } from "./messaging-operator";
export type { AlertReceiver, AlertRoutes } from "./monitoring/alerting";
export { type AwsMetricsArgs, awsMetrics, type ConsumedStream } from "./monitoring/aws-metrics";
export { type MonitoringArgs, monitoring, PROMETHEUS } from "./monitoring/monitoring";
export type { LatencyBound, ServiceObjective } from "./monitoring/objectives";
export { BROKER_METRICS_PORTS } from "./monitoring/scrape-targets";
export { type AutoscalingArgs, autoscaling, KEDA_NAMESPACE } from "./scaling/autoscaling";
export { type ImageVerificationArgs, imageVerification, type KeylessSigner } from "./security/image-verification";
export { type TrivyOperatorArgs, trivyOperator } from "./security/trivy-operator";
export { TRACES, TRACES_ENDPOINT, type TracingArgs, tracing } from "./tracing";
