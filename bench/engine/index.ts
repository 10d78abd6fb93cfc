/**
 * What a stack costs on the real engine, by the command line: previews with and without stacks/cheap-traces.ts, and one
 * `up` against that of an empty program with the same SDKs. Engine and program together, the simulated cloud left out;
 * processor time, because other work on the machine falsifies the other: `node scripts/bench.mjs engine`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Found, findEngine, findLanguageHost } from "../../planner/engine";
import { type Project, readProject } from "../../planner/project/project";
import { type CommandLine, type CommandLineOptions, openCommandLine } from "../../planner/rehearse/command-line";
import { startHost } from "../../planner/rehearse/host";
import type { Stage } from "../../planner/rehearse/workspace";

/** The folder in which the benchmark is started: the repository's root. */
const ROOT = process.cwd();
const HERE = join(ROOT, "bench", "engine");
const ROUNDS = 3;

/** Bash's `time` counts what a command has waited for: the engine with its program. */
const TIMED = ["bash", "-c", 'TIMEFORMAT="took %R %U %S"; time "$@"', "timed"];

interface Figure {
  /** Seconds by the clock. */
  readonly seconds: number;
  /** Seconds of processors. */
  readonly processor: number;
}

class Bench {
  private readonly stage: Stage;
  private readonly languageHost: Found;

  public constructor(stage: Stage, languageHost: Found) {
    this.stage = stage;
    this.languageHost = languageHost;
  }

  /** Previews by turns, so that other work on the machine meets both alike. */
  public async previews(project: Project, name: string): Promise<void> {
    const dear = `--require=${join(HERE, "dear-traces.cjs")}`;
    const cheap = await this.open(project, name, { label: "cheap" });
    const plain = await this.open(project, name, { label: "dear", nodeArguments: dear });
    const figures: Record<"cheap" | "dear", Figure[]> = { cheap: [], dear: [] };
    for (let round = 1; round <= ROUNDS; round += 1) {
      figures.cheap.push(await took(cheap, "preview", "--suppress-progress"));
      figures.dear.push(await took(plain, "preview", "--suppress-progress"));
    }
    print(`${name}: preview`, median(figures.cheap));
    print(`${name}: preview with every stack trace`, median(figures.dear), median(figures.cheap));
  }

  public async ups(project: Project, name: string): Promise<void> {
    const arguments_ = ["up", "--yes", "--skip-preview", "--suppress-progress"];
    const empty = await this.open(readProject(join(HERE, "empty")), "empty", { label: "empty", checkpoints: true });
    const nothing = await took(empty, ...arguments_);
    const all = await took(await this.open(project, name, { label: "up", checkpoints: true }), ...arguments_);
    const sparing = await took(await this.open(project, name, { label: "sparing" }), ...arguments_);
    print("empty program: up", nothing);
    print(`${name}: up`, all, nothing);
    print(`${name}: up, its state written once at the end`, sparing, nothing);
  }

  private async open(project: Project, name: string, options: CommandLineOptions): Promise<CommandLine> {
    const stack = project.stacks.find((one) => one.name === name);
    if (stack === undefined) {
      throw new Error(`there is no stack "${name}"`);
    }
    return openCommandLine(this.stage, this.languageHost, project, stack, { ...options, wrapper: TIMED });
  }
}

async function took(line: CommandLine, ...args: readonly string[]): Promise<Figure> {
  const output = await line.pulumi(...args);
  const [, seconds, user, system] = /^took (\S+) (\S+) (\S+)$/m.exec(output) ?? [];
  return { seconds: Number(seconds), processor: Number(user) + Number(system) };
}

function median(figures: readonly Figure[]): Figure {
  const sorted = [...figures].sort((left, right) => left.processor - right.processor);
  return sorted[Math.floor(sorted.length / 2)] ?? { seconds: Number.NaN, processor: Number.NaN };
}

function print(title: string, figure: Figure, base?: Figure): void {
  const ratio = base === undefined ? "" : `, ${(figure.processor / base.processor).toFixed(1)} times`;
  process.stdout.write(
    `${title}: ${figure.processor.toFixed(1)} s of processors${ratio}; ${figure.seconds.toFixed(1)} s by the clock\n`,
  );
}

async function main(): Promise<void> {
  const name = process.env["STACK"] ?? "cloudmart-prod";
  const project = readProject(ROOT);
  const directory = mkdtempSync(join(tmpdir(), "estate-bench-"));
  const host = await startHost();
  try {
    const stage = { engine: await findEngine(), hostPort: host.port, directory };
    const bench = new Bench(stage, await findLanguageHost());
    await bench.previews(project, name);
    await bench.ups(project, name);
  } finally {
    host.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

void main();
