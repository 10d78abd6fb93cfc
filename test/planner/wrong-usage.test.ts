import { equal, match, rejects, throws } from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { COMMANDS } from "../../planner/commands";
import { faultsOf, rehearseRequest } from "../../planner/commands/rehearse-options";
import { UsageError } from "../../planner/errors";
import { readProject } from "../../planner/project/project";

const ROOT = join(__dirname, "..", "..");
const GOOD = ["--program", join(ROOT, "test", "fixtures", "programs", "good")];
const ENGINE = ["--program", join(ROOT, "test", "fixtures", "engine")];
const folder = mkdtempSync(join(tmpdir(), "estate-usage-"));
const file = join(folder, "file");

/** What a command says of wrong usage, before it has done any work. */
async function complaint(name: string, ...args: readonly string[]): Promise<string> {
  const command = COMMANDS.find((one) => one.name === name);
  let message = "";
  await rejects(command?.run(args) ?? Promise.resolve(), (error) => {
    message = error instanceof UsageError ? error.message : `${error}`;
    return error instanceof UsageError;
  });
  return message;
}

/** A project's folder with these files besides a program. */
function project(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(folder, "project-"));
  const all = { "Pulumi.yaml": "name: shop\nruntime: nodejs\n", "index.ts": "export {};\n", ...files };
  for (const [name, text] of Object.entries(all)) {
    writeFileSync(join(directory, name), text);
  }
  return directory;
}

