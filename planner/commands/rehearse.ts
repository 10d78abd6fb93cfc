import { EngineError, findEngine } from "../engine";
import { isClean, rehearse, SCENARIOS, UncompiledError } from "../rehearse";
import { renderRehearsal } from "../rehearse/render";
import { painter } from "../terminal/style";
import type { Command } from "./command";
import { buildProgress } from "./engine";
import { rehearseRequest } from "./rehearse-options";
import { writeOutput } from "./target";

const HELP = `Usage: estate rehearse [stack…] [options]

Runs stacks on the official Pulumi engine against the simulated cloud: preview, up, refresh, up again, an
update and destroy. The engine is \`pulumi\` on PATH, or built once from Go modules (see: estate engine).
Nothing is written outside a temporary folder; no login, account or network is used.

The fault failover takes the first region away from what is deployed, and tells for each critical
service, by the simulated clock, when it serves from the second, by which way, and what it lost.

Options:
  --program DIR       the Pulumi project to rehearse (default: the current folder)
  --faults WHICH      none (default), all, a number of stack and fault pairs drawn by the seed, or names:
${SCENARIOS.map(({ name, title }) => `                        ${name.padEnd(9)} ${title}`).join("\n")}
  --kill              kill the engine too, whichever faults are chosen
  --minutes N         begin no further fault after so many minutes; what was left out is told
  --seed TEXT         decides what is drawn (default: the git commit); it is always printed
  --policy-pack DIR   attach a policy pack; may be given several times (default: policies/packs/*);
                      they judge the preview; what a mandatory rule refuses is not deployed
  --no-policy         attach none
  --states DIR        preview over the states of an earlier version: nothing that holds data may be
                      replaced or deleted (default: test/engine/states, where it is there)
  --save-states DIR   save the states as they stand once everything is up
  --json FILE|-       write the report as JSON; "-" is standard output
  --keep              leave the temporary folder for inspection

Exit status: 0; 1 when something failed, was lost or was left over; 2 for wrong usage.
`;

export const rehearseCommand: Command = {
  name: "rehearse",
  summary: "run stacks on the real engine against the simulated cloud, with faults",
  help: HELP,
  async run(argv) {
    const { rehearsal, json } = rehearseRequest(argv);
    try {
      const document = await rehearse({
        ...rehearsal,
        engine: await findEngine({ onProgress: buildProgress(process.stderr) }),
        progress: (stack, text) => process.stderr.write(`${stack}: ${text}\n`),
      });
      const stream = json === "-" ? process.stderr : process.stdout;
      stream.write(renderRehearsal(document, painter(stream)));
      if (json !== undefined) {
        writeOutput("--json", json, `${JSON.stringify(document, undefined, 2)}\n`);
      }
      return document.stacks.every(isClean) ? 0 : 1;
    } catch (error) {
      if (error instanceof EngineError || error instanceof UncompiledError) {
        process.stderr.write(`estate: ${error.message}\n`);
        return 1;
      }
      throw error;
    }
  },
};
