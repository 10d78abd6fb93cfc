import { checkLabel } from "../checks";
import type { ChartPlacement, PlatformAddon } from "./addon";

/** Settings of {@link messagingOperator}. */
export interface MessagingOperatorArgs {
  /** Namespaces of the brokers that it looks after: those of `MessageBroker`. */
  readonly namespaces: readonly string[];
  /** Chart version. @default "0.6.16" */
  readonly version?: string;
  /** Nodes of the operator. @default any */
  readonly placement?: ChartPlacement;
}

/** Seen in its repository in 2026-11; the images in it are RabbitMQ's own, by digest. */
const VERSION = "0.6.16";
const NAMESPACE = "rabbitmq-system";

/**
 * RabbitMQ's cluster operator, which runs the brokers that `MessageBroker` declares. RabbitMQ publishes no chart; this one
 * installs its images and nothing else. Costs a pod of 128 MiB.
 */
export function messagingOperator(args: MessagingOperatorArgs): PlatformAddon {
  return {
    key: "messaging-operator",
    namespaces: [{ name: NAMESPACE }],
    charts: [
      {
        key: "rabbitmq-cluster-operator",
        chart: "oci://registry-1.docker.io/cloudpirates/rabbitmq-cluster-operator",
        version: args.version ?? VERSION,
        namespace: NAMESPACE,
        values: {
          fullnameOverride: "rabbitmq-operator",
          clusterOperator: {
            watchAllNamespaces: false,
            watchNamespaces: [...args.namespaces],
            // The namespace has policies of its own; the chart's would open it.
            networkPolicy: { enabled: false },
            resources: { requests: { cpu: "20m", memory: "128Mi" }, limits: { memory: "256Mi" } },
            ...args.placement,
          },
          // Topology comes as definitions that the broker reads when it starts.
          msgTopologyOperator: { enabled: false },
        },
      },
    ],
    check(faults) {
      for (const name of args.namespaces) {
        checkLabel(faults, "addons.messaging-operator.namespaces", name);
      }
      faults.check(args.namespaces.length > 0, {
        property: "addons.messaging-operator.namespaces",
        given: args.namespaces,
        allowed: "at least one namespace",
        fix: "name those of the brokers",
      });
    },
  };
}
