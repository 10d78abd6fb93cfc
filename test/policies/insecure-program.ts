import { join } from "node:path";
import type { Project, ProjectStack } from "../../planner/project/project";

/** One program to a file; its name is the rule that must refuse it. */
export const INSECURE = join(__dirname, "insecure");

/** Runs an insecure program anew: another suite of the same process may have loaded it, and a module runs once. */
export function runInsecure(rule: string): void {
  const path = join(INSECURE, `${rule}.ts`);
  delete require.cache[path];
  require(path);
}

/** The project of which they are programs, with one stack: the engine is told of it and loads nothing of it. */
export function insecureProject(stack: ProjectStack): Project {
  return {
    directory: __dirname,
    name: "insecure",
    entry: __filename,
    workingDirectory: __dirname,
    esm: false,
    stacks: [stack],
  };
}
