import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Document, isNode } from "yaml";
import { type Manifest, type Rendering, SUBFOLDERS } from "./manifests";

/** Stands behind a value that the simulated cloud made up. */
const MARK = " simulated: known only once deployed";

/** What changed in the folder. */
export interface Written {
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: number;
}

/** A manifest as the provider writes it: keys in order, lists at the level of their key. */
export function manifestText(manifest: Manifest): string {
  const document = new Document(manifest.object, { sortMapEntries: true });
  for (const place of manifest.simulated) {
    const node: unknown = document.getIn(place, true);
    if (isNode(node)) {
      node.comment = MARK;
    }
  }
  return document.toString({ indentSeq: false, lineWidth: 0 });
}

/**
 * Writes the tree below a folder. Manifests there that are no longer rendered go, as the provider would delete them; other
 * files stay.
 */
export function writeRendering(base: string, rendering: Rendering): Written {
  const texts = new Map(rendering.manifests.map((manifest) => [manifest.file, manifestText(manifest)]));
  const changed = [...texts].filter(([file, text]) => textOf(join(base, file)) !== text);
  const removed = existing(base, rendering.folders).filter((file) => !texts.has(file));
  for (const [file, text] of changed) {
    mkdirSync(dirname(join(base, file)), { recursive: true });
    writeFileSync(join(base, file), text);
  }
  for (const file of removed) {
    rmSync(join(base, file));
  }
  return { changed: changed.map(([file]) => file), removed, unchanged: texts.size - changed.length };
}

function existing(base: string, folders: readonly string[]): readonly string[] {
  const places = folders.flatMap((folder) => Object.values(SUBFOLDERS).map((subfolder) => `${folder}/${subfolder}`));
  return places.flatMap((place) =>
    namesIn(join(base, place))
      .filter((name) => name.endsWith(".yaml"))
      .map((name) => `${place}/${name}`),
  );
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
