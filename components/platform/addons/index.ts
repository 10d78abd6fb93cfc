export type { AddonNamespace, AddonStage, ChartPlacement, PlatformAddon } from "./addon";
export {
  type ExternalSecretArgs,
  type ExternalSecretsArgs,
  externalSecret,
  externalSecrets,
  SECRET_STORE,
} from "./external-secrets";
export { type FalcoArgs, falco } from "./falco";
export { type MonitoringArgs, monitoring } from "./monitoring";
export { TRACES, TRACES_ENDPOINT, type TracingArgs, tracing } from "./tracing";
