import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** A program that can be built from Go modules; its `go.mod` is the one place that pins its version. */
export interface GoProgram {
  /** What people call it, for messages. */
  readonly title: string;
  /** Name of the executable. */
  readonly executable: string;
  /** Absolute path of the folder with `go.mod` and `go.sum`. */
  readonly moduleDirectory: string;
  /** Import path of the package to build. */
  readonly packagePath: string;
  /** The pinned version, without `v`. */
  readonly version: string;
  /** Go variable that a build sets to the version with `v`. @default none: the program does not tell its version */
  readonly versionVariable?: string;
  /** What makes it print its version. @default none: one on PATH is taken whatever its version */
  readonly versionArgs?: readonly string[];
  /** Oldest version that is taken from PATH. @default any */
  readonly oldest?: string;
  /** What to do where it can be neither found nor built: `Install X (https://…) so that "x" is on PATH`. */
  readonly remedy: string;
}

/** Where `go.mod` and `go.sum` lie: in this package, however deep below its top the running code was built. */
function goDirectory(folder: string): string {
  for (let directory = __dirname; ; directory = dirname(directory)) {
    const candidate = join(directory, "planner", "engine", "go", folder);
    if (existsSync(candidate)) {
      return candidate;
    }
    if (directory === dirname(directory)) {
      throw new Error(`planner/engine/go/${folder} is missing from this installation of multicloud-estate`);
    }
  }
}

/** The version of a module, without `v`, that a folder's `go.mod` requires. */
export function pinned(moduleDirectory: string, modulePath: string): string {
  const text = readFileSync(join(moduleDirectory, "go.mod"), "utf8");
  const match = new RegExp(`^(?:require )?\\s*${modulePath} v(\\S+)`, "m").exec(text);
  if (match?.[1] === undefined) {
    throw new Error(`${join(moduleDirectory, "go.mod")} does not pin ${modulePath}: add its require line`);
  }
  return match[1];
}

/**
 * Oldest CLI that is taken from PATH: it has `--client` on every command that the Automation API uses (release notes of
 * 3.181, read 2026-11).
 */
const OLDEST_CLI = "3.181.0";
const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
const REMEDY = "Install Pulumi (https://www.pulumi.com/docs/install/) so that `pulumi` is on PATH";

/** The Pulumi command line with its engine. */
export function pulumiCli(): GoProgram {
  const moduleDirectory = goDirectory("cli");
  return {
    title: "Pulumi CLI",
    executable: "pulumi",
    moduleDirectory,
    packagePath: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    version: pinned(moduleDirectory, "github.com/pulumi/pulumi/pkg/v3"),
    versionVariable: VERSION_VARIABLE,
    versionArgs: ["version"],
    oldest: OLDEST_CLI,
    remedy: REMEDY,
  };
}

/** What lets the command line run Node programs; the Automation API does without. */
export function languageHost(): GoProgram {
  const moduleDirectory = goDirectory("language-host");
  return {
    title: "Node language host",
    executable: "pulumi-language-nodejs",
    moduleDirectory,
    packagePath: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    version: pinned(moduleDirectory, "github.com/pulumi/pulumi/sdk/v3"),
    versionVariable: VERSION_VARIABLE,
    remedy: REMEDY,
  };
}

/** Where built programs are kept between checkouts: by program and version. */
export function cacheDirectory(program: GoProgram): string {
  const base = process.env["XDG_CACHE_HOME"] ?? "";
  const cache = base === "" ? join(homedir(), ".cache") : base;
  return join(cache, "multicloud-estate", "engine", `${program.executable}-${program.version}`);
}

/** Path of a built program, whether it is there or not; the Automation API wants it in a folder `bin`. */
export function cachedPath(program: GoProgram): string {
  return join(cacheDirectory(program), "bin", program.executable);
}
