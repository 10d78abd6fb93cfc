/** What a picture of a stack consists of, before anybody has placed it. */
export interface Graph {
  readonly title: string;
  /** Outer frames first. */
  readonly frames: readonly Frame[];
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

export type CloudName = "aws" | "gcp" | "azure" | "kubernetes";

/** Something that holds boxes: a cloud, a network, a tier of subnets, a cluster. */
export interface Frame {
  readonly id: string;
  readonly kind: "cloud" | "network" | "tier" | "cluster";
  readonly title: string;
  /** Short facts behind the title: address block, zones. */
  readonly detail: string;
  /** The frame around this one. */
  readonly within?: string;
}

export interface Box {
  readonly id: string;
  /** A component, a part of a network, or somebody outside of the estate. */
  readonly kind: "component" | "part" | "outside";
  readonly title: string;
  /** What the title is: the component's class. */
  readonly subtitle: string;
  /** The children that matter, one line each. */
  readonly lines: readonly string[];
  readonly within?: string;
  readonly cloud?: CloudName;
  /** Resources that it stands for. */
  readonly resources: number;
}

/**
 * Why two boxes are joined: one can be reached from outside, one may connect to the other, one's events start the other,
 * one's identity may use the other, or one is built from what the other gives out.
 */
export type ArrowKind = "exposure" | "connection" | "event" | "access" | "dependency";

export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly kind: ArrowKind;
  readonly label: string;
}

export const CLOUD_TITLES: Readonly<Record<CloudName, string>> = {
  aws: "AWS",
  gcp: "Google Cloud",
  azure: "Azure",
  kubernetes: "Kubernetes",
};
