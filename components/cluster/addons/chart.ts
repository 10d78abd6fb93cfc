import { Chart } from "@pulumi/kubernetes/helm/v4";
import type * as pulumi from "@pulumi/pulumi";

/** A chart, pinned. */
export interface ChartSpec {
  /** Part of the logical name: `karpenter-crd`. */
  readonly key: string;
  /** Name in the repository, or an `oci://` reference. */
  readonly chart: string;
  /** Absent for `oci://`. */
  readonly repository?: string;
  readonly version: string;
  readonly namespace: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** @default false */
  readonly skipCrds?: boolean;
  readonly dependsOn?: readonly pulumi.Resource[];
  /**
   * Properties that the chart fills at random each time it is rendered, by the object's type token; what is in the cluster
   * stays. @default none
   */
  readonly keep?: Readonly<Record<string, readonly string[]>>;
}

/**
 * Installs a chart as `helm.v4.Chart` and not as a `Release`: its objects are resources, so that a preview shows them, a
 * policy pack judges them, and a refresh notices drift.
 */
export function makeChart(name: string, spec: ChartSpec, opts: pulumi.ComponentResourceOptions): Chart {
  const { keep } = spec;
  return new Chart(
    name,
    {
      chart: spec.chart,
      ...(spec.repository === undefined ? {} : { repositoryOpts: { repo: spec.repository } }),
      version: spec.version,
      namespace: spec.namespace,
      // The release's name: it stands in the objects' names, which must not change with the component's.
      name: spec.key,
      values: { ...spec.values },
      skipCrds: spec.skipCrds ?? false,
    },
    { ...opts, ...(keep === undefined ? {} : { transforms: [keepProperties(keep)] }) },
  );
}

/** Keeps properties of some of a chart's objects as they are in the cluster. */
export function keepProperties(keep: Readonly<Record<string, readonly string[]>>): pulumi.ResourceTransform {
  return ({ type, props, opts }) => {
    const properties = keep[type];
    if (properties === undefined) {
      return undefined;
    }
    const before = "ignoreChanges" in opts ? (opts.ignoreChanges ?? []) : [];
    return { props, opts: { ...opts, ignoreChanges: [...before, ...properties] } };
  };
}
