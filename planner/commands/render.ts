import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { UsageError } from "../errors";
import { progressReporter } from "../plan/progress";
import { renderFailure } from "../plan/render";
import { planStacks } from "../plan/run";
import { readProject } from "../project/project";
import { chosenStacks } from "../project/stacks";
import { compareRendering, type Rendering, writeRendering } from "../render";
import { type Painter, painter } from "../terminal/style";
import { wrap } from "../terminal/table";
import type { Command } from "./command";
import { DEFAULT_TIMEOUT_SECONDS } from "./stacks";
import { checkOutputs } from "./target";

const HELP = `Usage: estate render <stack> [options]

Writes the manifests of a stack's workloads, the tree that Argo CD reads: every object under a Kubernetes
provider with renderYamlToDirectory, where "pulumi up" would write it. Runs offline; the same program gives
the same bytes. A manifest with a secret in it is refused. Values that only a deployment tells, such as a
database's address, are the simulated cloud's, with a comment behind them.

Options:
  --program DIR  the Pulumi project (default: the current folder)
  --out DIR      folder below which the tree goes (default: the program's, as for "pulumi up")
  --check        write nothing; fail where the tree is not what would be written, as a pull request's check does

Exit status: 0; 1 when the program fails, a manifest is refused or --check finds a difference; 2 for wrong usage.
`;

export const renderCommand: Command = {
  name: "render",
  summary: "write the manifests of a stack's workloads, which Argo CD reads",
  help: HELP,
  async run(argv) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        program: { type: "string", default: "." },
        out: { type: "string" },
        check: { type: "boolean", default: false },
      },
    });
    const project = readProject(values.program);
    if (positionals.length !== 1) {
      const there = project.stacks.map((one) => one.name).join(", ");
      throw new UsageError(`render takes one stack; there are: ${there}`);
    }
    checkOutputs({ folders: { "--out": values.check ? undefined : values.out } });
    const paint = painter(process.stderr);
    const [result] = await planStacks(project, chosenStacks(project, positionals), {
      preview: "always",
      packs: [],
      // Waivers are judged by day; without packs there are none.
      today: "1970-01-01",
      timeoutSeconds: DEFAULT_TIMEOUT_SECONDS,
      onProgress: progressReporter(process.stderr),
      render: true,
    });
    if (result === undefined || "failure" in result) {
      process.stderr.write(result === undefined ? "" : `${renderFailure(result.stack, result.failure, paint)}\n`);
      return 1;
    }
    const base = resolve(values.out ?? project.workingDirectory);
    return write(base, result.stack.name, result.rendering, { paint, check: values.check });
  },
};

function write(
  base: string,
  stack: string,
  rendering: Rendering | undefined,
  { paint, check }: { readonly paint: Painter; readonly check: boolean },
): number {
  if (rendering === undefined || rendering.folders.length === 0) {
    process.stderr.write(
      `estate: ${stack} renders no workloads: none of its Kubernetes providers has renderYamlToDirectory. ` +
        "Make its workloads under the provider of a RenderedManifests\n",
    );
    return 1;
  }
  if (rendering.refusals.length > 0) {
    const reasons = rendering.refusals.map((reason) => wrap(reason, 2)).join("\n");
    process.stderr.write(`${paint.bad(`${stack} is not rendered; nothing was written`)}\n${reasons}\n`);
    return 1;
  }
  const { changed, removed, unchanged } = (check ? compareRendering : writeRendering)(base, rendering);
  const simulated = rendering.manifests.reduce((sum, manifest) => sum + manifest.simulated.length, 0);
  const [writes, removes] = check ? ["to write", "to remove"] : ["written", "removed"];
  const lines = [
    `${rendering.manifests.length} manifests in ${rendering.folders.map((folder) => resolve(base, folder)).join(", ")}`,
    `${changed.length} ${writes}, ${unchanged} unchanged, ${removed.length} ${removes}`,
    ...(check ? [...changed, ...removed].map((file) => `  ${file}`) : []),
    ...(simulated === 0 ? [] : [`${simulated} values are the simulated cloud's: a deployment writes others there`]),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
  return check && changed.length + removed.length > 0 ? 1 : 0;
}
