import { parseArgs } from "node:util";
import { type BuildProgress, EngineError, type Found, findEngine, findLanguageHost } from "../engine";
import type { Command } from "./command";

const HELP = `Usage: estate engine [options]

Finds the Pulumi engine: \`pulumi\` on PATH, else an earlier build in the cache, else it is built from Go
modules (about three minutes on two cores, once). Prints the path of the command.

Options:
  --language-host  the Node language host too, which \`pulumi up\` on the command line needs
  --ignore-path    look past what is on PATH
  --json           print { pulumi: { path, version, source }, languageHost? } instead

The cache is \${XDG_CACHE_HOME:-~/.cache}/multicloud-estate/engine; nothing is written beside the sources.

Exit status: 0; 1 when there is no engine and none can be built; 2 for wrong usage.
`;

export const engineCommand: Command = {
  name: "engine",
  summary: "find the Pulumi engine, or build it from Go modules",
  help: HELP,
  async run(argv) {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        "language-host": { type: "boolean", default: false },
        "ignore-path": { type: "boolean", default: false },
        json: { type: "boolean", default: false },
      },
    });
    const options = { ignorePath: values["ignore-path"], onProgress: buildProgress(process.stderr) };
    try {
      const pulumi = await findEngine(options);
      const host = values["language-host"] ? await findLanguageHost(options) : undefined;
      process.stdout.write(values.json ? json(pulumi, host) : text(pulumi, host));
      return 0;
    } catch (error) {
      if (error instanceof EngineError) {
        process.stderr.write(`estate: ${error.message}\n`);
        return 1;
      }
      throw error;
    }
  },
};

function json(pulumi: Found, languageHost: Found | undefined): string {
  return `${JSON.stringify({ pulumi, ...(languageHost === undefined ? {} : { languageHost }) }, undefined, 2)}\n`;
}

function text(pulumi: Found, languageHost: Found | undefined): string {
  return [pulumi, languageHost].flatMap((found) => (found === undefined ? [] : [`${found.path}\n`])).join("");
}

/** Percent between two lines of progress where the stream is no terminal. */
const STEP = 10;

/** Shows a build's progress: one line that is rewritten on a terminal, a line every tenth elsewhere. */
export function buildProgress(stream: NodeJS.WriteStream): BuildProgress {
  let shown = -STEP;
  return ({ title, done, of }) => {
    if (of === undefined) {
      stream.write(`Building the ${title} from Go modules, once; modules are being fetched…\n`);
      shown = -STEP;
      return;
    }
    const percent = Math.min(100, Math.floor((100 * done) / of));
    if (stream.isTTY) {
      stream.write(`\r${title}: ${done} of ${of} packages compiled${done >= of ? "\n" : ""}`);
    } else if (percent >= shown + STEP) {
      shown = percent - (percent % STEP);
      stream.write(`${title}: ${percent} % of ${of} packages compiled\n`);
    }
  };
}
