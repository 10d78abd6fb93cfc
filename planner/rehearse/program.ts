import { createRequire } from "node:module";
import { dirname, sep } from "node:path";
import { pathToFileURL } from "node:url";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import type { Project } from "../project/project";

let loads = 0;

/**
 * A project's entry as the Automation API runs it. It is loaded anew for each run, because a program's modules may make
 * the resources while they load; and it runs in the folder in which the Node runtime would run it.
 */
export function programOf(project: Project): PulumiFn {
  return async () => {
    process.chdir(dirname(project.entry));
    const exported = project.esm ? await importAnew(project.entry) : requireAnew(project);
    return (typeof exported === "function" ? exported() : exported) as Record<string, unknown>;
  };
}

async function importAnew(entry: string): Promise<unknown> {
  loads += 1;
  const module = (await import(`${pathToFileURL(entry).href}?run=${loads}`)) as Record<string, unknown>;
  return "default" in module ? module["default"] : module;
}

function requireAnew(project: Project): unknown {
  const require = createRequire(project.entry);
  for (const path of Object.keys(require.cache)) {
    const own = path.startsWith(`${project.directory}${sep}`) && !path.includes(`${sep}node_modules${sep}`);
    if (own && !path.startsWith(__dirname)) {
      delete require.cache[path];
    }
  }
  return require(project.entry) as unknown;
}
