import { existsSync, readFileSync } from "node:fs";
import { Module } from "node:module";
import { dirname, join } from "node:path";
import { build, type Loader, type Plugin } from "esbuild";
import type { Project } from "../project/project";

/**
 * Compiles a program and all of its own files into one text, for every stack at once; packages stay outside, so that the
 * program meets its own copy of the SDK.
 *
 * @throws {Error} with file, line and what the compiler expected, for a syntax error
 */
export async function bundleProgram(project: Project): Promise<string> {
  const result = await build({
    entryPoints: [project.entry],
    absWorkingDir: project.directory,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "cjs",
    target: "node20",
    sourcemap: "inline",
    write: false,
    // Where the compiled text claims to stand: the source map's paths start there.
    outfile: bundlePath(project.entry),
    logLevel: "silent",
    plugins: [ownPlace, ownPackage],
  });
  return result.outputFiles[0]?.text ?? "";
}

/** Sources that speak of their own place in the file system keep it, though they are compiled into one file. */
const ownPlace: Plugin = {
  name: "own-place",
  setup(compilation) {
    compilation.onLoad({ filter: /\.[cm]?[jt]s$/ }, ({ path }) => {
      const source = readFileSync(path, "utf8");
      if (!/\b__(dir|file)name\b/.test(source)) {
        return undefined;
      }
      // On the first line, so that line numbers stay what they are.
      const place = `const __filename = ${JSON.stringify(path)}, __dirname = ${JSON.stringify(dirname(path))};`;
      const loader: Loader = /\.[cm]?ts$/.test(path) ? "ts" : "js";
      return { contents: `${place} ${source}`, loader };
    });
  },
};

/** Condition in the exports of this package under which its sources stand: absent from the package that is published. */
const SOURCE_CONDITION = "estate-source";

/** Examples in a clone import the package by its name, as a user would, and mean the sources beside them. */
const ownPackage: Plugin = {
  name: "own-package",
  setup(compilation) {
    compilation.onResolve({ filter: /^[^./]/ }, ({ path, resolveDir }) => {
      const source = selfReference(path, resolveDir);
      return source === undefined ? undefined : { path: source };
    });
  },
};

/** The source file that a package means when it names itself, where its sources are at hand. */
function selfReference(specifier: string, from: string): string | undefined {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (existsSync(file)) {
      const { name, exports } = JSON.parse(readFileSync(file, "utf8")) as PackageFile;
      if (name !== undefined && (specifier === name || specifier.startsWith(`${name}/`))) {
        const source = exports?.[`.${specifier.slice(name.length)}`]?.[SOURCE_CONDITION];
        return source === undefined ? undefined : join(folder, source);
      }
    }
  }
  return undefined;
}

interface PackageFile {
  readonly name?: string;
  readonly exports?: Readonly<Record<string, Readonly<Record<string, string>> | undefined>>;
}

/** A module whose text is compiled here. `_compile` and `_nodeModulePaths` are what every loader hook is made of. */
type CompilableModule = Module & { _compile(code: string, filename: string): void };
const ModuleWithPaths = Module as typeof Module & { _nodeModulePaths(directory: string): string[] };

/** Runs a compiled program as if it stood where its entry stands, and returns its exports. */
export function runBundle(code: string, entry: string): unknown {
  const program = new Module(entry) as CompilableModule;
  program.filename = entry;
  program.paths = ModuleWithPaths._nodeModulePaths(dirname(entry));
  program._compile(code, bundlePath(entry));
  return program.exports;
}

/** A name beside the entry: the entry's own would make the runtime look for the entry's own source map. */
function bundlePath(entry: string): string {
  return join(dirname(entry), "[program].js");
}
