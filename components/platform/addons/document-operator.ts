import { checkLabel } from "../checks";
import type { ChartPlacement, PlatformAddon } from "./addon";

/** Settings of {@link documentOperator}. */
export interface DocumentOperatorArgs {
  /** Namespace of the operator and of the replica sets that it looks after: it has no rights anywhere else. @default "mongodb" */
  readonly namespace?: string;
  /** Chart version. @default "1.3.0" */
  readonly version?: string;
  /** Nodes of the operator. @default any */
  readonly placement?: ChartPlacement;
}

/** The namespace of the operator and its replica sets, unless another is chosen. */
export const DOCUMENTS_NAMESPACE = "mongodb";
/** Read in its repository in 2026-11. */
const VERSION = "1.3.0";

/**
 * MongoDB's own operator, which runs the replica sets that `DocumentReplicaSet` declares: the Community edition, and nothing
 * of the Enterprise one. Costs a pod of 256 MiB.
 */
export function documentOperator(args: DocumentOperatorArgs = {}): PlatformAddon {
  const namespace = args.namespace ?? DOCUMENTS_NAMESPACE;
  return {
    key: "document-operator",
    namespaces: [{ name: namespace }],
    charts: [
      {
        key: "mongodb-kubernetes",
        chart: "mongodb-kubernetes",
        repository: "https://mongodb.github.io/helm-charts",
        version: args.version ?? VERSION,
        namespace,
        values: {
          operator: {
            watchedResources: ["mongodbcommunity"],
            // Each replica set has an account of its own, with fewer rights.
            createResourcesServiceAccountsAndRoles: false,
            // Cluster-wide rights for kinds that it does not look after here.
            enableClusterMongoDBRoles: false,
            webhook: { installClusterRole: false },
            telemetry: { enabled: false },
            resources: { requests: { cpu: "50m", memory: "256Mi" }, limits: { cpu: "500m", memory: "512Mi" } },
            ...args.placement,
          },
        },
      },
    ],
    check: (faults) => checkLabel(faults, "addons.document-operator.namespace", namespace),
  };
}
