import { Faults } from "../core/faults";
import { checkCidr, checkLabel, checkWhole } from "./checks";
import { type MeshCaller, principal } from "./workload-mesh";

/** Pods that a workload talks to, and how they are reached. A workload is one; so is what a chart installs. */
export interface PodPeer {
  /** Unique among the caller's peers: a part of names. */
  readonly peerName: string;
  readonly namespace: string;
  readonly podLabels: Readonly<Record<string, string>>;
  readonly port: number;
  /** Opens the peer's own side. A chart's pods have none here: their namespace's policies say who may come. */
  allowFrom?(key: string, source: TrafficSource, port?: number): void;
}

/** Where requests come from. */
export type TrafficSource =
  | { readonly cidrs: readonly string[] }
  | {
      readonly namespace: string;
      readonly podLabels?: Readonly<Record<string, string>>;
      /** Service account of callers that are in the mesh; a member of it lets in no others. */
      readonly account?: string;
      /** Port on which it comes to members of the mesh, outside of mutual TLS: Prometheus, to a sidecar. */
      readonly meshPort?: number;
    };

/** A place outside the cluster. */
export interface ExternalTarget {
  readonly cidrs: readonly string[];
  /** TCP ports. */
  readonly ports: readonly number[];
}

/** Stands for blocks where a connection has none to check. */
export const ANY_BLOCK = ["10.0.0.0/8"] as const;

/**
 * Who a caller is to a member of the mesh.
 * @param name the workload's @param own the port that it listens on
 */
export function meshCaller(name: string, own: number, source: TrafficSource, port: number): MeshCaller {
  const faults = new Faults("Workload", name, "connections");
  if ("cidrs" in source) {
    faults.check(port === own, {
      property: "port",
      given: port,
      allowed: `${own}: a member of the mesh takes callers without a certificate at its own port alone`,
      fix: "drop the port",
    });
    faults.throwIfAny();
    return { cidrs: source.cidrs };
  }
  faults.check(source.account !== undefined, {
    property: "source.account",
    given: source.account,
    allowed: "the service account of callers that are in the mesh themselves",
    fix: "set mesh on the calling workload, or name the account of its pods",
  });
  faults.throwIfAny();
  return { principal: principal({ namespace: source.namespace, name: source.account ?? "" }) };
}

/** Throws what is wrong with one side of a connection. */
export function checkExternal(name: string, key: string, cidrs: readonly string[], ports: readonly number[]): void {
  const faults = new Faults("Workload", name, "connections");
  for (const part of key.split(".")) {
    checkLabel(faults, "key", part);
  }
  for (const cidr of cidrs) {
    checkCidr(faults, "cidrs", cidr);
  }
  for (const port of ports) {
    checkWhole(faults, "port", port, { min: 1, max: 65_535 }, "a port");
  }
  faults.check(cidrs.length > 0 && ports.length > 0, {
    property: "cidrs",
    given: cidrs,
    allowed: "at least one block and one port: an empty list would open everything",
    fix: "name them",
  });
  faults.throwIfAny();
}
