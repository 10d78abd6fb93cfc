import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findEngine, findLanguageHost } from "../../planner/engine";
import { readProject } from "../../planner/project/project";
import { chosenStacks } from "../../planner/project/stacks";
import { type CommandLine, openCommandLine } from "../../planner/rehearse/command-line";
import { type Host, startHost } from "../../planner/rehearse/host";

const REPOSITORY = join(__dirname, "..", "..");
const STACK = "cloudmart-dev";

/** Building the engine and the language host takes minutes, once per machine. */
const BUILD_MS = 900_000;

describe("the repository by the command line", function () {
  this.timeout(BUILD_MS);
  let host: Host;
  let line: CommandLine;

  before(async () => {
    host = await startHost();
    const project = readProject(REPOSITORY);
    const [stack] = chosenStacks(project, [STACK]);
    assert.ok(stack !== undefined);
    const directory = mkdtempSync(join(tmpdir(), "estate-command-line-"));
    const stage = { engine: await findEngine(), hostPort: host.port, directory };
    line = await openCommandLine(stage, await findLanguageHost(), project, stack);
  });

  after(() => host.stop());

  it("previews and deploys with nothing but Pulumi.yaml, the stack's settings and the entry", async () => {
    const preview = await line.pulumi("preview", "--suppress-progress");
    const planned = Number(/\+ (\d+) to create/.exec(preview)?.[1]);
    assert.ok(planned > 100, preview.slice(-2_000));
    const up = await line.pulumi("up", "--yes", "--skip-preview", "--suppress-progress");
    assert.match(up, new RegExp(`\\+ ${planned} created`));
    assert.ok(line.inventory().all().length > 100);
  });
});
