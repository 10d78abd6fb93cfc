import type * as pulumi from "@pulumi/pulumi";
import type { ChartSpec } from "../../cluster/addons/chart";
import type { Faults } from "../../core/faults";
import type { Statement } from "../../core/policy";
import type { PlatformNamespace } from "../namespace";

/**
 * Something that the platform installs by its official chart. A new one is a file like its neighbours: a function that takes
 * the settings and returns this.
 */
export interface PlatformAddon {
  /** Unique in a platform: `tracing`. */
  readonly key: string;
  /** Keys of add-ons that must stand before. @default none */
  readonly dependsOn?: readonly string[];
  /** Namespaces of its own, the charts' among them. */
  readonly namespaces: readonly AddonNamespace[];
  /** In order; each waits for the one before. */
  readonly charts: readonly Omit<ChartSpec, "dependsOn">[];
  /** Permissions in AWS of one of its service accounts. @default none */
  readonly identity?: {
    readonly account: { readonly namespace: string; readonly name: string };
    readonly statements: readonly Statement[];
  };
  /** Records what is wrong with the settings, before anything is registered. */
  check?(faults: Faults): void;
  /** Makes what the charts' pods wait for, such as a Secret: a chart stands only once its pods do. */
  prepare?(stage: AddonStage): readonly pulumi.Resource[];
  /** Makes further objects, once the charts stand. */
  finish?(stage: AddonStage): readonly pulumi.Resource[];
}

/** Nodes on which an add-on's pods run. Agents of every node go everywhere all the same. */
export interface ChartPlacement {
  /** Labels that a node must have. */
  readonly nodeSelector: Readonly<Record<string, string>>;
  /** Taints that its pods put up with. */
  readonly tolerations: readonly {
    readonly key: string;
    readonly operator: "Equal" | "Exists";
    readonly value?: string;
    readonly effect: "NoSchedule" | "NoExecute" | "PreferNoSchedule";
  }[];
}

/** A namespace of an add-on. Its pods may talk among themselves and to the Kubernetes API. */
export interface AddonNamespace {
  readonly name: string;
  /** @default "restricted" */
  readonly podSecurity?: "restricted" | "privileged";
  /** TCP ports on which pods of other namespaces may call. @default none */
  readonly openPorts?: readonly number[];
  /** Namespaces whose pods may call there. @default every namespace */
  readonly openTo?: readonly string[];
  /** TCP ports on which the control plane calls a webhook, from addresses that nobody knows beforehand. @default none */
  readonly webhookPorts?: readonly number[];
  /** TCP ports, beside 443, on which its pods may call anybody: Prometheus scrapes. @default none */
  readonly outwardPorts?: readonly number[] | "any";
  /** Its pods use EKS Pod Identity. @default false */
  readonly podIdentity?: boolean;
}

/** What an add-on's own steps see. */
export interface AddonStage {
  childName(role: string, key?: string): string;
  /** Options for an object, after what must stand before it. */
  readonly options: pulumi.CustomResourceOptions;
  readonly namespaces: Readonly<Record<string, PlatformNamespace>>;
}
