import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core/component";
import { Faults } from "../core/faults";
import { checkLabel, checkServiceName } from "./checks";
import type { EnvironmentValue } from "./workload-args";
import { isReference } from "./workload-plan";

/** Arguments of {@link DeployedEnvironment}. */
export interface DeployedEnvironmentArgs {
  /** Namespace of the workload, which must exist. */
  readonly namespace: string;
  /** Environment variables of a workload, of any kind. */
  readonly environment: Readonly<Record<string, EnvironmentValue>>;
}

/**
 * Keeps what only a deployment tells, such as a database's address, out of manifests that are rendered to files: it goes
 * into a ConfigMap of the cluster, and the manifest refers to it. The manifests are then the same before a deployment and
 * after it, and in every clone of the repository.
 *
 * Creates one ConfigMap, named after the component, where any value comes from a resource; its provider is the cluster's, and
 * not the one that renders. A value that changes later reaches pods when they start anew. Costs nothing.
 *
 * @example
 * const { environment } = new DeployedEnvironment(
 *   "orders",
 *   { namespace: "shop", environment: { DATABASE_HOST: database.endpoint, LOG_LEVEL: "info" } },
 *   { provider: cluster.provider },
 * );
 * new Workload("orders", { namespace: "shop", environment }, { provider: manifests.provider });
 */
export class DeployedEnvironment extends EstateComponent {
  /** The same variables, with references in place of what only a deployment tells. */
  public readonly environment: Readonly<Record<string, EnvironmentValue>>;
  public readonly configMap: ConfigMap | undefined;

  public constructor(name: string, args: DeployedEnvironmentArgs, opts?: pulumi.ComponentResourceOptions) {
    checkNames(name, args.namespace);
    super("estate:platform:DeployedEnvironment", name, args, opts);
    const mapName = `${name}-deployed`;
    const deployed = Object.entries(args.environment).flatMap(([key, value]) =>
      typeof value === "string" || isReference(value) ? [] : [[key, pulumi.output(value)] as const],
    );
    this.configMap =
      deployed.length === 0
        ? undefined
        : new ConfigMap(
            this.childName("values"),
            { metadata: { name: mapName, namespace: args.namespace }, data: Object.fromEntries(deployed) },
            this.childOptions(),
          );
    const references = deployed.map(([key]) => [key, { configMap: mapName, key }] as const);
    this.environment = { ...args.environment, ...Object.fromEntries(references) };
    this.registerOutputs({});
  }
}

function checkNames(name: string, namespace: string): void {
  const faults = new Faults("DeployedEnvironment", name);
  checkServiceName(faults, "name", name);
  checkLabel(faults, "namespace", namespace);
  faults.throwIfAny();
}
