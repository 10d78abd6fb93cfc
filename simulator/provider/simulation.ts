import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FaultSettings } from "./faults";

/** Environment variable that names the folder of a simulation. */
export const DIRECTORY_VARIABLE = "ESTATE_SIMULATION";
/** Environment variable with the port of a host that serves many providers at once; without it each serves itself. */
export const HOST_VARIABLE = "ESTATE_SIMULATION_HOST";

/** Settings of a simulation, read anew by each provider that starts. */
export interface SimulationSettings {
  readonly faults?: FaultSettings;
  /** Ids, ARNs and names of what exists before the estate: administrators' roles, domains. */
  readonly given?: readonly string[];
}

export function inventoryFile(directory: string): string {
  return join(directory, "inventory.jsonl");
}

function settingsFile(directory: string): string {
  return join(directory, "settings.json");
}

export function readSettings(directory: string): SimulationSettings {
  const file = settingsFile(directory);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as SimulationSettings) : {};
}

export function writeSettings(directory: string, settings: SimulationSettings): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(settingsFile(directory), JSON.stringify(settings));
}
