import { numberOf, objectOf, textOf } from "../../proofs/read";
import { OBJECTIVES } from "../../proofs/recovery";
import { Aftermath } from "./aftermath";
import type { Deployed } from "./deployed";

export interface RecoveryRegions {
  readonly first: string;
  readonly second: string;
}

/** A critical service, as its stack declares it. */
export interface CriticalService {
  readonly name: string;
  readonly rpoMinutes: number;
  readonly rtoMinutes: number;
  readonly decisionMinutes: number;
  /** URN of the name that fails over. */
  readonly entry: string;
  readonly stores: readonly DeclaredStore[];
}

export interface DeclaredStore {
  readonly name: string;
  readonly urn: string;
  /** Why its content may be lost. */
  readonly losable: string | undefined;
}

/** What one `RecoveryObjectives` of the stack declares. */
export interface Objectives extends RecoveryRegions {
  readonly services: readonly CriticalService[];
}

export function objectivesOf(deployed: Deployed): readonly Objectives[] {
  return deployed
    .filter(({ type }) => type === OBJECTIVES)
    .map(({ outputs }) => ({
      first: textOf(outputs["firstRegion"]) ?? "",
      second: textOf(outputs["secondRegion"]) ?? "",
      services: Object.entries(objectOf(outputs["services"])).map(([name, value]) => {
        const service = objectOf(value);
        return {
          name,
          rpoMinutes: numberOf(service["rpoMinutes"], 0),
          rtoMinutes: numberOf(service["rtoMinutes"], 0),
          decisionMinutes: numberOf(service["decisionMinutes"], 0),
          entry: textOf(service["entry"]) ?? "",
          stores: Object.entries(objectOf(service["stores"])).map(([store, declared]) => ({
            name: store,
            urn: textOf(objectOf(declared)["urn"]) ?? "",
            losable: textOf(objectOf(declared)["losable"]),
          })),
        };
      }),
    }));
}

/** What is gone with the first region, and what is left. */
export function loseRegion(deployed: Deployed, regions: RecoveryRegions): Aftermath {
  return new Aftermath(deployed, regions);
}
