import type { ClusterAddon } from "./addon";
import { loadBalancerStatements } from "./load-balancer-policy";

/** Settings of {@link loadBalancerController}. */
export interface LoadBalancerControllerArgs {
  /** Chart version, which is the controller's since 3.0. @default "3.6.0" */
  readonly version?: string;
  /** @default 2 */
  readonly replicas?: number;
}

const ACCOUNT = { namespace: "kube-system", name: "aws-load-balancer-controller" } as const;
const DEFAULTS = { version: "3.6.0", replicas: 2 } as const satisfies LoadBalancerControllerArgs;

/**
 * The AWS Load Balancer Controller: an Application Load Balancer per Ingress, a Network Load Balancer per Service. What it
 * makes costs about 16 US dollars a month each, and traffic.
 */
export function loadBalancerController(args: LoadBalancerControllerArgs = {}): ClusterAddon {
  const { version, replicas } = { ...DEFAULTS, ...args };
  return {
    key: "load-balancer-controller",
    install(host) {
      const role = host.podRole(ACCOUNT, { statements: loadBalancerStatements(host) });
      const chart = host.chart({
        key: "aws-load-balancer-controller",
        chart: "aws-load-balancer-controller",
        repository: "https://aws.github.io/eks-charts",
        version,
        namespace: ACCOUNT.namespace,
        dependsOn: role.ready,
        values: {
          clusterName: host.physicalName,
          // Pods cannot ask the instance: one network hop keeps them from its metadata.
          region: host.region,
          vpcId: host.vpcId,
          serviceAccount: { create: true, name: ACCOUNT.name },
          replicaCount: replicas,
          podDisruptionBudget: { maxUnavailable: 1 },
          // The webhook would refuse every Service that is made while the controller is not ready yet.
          enableServiceMutatorWebhook: false,
          enableShield: false,
          enableWaf: false,
          defaultTags: host.tags,
        },
        // The chart makes a new certificate at each rendering; a preview would never come out empty.
        keep: {
          "kubernetes:core/v1:Secret": ["data"],
          "kubernetes:admissionregistration.k8s.io/v1:MutatingWebhookConfiguration": [
            "webhooks[*].clientConfig.caBundle",
          ],
          "kubernetes:admissionregistration.k8s.io/v1:ValidatingWebhookConfiguration": [
            "webhooks[*].clientConfig.caBundle",
          ],
        },
      });
      return [chart];
    },
  };
}
