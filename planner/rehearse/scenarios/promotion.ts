import type { CloudInventory, CloudResource } from "../../../simulator/provider";
import type { FailoverReport } from "../failover";

const GLOBAL_CLUSTERS: Readonly<Record<string, string>> = {
  "aws:rds/cluster:Cluster": "aws:rds/globalCluster:GlobalCluster",
  "aws:docdb/cluster:Cluster": "aws:docdb/globalCluster:GlobalCluster",
};

/** A member of a global cluster that was made its writer. */
export interface Promotion {
  readonly member: string;
  readonly frame: Pick<CloudResource, "type" | "scope" | "id" | "urn">;
}

/** What the runbook has an operator do in the second region: `failover-global-cluster` for each database. */
export function promote(inventory: CloudInventory, { services }: FailoverReport): readonly Promotion[] {
  const urns = new Set(services.flatMap(({ stores }) => stores.flatMap(({ promotes }) => promotes ?? [])));
  return inventory
    .all()
    .filter(({ urn }) => urns.has(urn))
    .flatMap((member) => {
      const frame = inventory
        .list(GLOBAL_CLUSTERS[member.type] ?? "")
        .find(({ id }) => id === member.inputs["globalClusterIdentifier"]);
      const arn = member.outputs["arn"];
      if (frame === undefined || typeof arn !== "string") {
        return [];
      }
      const globalClusterMembers = [{ dbClusterArn: arn, isWriter: true, readers: [] }];
      inventory.put({ ...frame, outputs: { ...frame.outputs, globalClusterMembers } });
      return [{ member: arn, frame }];
    });
}

/** Promotions that do not hold any more. */
export function undone(inventory: CloudInventory, promotions: readonly Promotion[]): readonly string[] {
  return promotions
    .filter(({ member, frame }) => {
      const now = inventory.get(frame.type, frame.scope, frame.id)?.outputs["globalClusterMembers"];
      return !JSON.stringify(now ?? []).includes(member);
    })
    .map(({ member, frame }) => `${member} is no longer the writer of ${frame.urn}`);
}
