import { execFile } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import type { PulumiFn, Stack } from "@pulumi/pulumi/automation";
import {
  CloudInventory,
  collectTexts,
  DIRECTORY_VARIABLE,
  type FaultSettings,
  HOST_VARIABLE,
  installPlugins,
  inventoryFile,
  writeSettings,
} from "../../simulator/provider";
import { type Found, installationRoot } from "../engine";
import type { Project, ProjectStack } from "../project/project";
import { installAnalyzer } from "./analyzer";
import { automationOf } from "./program";

const run = promisify(execFile);

/** Encrypts the secrets of the rehearsal's state, which is thrown away. */
export const PASSPHRASE = "rehearsal";

/** What all rehearsals of one command share. */
export interface Stage {
  readonly engine: Found;
  /** Port of the simulated providers' host. */
  readonly hostPort: number;
  /** Temporary folder. */
  readonly directory: string;
}

/** A stack's own place: a state, a simulated cloud, and nothing of the user's. */
export interface Workspace {
  readonly stack: Stack;
  /** Name of the Pulumi project. */
  readonly project: string;
  readonly directory: string;
  /** What exists in the simulated cloud now. */
  inventory(): CloudInventory;
  /** Sets the faults of the runs to come. */
  setFaults(faults: FaultSettings): void;
  /** Runs the CLI with these arguments, for what the Automation API lacks. */
  cli(...args: readonly string[]): Promise<void>;
}

/** Folders of a stage and of a workspace. */
const PLUGINS = "plugins";
const CLOUD = "cloud";

/** Prepares what the stage's workspaces share: the plugins and the analyzer. */
export function prepareStage(stage: Stage): void {
  installPlugins(join(stage.directory, PLUGINS));
  installAnalyzer(join(stage.directory, PLUGINS));
}

/** Makes a fresh stack with the settings of the project's stack, or a copy of one as it stands. */
export async function openWorkspace(args: {
  readonly stage: Stage;
  readonly project: Project;
  readonly stack: ProjectStack;
  readonly program: PulumiFn;
  /** Distinguishes several workspaces of one stack: `kill-3`. */
  readonly label: string;
  /** Folder of the workspace to copy. @default a fresh stack */
  readonly copyOf?: string;
  /** Writes the state before and after each step, as the engine does for users. @default false */
  readonly checkpoints?: boolean;
}): Promise<Workspace> {
  const { stage, project, stack: settings, label, copyOf } = args;
  const directory = workspaceFolder(stage, settings, label);
  if (copyOf !== undefined) {
    cpSync(copyOf, directory, { recursive: true });
  }
  const { environment, folders, given } = prepareCloud(stage, directory, settings, args.checkpoints);
  const setFaults = (faults: FaultSettings): void => writeSettings(folders[CLOUD], { faults, given });
  setFaults({});
  const { LocalWorkspace, PulumiCommand, Stack } = automationOf(project);
  const command = await PulumiCommand.get({ root: installationRoot(stage.engine), skipVersionCheck: true });
  const workspace = await LocalWorkspace.create({
    pulumiCommand: command,
    workDir: folders.project,
    pulumiHome: folders.home,
    envVars: environment,
    program: args.program,
    projectSettings: { name: project.name, runtime: "nodejs", main: project.workingDirectory },
  });
  const stack = await Stack.createOrSelect(settings.name, workspace);
  // After each command the API asks the CLI for these, in three more processes; nobody here reads them.
  stack.outputs = async () => ({});
  stack.info = async () => undefined;
  if (copyOf === undefined) {
    await stack.setAllConfig(configOf(settings));
  }
  const inventory = new CloudInventory(inventoryFile(folders[CLOUD]), given);
  return {
    stack,
    project: project.name,
    directory,
    setFaults,
    inventory: () => inventory.sync(),
    cli: async (...words) => {
      await run(stage.engine.path, [...words, "--stack", settings.name], {
        cwd: folders.project,
        env: { ...process.env, ...environment },
      });
    },
  };
}

/** Where a workspace lies, whether it is there or not. */
export function workspaceFolder(stage: Stage, stack: ProjectStack, label: string): string {
  return join(stage.directory, `${stack.name}-${label}`);
}

type Folders = Record<"project" | "state" | "home" | typeof CLOUD, string>;

/** Makes a stack's folders, with a simulated cloud without faults, and says what the engine's environment must be. */
export function prepareCloud(
  stage: Stage,
  directory: string,
  stack: ProjectStack,
  checkpoints = false,
): {
  readonly environment: Record<string, string>;
  readonly folders: Folders;
  readonly cloud: string;
  readonly given: readonly string[];
} {
  const names = ["project", "state", "home", CLOUD] as const;
  const folders = Object.fromEntries(names.map((name) => [name, join(directory, name)])) as Folders;
  for (const folder of Object.values(folders)) {
    mkdirSync(folder, { recursive: true });
  }
  const given = valuesOf(stack);
  writeSettings(folders[CLOUD], { given });
  return { environment: engineEnvironment(stage, folders, checkpoints), folders, cloud: folders[CLOUD], given };
}

function engineEnvironment(stage: Stage, folders: Folders, checkpoints: boolean): Record<string, string> {
  return {
    PATH: [join(stage.directory, PLUGINS), withoutPulumi(process.env["PATH"] ?? "")].join(delimiter),
    PULUMI_HOME: folders.home,
    // Beside each file the backend writes another with its metadata, not in one step: an engine that dies at that moment
    // leaves an empty one, and the state is then refused ("failed to load checkpoint: EOF"). Without them it is whole.
    PULUMI_BACKEND_URL: `file://${folders.state}?metadata=skip`,
    PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
    // A big state written twice per step takes longer than all else; where no engine dies, its end is enough.
    ...(checkpoints ? {} : { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" }),
    [DIRECTORY_VARIABLE]: folders[CLOUD],
    [HOST_VARIABLE]: String(stage.hostPort),
  };
}

/** The plugins beside an installed CLI would be found before the simulated ones, or instead of the analyzer. */
function withoutPulumi(path: string): string {
  return path
    .split(delimiter)
    .filter((folder) => !/[/\\]\.?pulumi[/\\]/.test(`${folder}/`))
    .join(delimiter);
}

function configOf(stack: ProjectStack): Record<string, { value: string; secret: boolean }> {
  const secret = new Set(stack.secretConfig);
  return Object.fromEntries(
    Object.entries(stack.config).map(([key, value]) => [key, { value, secret: secret.has(key) }]),
  );
}

/** Every text in the settings: what they name exists before the estate. */
function valuesOf(stack: ProjectStack): readonly string[] {
  const texts = new Set<string>();
  for (const value of Object.values(stack.config)) {
    texts.add(value);
    try {
      collectTexts(JSON.parse(value), texts);
    } catch {
      // A plain text, which stands among the values as it is.
    }
  }
  return [...texts];
}
