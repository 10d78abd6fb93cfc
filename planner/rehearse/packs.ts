import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** What makes a folder a policy pack. */
const PACK_FILE = "PulumiPolicy.yaml";

export function isPack(folder: string): boolean {
  return existsSync(join(folder, PACK_FILE));
}

/** Folders of a project's own policy packs: those below policies/packs. */
export function projectPacks(project: string): readonly string[] {
  const folder = join(project, "policies", "packs");
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    return [];
  }
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter(isPack);
}
