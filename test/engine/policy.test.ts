import { deepEqual, equal, match, ok } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findEngine } from "../../planner/engine";
import type { RehearsalDocument } from "../../planner/rehearse";
import { startHost } from "../../planner/rehearse/host";
import { runEngine } from "../../planner/rehearse/runs";
import { openWorkspace, prepareStage } from "../../planner/rehearse/workspace";
import { CloudInventory, inventoryFile } from "../../simulator/provider";
import { packFolder } from "../policies/analyzer";
import { insecureProject, runInsecure } from "../policies/insecure-program";

const ROOT = join(__dirname, "..", "..");
const FIXTURE = join(ROOT, "test", "fixtures", "refused");
const STACK = { name: "dev", config: { "aws:region": "us-east-1" }, secretConfig: [] };
const PROJECT = insecureProject(STACK);
const RULE = "table-encrypted-with-customer-key";

/** Building the engine takes minutes, once per machine. */
const BUILD_MS = 900_000;

describe("a mandatory finding on the real engine, with the pack started as for users", function () {
  this.timeout(BUILD_MS);

  it("stops an update, and nothing is made", async () => {
    const directory = mkdtempSync(join(tmpdir(), "estate-policy-"));
    const host = await startHost();
    try {
      const stage = { engine: await findEngine(), hostPort: host.port, directory };
      prepareStage(stage);
      const program = async (): Promise<void> => runInsecure(RULE);
      const workspace = await openWorkspace({ stage, project: PROJECT, stack: STACK, program, label: "refused" });
      const up = await runEngine(workspace, "up", { policyPacks: [packFolder("encryption")] });
      equal(up.ok, false);
      deepEqual([...new Set(up.policyViolations.map((one) => one.split(" ")[0]))], [`encryption/${RULE}`]);
      deepEqual(workspace.inventory().all(), []);
    } finally {
      host.stop();
      rmSync(directory, { recursive: true, force: true });
    }
  });

  it("ends a rehearsal after its preview, by the packs of the project that nobody names", () => {
    const command = ["scripts/estate.mjs", "rehearse", "--program", FIXTURE, "--json", "-", "--keep", "--kill"];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: ROOT, encoding: "utf8" });
    const [, kept] = /rehearsal: left in (\S+)/.exec(stderr) ?? [];
    ok(kept !== undefined, stderr);
    try {
      equal(status, 1);
      match(stderr, /dev: preview: \d+ create in \S+ s \(refused by policy\)/);
      const document = JSON.parse(stdout) as RehearsalDocument;
      const [report] = document.stacks;
      const [refusal, ...findings] = report?.problems ?? [];
      equal(refusal, "preview was refused by mandatory policies; nothing was deployed");
      ok(findings.length > 0);
      ok(findings.every((one) => one.startsWith(`mandatory policy: encryption/${RULE} `)));
      deepEqual([report?.operations, report?.leftovers], [[], []]);
      deepEqual(document.skipped, [{ stack: "dev", scenario: "kill" }]);
      deepEqual(new CloudInventory(inventoryFile(join(kept, "dev-life", "cloud"))).sync().calls, []);
    } finally {
      rmSync(kept, { recursive: true, force: true });
    }
  });
});