describe("wrong usage of the command line", () => {
  before(() => writeFileSync(file, ""));
  after(() => rmSync(folder, { recursive: true }));

  for (const [command, option, args] of [
    ["plan", "--json", GOOD],
    ["plan", "--html", GOOD],
    ["policies", "--json", []],
    ["diagram", "--out", ["dev", ...GOOD]],
    ["rehearse", "--json", ["sound", ...ENGINE]],
  ] as const) {
    it(`is told before the work where estate ${command} ${option} names what is no file that can be written`, async () => {
      const said = `${option}: "${folder}" cannot be written: it is a folder; name a file in it`;
      equal(await complaint(command, ...args, option, folder), said);
      const nowhere = join(folder, "nowhere", "x");
      match(
        await complaint(command, ...args, option, nowhere),
        /cannot be written: there is no folder \S+nowhere; make it/,
      );
      match(
        await complaint(command, ...args, option, join(file, "x")),
        /cannot be written: \S+file is a file; name a folder/,
      );
      match(await complaint(command, ...args, option, ""), /cannot be written: it is empty; name one/);
    });
  }

  for (const [command, option, args] of [
    ["plan", "--reports", GOOD],
    ["render", "--out", ["dev", ...GOOD]],
    ["rehearse", "--save-states", ["sound", ...ENGINE]],
  ] as const) {
    it(`is told before the work where estate ${command} ${option} names what is no folder`, async () => {
      for (const path of [file, join(file, "below")]) {
        equal(
          await complaint(command, ...args, option, path),
          `${option}: "${path}" cannot be written: ${file} is a file; name a folder`,
        );
      }
    });
  }

  it("is told where a disk turns out to be full once it is written to", async function () {
    if (!existsSync("/dev/full")) {
      this.skip();
    }
    equal(
      await complaint("policies", "--json", "/dev/full"),
      '--json: "/dev/full" cannot be written: no space left on device',
    );
  });

  it("is told where a stack is named twice, a day does not exist, or the time is more than a timer holds", async () => {
    match(
      await complaint("plan", ...GOOD, "--today", "2026-02-31"),
      /--today takes a day such as \S+, not "2026-02-31"/,
    );
    equal(await complaint("rehearse", "sound", "sound", ...ENGINE), 'stack "sound" is named twice; name it once');
    match(
      await complaint("plan", ...GOOD, "--timeout", "1e9"),
      /--timeout takes a number of seconds .* up to 2147483,/,
    );
  });

  it("of estate rehearse is told all at once, before the engine is looked for", async () => {
    const said = await complaint(
      ...(["rehearse", "nowhere", ...ENGINE, "--faults", "rain,kill", "--minutes", "soon"] as const),
      ...["--policy-pack", folder, "--policy-pack", "policies/packs/mercy", "--states", file, "--json", folder],
    );
    equal(
      said,
      [
        `--json: "${folder}" cannot be written: it is a folder; name a file in it`,
        'rehearsed-shop has no stack "nowhere"; there are: leaking, long, misordered, sound',
        '--faults takes none, all, a number, or some of drift, failover, delete, timeout, throttle, kill, create; not "rain"',
        '--minutes takes a number above 0; not "soon"',
        `--policy-pack: "${folder}" holds no PulumiPolicy.yaml; name the folder of a policy pack`,
        '--policy-pack: "policies/packs/mercy" holds no PulumiPolicy.yaml; name the folder of a policy pack',
        `--states: "${file}" is no folder; name one that --save-states has filled`,
      ].join("\n"),
    );
    match(
      await complaint("rehearse", "sound", ...ENGINE, "--states", folder),
      /--states: \S+ holds no state of sound;/,
    );
    match(
      await complaint("rehearse", "sound", ...ENGINE, "--no-policy", "--policy-pack", "policies/packs/encryption"),
      /--no-policy attaches none and --policy-pack attaches one/,
    );
  });

  it("is not what a pack's relative path is: it is read from where the user stands", () => {
    const { rehearsal } = rehearseRequest(["sound", ...ENGINE, "--policy-pack", "policies/packs/encryption"]);
    equal(rehearsal.policyPacks.join(), join(process.cwd(), "policies", "packs", "encryption"));
  });

  for (const [given, kill, chosen] of [
    [undefined, false, "none"],
    [undefined, true, ["kill"]],
    ["none", true, ["kill"]],
    ["all", true, "all"],
    ["3", false, 3],
    ["3", true, { sample: 3, besides: ["kill"] }],
    ["drift", true, ["drift", "kill"]],
    ["kill,drift", true, ["kill", "drift"]],
  ] as const) {
    it(`is not what --faults ${given ?? "(absent)"} ${kill ? "--kill" : ""} is: ${JSON.stringify(chosen)}`, () => {
      equal(JSON.stringify(faultsOf(given, kill)), JSON.stringify(chosen));
    });
  }

  for (const [what, files, message] of [
    ["a package.json is no JSON", { "package.json": "{" }, /package\.json is not valid JSON: /],
    ["a package.json is a list", { "package.json": "[]" }, /package\.json: the file must be a mapping/],
    [
      "settings name an anchor that is not there",
      { "Pulumi.dev.yaml": "a: *b" },
      /Pulumi\.dev\.yaml is not valid YAML: /,
    ],
    [
      "the settings give a key twice",
      { "Pulumi.dev.yaml": "a: 1\na: 2" },
      /Pulumi\.dev\.yaml is not valid YAML: .*unique/,
    ],
    [
      "main is a number",
      { "Pulumi.yaml": "name: shop\nmain: 3" },
      /Pulumi\.yaml of shop: "main" must be a text, not 3/,
    ],
    [
      "the folder of settings is a file",
      { "Pulumi.yaml": "name: shop\nstackConfigDir: index.ts" },
      /index\.ts is no folder: "stackConfigDir" of shop/,
    ],
  ] as const) {
    it(`is told with file and reason where ${what}`, () => {
      throws(
        () => readProject(project(files)),
        (error) => error instanceof UsageError && message.test(error.message),
      );
    });
  }

  it("is told with file and reason where the settings cannot be read", () => {
    const directory = project({});
    mkdirSync(join(directory, "Pulumi.dev.yaml"));
    throws(() => readProject(directory), /Pulumi\.dev\.yaml cannot be read: illegal operation on a directory/);
  });
});
