import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type * as automation from "@pulumi/pulumi/automation";
import { runBundle } from "../plan/bundle";
import type { Project } from "../project/project";

let loads = 0;

/**
 * A project's entry as the Automation API runs it. It is loaded anew for each run, because a program's modules may make
 * the resources while they load; and it runs in the folder in which the Node runtime would run it.
 *
 * @param bundleFile the compiled program; absent for ECMAScript modules, which Node loads itself
 */
export function programOf(project: Project, bundleFile: string | undefined): automation.PulumiFn {
  return async () => {
    process.chdir(project.workingDirectory);
    const exported =
      bundleFile === undefined
        ? await importAnew(project.entry)
        : runBundle(readFileSync(bundleFile, "utf8"), project.entry);
    return (typeof exported === "function" ? exported() : exported) as Record<string, unknown>;
  };
}

async function importAnew(entry: string): Promise<unknown> {
  loads += 1;
  const module = (await import(`${pathToFileURL(entry).href}?run=${loads}`)) as Record<string, unknown>;
  return "default" in module ? module["default"] : module;
}

/** The Automation API of the program's own SDK: another copy would never see the program's resources. */
export function automationOf(project: Project): typeof automation {
  return createRequire(project.entry)("@pulumi/pulumi/automation") as typeof automation;
}
