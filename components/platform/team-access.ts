/** What a team may do in a namespace. */
export type TeamLevel = "viewer" | "operator" | "deployer";

/** Arguments of `TeamAccess`. */
export interface TeamAccessArgs {
  readonly namespace: string;
  /**
   * Group of the cluster's access entries or of its identity provider → level: a viewer reads all but secrets; an operator
   * also restarts and scales; a deployer also changes workloads. None may read secrets, open shells, or give rights.
   */
  readonly groups: Readonly<Record<string, TeamLevel>>;
}
