import { deepEqual, equal } from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { findEngine } from "../../planner/engine";
import { type Host, startHost } from "../../planner/rehearse/host";
import { type Run, runEngine } from "../../planner/rehearse/runs";
import { openWorkspace, prepareStage, type Stage } from "../../planner/rehearse/workspace";
import { PACKS } from "../../policies/packs";
import { type PackServer, packFolder, startPack } from "../policies/analyzer";
import { INSECURE, insecureProject, runInsecure } from "../policies/insecure-program";

const RULES = readdirSync(INSECURE).map((file) => basename(file, ".ts"));

const STACK = {
  name: "shop-prod",
  config: { "aws:region": "us-east-1", "gcp:project": "shop", "azure-native:location": "eastus" },
  secretConfig: [],
};
const PROJECT = insecureProject(STACK);

/** Building the engine takes minutes, once per machine. */
const BUILD_MS = 900_000;

/** Previews at once: a preview is the engine's work as much as the program's. */
const LANES = 2;

/** The engine would start each pack anew for each preview, which is most of a preview's time: one server of each is enough. */
const SHARED_ANALYZER = `#!/usr/bin/env bash
for pack; do :; done
cat "$(dirname "$0")/ports/$(basename "$(cd "$pack" && pwd)")" || exit 1
exec sleep 600
`;

async function startPacks(plugins: string): Promise<readonly PackServer[]> {
  const analyzer = join(plugins, "pulumi-analyzer-policy-nodejs");
  writeFileSync(analyzer, SHARED_ANALYZER);
  chmodSync(analyzer, 0o755);
  mkdirSync(join(plugins, "ports"));
  return Promise.all(
    PACKS.map(async ({ name }) => {
      const server = await startPack(packFolder(name), STACK.name);
      writeFileSync(join(plugins, "ports", name), `${server.port}\n`);
      return server;
    }),
  );
}

/** Previews one program after the other, in a stack of its own. */
async function lane(stage: Stage, label: string, queue: Iterator<string>, tell: (rule: string, run: Run) => void) {
  let current = "";
  const program = async (): Promise<void> => runInsecure(current);
  const workspace = await openWorkspace({ stage, project: PROJECT, stack: STACK, program, label });
  for (let next = queue.next(); next.done !== true; next = queue.next()) {
    current = next.value;
    const policyPacks = PACKS.map(({ name }) => packFolder(name));
    tell(current, await runEngine(workspace, "preview", { policyPacks }));
  }
}

describe("insecure programs on the real engine, with every pack attached", function () {
  this.timeout(BUILD_MS);
  const directory = mkdtempSync(join(tmpdir(), "estate-insecure-"));
  const runs = new Map<string, Run>();
  let host: Host | undefined;
  let packs: readonly PackServer[] = [];

  before(async () => {
    host = await startHost();
    const stage = { engine: await findEngine(), hostPort: host.port, directory };
    prepareStage(stage);
    packs = await startPacks(join(directory, "plugins"));
    const queue = RULES.values();
    const labels = Array.from({ length: LANES }, (_, index) => `lane-${index}`);
    await Promise.all(labels.map((label) => lane(stage, label, queue, (rule, run) => runs.set(rule, run))));
  });

  after(() => {
    host?.stop();
    for (const pack of packs) {
      pack.stop();
    }
    rmSync(directory, { recursive: true, force: true });
  });

  for (const rule of RULES) {
    it(`refuses by ${rule} alone`, () => {
      const run = runs.get(rule);
      equal(run?.ok, false);
      const refusals = run.policyViolations.map((violation) => violation.split(" ")[0]?.split("/")[1]);
      deepEqual([...new Set(refusals)], [rule]);
    });
  }
});
