import type { ChartPlacement, PlatformAddon } from "./addon";

/** Settings of {@link certManager}. */
export interface CertManagerArgs {
  /** Chart version. @default "v1.21.0" */
  readonly version?: string;
  /** Pods of the controller and of the webhook. @default 1: a certificate that comes a minute later harms nobody */
  readonly replicas?: number;
  /** Nodes of it. @default any */
  readonly placement?: ChartPlacement;
}

/** Of 2026-07-14 (cert-manager's releases, read 2026-11). */
const VERSION = "v1.21.0";
const NAMESPACE = "cert-manager";
const WEBHOOK_PORT = 10_250;

/** Makes certificates inside the cluster and renews them, such as that of the gateway behind the load balancer. */
export function certManager(args: CertManagerArgs = {}): PlatformAddon {
  const size = (memory: string) => ({ requests: { cpu: "10m", memory }, limits: { memory } });
  const placement = args.placement === undefined ? {} : { ...args.placement };
  return {
    key: "cert-manager",
    namespaces: [{ name: NAMESPACE, webhookPorts: [WEBHOOK_PORT] }],
    charts: [
      {
        key: "cert-manager",
        chart: "cert-manager",
        repository: "https://charts.jetstack.io",
        version: args.version ?? VERSION,
        namespace: NAMESPACE,
        values: {
          crds: { enabled: true, keep: true },
          global: { leaderElection: { namespace: NAMESPACE } },
          replicaCount: args.replicas ?? 1,
          resources: size("96Mi"),
          webhook: {
            replicaCount: args.replicas ?? 1,
            securePort: WEBHOOK_PORT,
            resources: size("64Mi"),
            ...placement,
          },
          cainjector: { resources: size("128Mi"), ...placement },
          // A job of Helm's hooks.
          startupapicheck: { enabled: false },
          ...placement,
        },
        // Its CA injector writes these.
        keep: Object.fromEntries(
          ["Mutating", "Validating"].map((kind) => [
            `kubernetes:admissionregistration.k8s.io/v1:${kind}WebhookConfiguration`,
            ["webhooks[*].clientConfig.caBundle"],
          ]),
        ),
      },
    ],
  };
}
