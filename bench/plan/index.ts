/**
 * How much planning costs beside what it cannot avoid: `estate plan` over every stack, against the same resources registered
 * by bare constructors on the SDK's stock mocks. Prints medians and ratios of one run: `npm run bench:plan`.
 */
import { fork, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import type { PlanDocument } from "../../planner/plan/document";
import { planStacks } from "../../planner/plan/run";
import { readProject } from "../../planner/project/project";
import { PACKS } from "../../policies";

const ROUNDS = 5;
/** The most that planning may take, in times of the bare registration. */
const BOUND = 1.5;
/** The folder in which the benchmark is started: the repository's root. */
const ROOT = process.cwd();
const MS = 1000;
const KB_PER_MB = 1024;

interface Figure {
  readonly seconds: number;
  readonly peakMb: number;
}

async function planned(packs: readonly string[]): Promise<Figure> {
  const project = readProject(ROOT);
  const started = performance.now();
  let peakMb = 0;
  const results = await planStacks(project, project.stacks, {
    preview: "needed",
    packs,
    today: "2026-11-21",
    timeoutSeconds: 120,
    onProgress: () => undefined,
    onMemory: (kb) => {
      peakMb = Math.max(peakMb, kb / KB_PER_MB);
    },
  });
  if (results.some((result) => !("plan" in result))) {
    throw new Error("a stack could not be planned");
  }
  return { seconds: (performance.now() - started) / MS, peakMb };
}

async function bare(files: readonly string[]): Promise<Figure> {
  const started = performance.now();
  let peakMb = 0;
  const queue = files.values();
  const lane = async (): Promise<void> => {
    for (const file of queue) {
      peakMb = Math.max(peakMb, (await bareOne(file)) / KB_PER_MB);
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), files.length) }, lane));
  return { seconds: (performance.now() - started) / MS, peakMb };
}

function bareOne(file: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let kb = 0;
    const child = fork(join(ROOT, "bench/plan/bare.cjs"), [file], {
      execArgv: [],
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    child.on("message", (message: { maxRssKb: number }) => {
      kb = message.maxRssKb;
    });
    child.once("exit", (code) =>
      code === 0 ? resolve(kb) : reject(new Error(`the bare program ended with status ${code}`)),
    );
  });
}

/** One file of resources per stack, parents before children, from a plan. */
function writeResources(folder: string): readonly string[] {
  const file = join(folder, "plan.json");
  const cli = ["scripts/estate.mjs", "plan", "--json", file];
  spawnSync(process.execPath, cli, { cwd: ROOT, stdio: "ignore" });
  const { stacks } = JSON.parse(readFileSync(file, "utf8")) as PlanDocument;
  return stacks.map(({ name, resources }) => {
    const path = join(folder, `${name}.json`);
    const depth = (urn: string): number => (urn.split("::")[2] ?? "").split("$").length;
    const ordered = resources
      .filter((resource) => resource.parent !== null)
      .sort((left, right) => Number(left.custom) - Number(right.custom) || depth(left.urn) - depth(right.urn));
    writeFileSync(path, JSON.stringify({ stack: name, resources: ordered }));
    return path;
  });
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "estate-bench-"));
  try {
    const files = writeResources(folder);
    const rows: { plan: Figure; once: Figure; bare: Figure }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      // In turn, so that a change in the machine's speed meets all three.
      rows.push({
        bare: await bare(files),
        once: await planned([]),
        plan: await planned(PACKS.map((pack) => pack.name)),
      });
      process.stderr.write(`round ${round + 1} of ${ROUNDS}\n`);
    }
    const line = (title: string, pick: (row: (typeof rows)[number]) => Figure): void => {
      const seconds = median(rows.map((row) => pick(row).seconds));
      const memory = median(rows.map((row) => pick(row).peakMb));
      const time = median(rows.map((row) => pick(row).seconds / row.bare.seconds));
      const space = median(rows.map((row) => pick(row).peakMb / row.bare.peakMb));
      process.stdout.write(
        `${title.padEnd(34)} ${seconds.toFixed(2).padStart(6)} s ${memory.toFixed(0).padStart(5)} MB` +
          `   time × ${time.toFixed(2)}  memory × ${space.toFixed(2)}\n`,
      );
    };
    process.stdout.write(`${files.length} stacks, ${ROUNDS} rounds, medians; bound × ${BOUND}\n`);
    line("bare SDK", (row) => row.bare);
    line("estate plan --packs none", (row) => row.once);
    line("estate plan", (row) => row.plan);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

void main();
