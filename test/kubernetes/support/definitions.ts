import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { EngineError, findGo } from "../../../planner/engine";
import pinned from "../definitions.json";

/** Where the definitions of a chart's custom resources are to be had without the chart: a Go module. */
export interface DefinitionSource {
  /** As a plan's `Chart` names it. */
  readonly chart: string;
  /** The chart's version for which this module was chosen. */
  readonly chartVersion: string;
  readonly module: string;
  readonly version: string;
  /** What Go's checksum database has of the module. */
  readonly sum: string;
  /** A file or a folder of the module. */
  readonly path: string;
  /** Whether the module is the very version that the chart installs; the nearest that was to be had otherwise. */
  readonly exact: boolean;
}

/** One definition, as YAML: what it defines, and what the server is to be sent. */
export interface Definition {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly yaml: string;
}

export const SOURCES: readonly DefinitionSource[] = pinned;

const FETCH_MS = 10 * 60_000;

/**
 * Every definition of the sources. The modules come by Go's own client, into its cache, checked by their sums.
 * @throws {EngineError} where there is no Go
 * @throws {Error} where a module is not to be had, or is not the one that was pinned
 */
export function fetchDefinitions(sources: readonly DefinitionSource[] = SOURCES): readonly Definition[] {
  const folders = fetchModules(sources);
  return sources.flatMap((source) => {
    const folder = folders.get(source.module);
    if (folder === undefined) {
      throw new Error(`Go fetched no ${source.module}`);
    }
    return filesAt(join(folder, source.path)).flatMap((file) => definitionsIn(readFileSync(file, "utf8")));
  });
}

/** Folder of each module. */
function fetchModules(sources: readonly DefinitionSource[]): ReadonlyMap<string, string> {
  const go = findGo();
  if (go === undefined) {
    throw new EngineError("Definitions of custom resources come as Go modules: install Go (https://go.dev/dl/)");
  }
  const wanted = sources.map(({ module, version }) => `${module}@${version}`);
  const env = { ...process.env, GOFLAGS: "-mod=mod", GOWORK: "off" };
  const options = { cwd: "/", env, encoding: "utf8", maxBuffer: 1 << 26, timeout: FETCH_MS } as const;
  const answers = execFileSync(go, ["mod", "download", "-json", ...wanted], options);
  return new Map(
    answers
      .split(/(?<=^\})\n/m)
      .filter((text) => text.trim() !== "")
      .map((text) => {
        const { Path, Sum, Dir }: { Path: string; Sum: string; Dir: string } = JSON.parse(text);
        const source = sources.find(({ module }) => module === Path);
        if (source?.sum !== Sum) {
          throw new Error(`${Path} has the sum ${Sum}, and test/kubernetes/definitions.json wants ${source?.sum}`);
        }
        return [Path, Dir] as const;
      }),
  );
}

function filesAt(path: string): readonly string[] {
  return statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((name) => name.endsWith(".yaml"))
        .map((name) => join(path, name))
    : [path];
}

/** The definitions of a file, which the server parses: to us, a megabyte of YAML costs more than to it. */
function definitionsIn(text: string): readonly Definition[] {
  return text.split(/^---.*$/m).flatMap((yaml) => {
    const [, group] = /^ {2}group: (\S+)$/m.exec(yaml) ?? [];
    const [, kind] = /^ {4}kind: (\S+)$/m.exec(yaml) ?? [];
    const [, plural] = /^ {4}plural: (\S+)$/m.exec(yaml) ?? [];
    const named = group !== undefined && kind !== undefined && plural !== undefined;
    return named && /^kind: "?CustomResourceDefinition"?$/m.test(yaml)
      ? [{ group, kind, name: `${plural}.${group}`, yaml }]
      : [];
  });
}
