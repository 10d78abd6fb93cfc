import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { parse, parseDocument } from "yaml";
import { CloudInventory, inventoryFile } from "../../simulator/provider";
import type { Found } from "../engine";
import type { Project, ProjectStack } from "../project/project";
import { prepareCloud, prepareStage, type Stage } from "./workspace";

const run = promisify(execFile);

/** A project used by the command line, as a user does: its own Pulumi.yaml, settings file and entry. */
export interface CommandLine {
  /** Runs `pulumi` in the project's folder, and returns what it prints. */
  pulumi(...args: readonly string[]): Promise<string>;
  inventory(): CloudInventory;
}

/** Most of what a command may print, in bytes. */
const OUTPUT_LIMIT = 64 * 1024 * 1024;

/** Of a failed command's output, the last characters that its error shows. */
const SHOWN_OUTPUT = 4_000;

export interface CommandLineOptions {
  /** Folder within the stage's. @default "command-line" */
  readonly label?: string;
  /** Writes the state before and after each step, as the engine does for users. @default false */
  readonly checkpoints?: boolean;
  /** Arguments of Node's, after those of Pulumi.yaml. @default none */
  readonly nodeArguments?: string;
  /** A command that runs the command that follows it, such as one that takes the time. @default none */
  readonly wrapper?: readonly string[];
}

/** Prepares a stack for the command line. Everything but the sources lies in the stage's folder. */
export async function openCommandLine(
  stage: Stage,
  languageHost: Found,
  project: Project,
  stack: ProjectStack,
  options: CommandLineOptions = {},
): Promise<CommandLine> {
  prepareStage(stage);
  const directory = join(stage.directory, options.label ?? "command-line");
  const { environment, cloud } = prepareCloud(stage, directory, stack, options.checkpoints);
  installLanguageHost(join(directory, "bin"), languageHost, project, options.nodeArguments);
  const env = { ...process.env, ...environment };
  env["PATH"] = [join(directory, "bin"), env["PATH"] ?? ""].join(delimiter);
  const settings = await initialise(stage, env, join(directory, "project"), project, stack);
  const inventory = new CloudInventory(inventoryFile(cloud));
  return {
    pulumi: async (...args) => {
      const [command = "", ...words] = [
        ...(options.wrapper ?? []),
        stage.engine.path,
        ...args,
        "--stack",
        stack.name,
        "--config-file",
        settings,
        "--non-interactive",
        "--color",
        "never",
      ];
      const surroundings = { cwd: project.directory, env, maxBuffer: OUTPUT_LIMIT };
      const { stdout, stderr } = await run(command, words, surroundings).catch((error: unknown) => {
        // What went wrong stands on standard output, which the error leaves out.
        const printed = error instanceof Error && "stdout" in error ? String(error.stdout) : "";
        throw new Error(`pulumi ${args.join(" ")} failed:\n${printed.slice(-SHOWN_OUTPUT)}`, { cause: error });
      });
      return `${stdout}${stderr}`;
    },
    inventory: () => inventory.sync(),
  };
}

/**
 * The last language host that Go modules carry reads the runtime's options from its arguments; newer ones, which the
 * official CLI brings along, read them from Pulumi.yaml. The executable written here hands them over.
 */
function installLanguageHost(folder: string, host: Found, project: Project, more = ""): void {
  const content = parse(readFileSync(join(project.directory, "Pulumi.yaml"), "utf8")) as {
    readonly runtime?: { readonly options?: { readonly typescript?: boolean; readonly nodeargs?: string } };
  };
  const { typescript = true, nodeargs = "" } = content.runtime?.options ?? {};
  const file = join(folder, "pulumi-language-nodejs");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    file,
    `#!/usr/bin/env bash\nexec "${host.path}" -typescript=${typescript} "-nodeargs=${`${nodeargs} ${more}`.trim()}" "$@"\n`,
  );
  chmodSync(file, 0o755);
}

/**
 * Makes the stack beside the sources, because `pulumi stack init` writes into a settings file. Its secrets are encrypted anew:
 * nobody here has the key of those that the sources hold.
 * @returns a settings file with the stack's own settings and the new stack's salt
 */
async function initialise(
  stage: Stage,
  env: NodeJS.ProcessEnv,
  folder: string,
  project: Project,
  stack: ProjectStack,
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "Pulumi.yaml"), `name: ${project.name}\nruntime: nodejs\n`);
  await run(stage.engine.path, ["stack", "init", stack.name, "--non-interactive"], { cwd: folder, env });
  const salted = readFileSync(join(folder, `Pulumi.${stack.name}.yaml`), "utf8");
  const own = stack.settingsFile === undefined ? "" : readFileSync(join(project.directory, stack.settingsFile), "utf8");
  // As a document, which keeps the quotes: without them the engine's reader takes "2026-12-01" for a point in time.
  const settings = parseDocument(own);
  for (const key of stack.secretConfig) {
    settings.deleteIn(["config", key]);
  }
  const file = join(dirname(folder), `Pulumi.${stack.name}.yaml`);
  writeFileSync(file, `${salted}${own === "" ? "" : settings}`);
  for (const key of stack.secretConfig) {
    const words = ["config", "set", "--secret", key, stack.config[key] ?? "", "--stack", stack.name];
    await run(stage.engine.path, [...words, "--config-file", file, "--non-interactive"], { cwd: folder, env });
  }
  return file;
}
