import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findEngine, findLanguageHost } from "../../planner/engine";
import { readProject } from "../../planner/project/project";
import { chosenStacks } from "../../planner/project/stacks";
import { openCommandLine } from "../../planner/rehearse/command-line";
import { startHost } from "../../planner/rehearse/host";

/**
 * How long `pulumi preview` of a stack takes by the command line, engine and program together.
 *
 *     node --conditions=estate-source --import tsx bench/engine/preview.ts [stack] [runs]
 */
async function main([name = "cloudmart-dev", runs = "3"]: readonly string[]): Promise<void> {
  const project = readProject(join(__dirname, "..", ".."));
  const [stack] = chosenStacks(project, [name]);
  if (stack === undefined) {
    return;
  }
  const directory = mkdtempSync(join(tmpdir(), "estate-bench-"));
  const host = await startHost();
  try {
    const stage = { engine: await findEngine(), hostPort: host.port, directory };
    const line = await openCommandLine(stage, await findLanguageHost(), project, stack);
    for (let run = 1; run <= Number(runs); run += 1) {
      const began = performance.now();
      const output = await line.pulumi("preview", "--suppress-progress");
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      const resources = /\+ (\d+) to create/.exec(output)?.[1] ?? "?";
      process.stdout.write(`${name}: preview of ${resources} resources in ${seconds} s\n`);
    }
  } finally {
    host.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

void main(process.argv.slice(2));
