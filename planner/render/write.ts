import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Document, isNode } from "yaml";
import { type Manifest, type Rendering, SUBFOLDERS } from "./manifests";

/** Stands behind a value that the simulated cloud made up. */
const MARK = " simulated: known only once deployed";

/** How a folder differs from what is rendered; after writing, what was put right. */
export interface Difference {
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

/** Compares the tree below a folder with what is rendered. */
export function compareRendering(base: string, rendering: Rendering): Difference {
  const { changed, removed, texts } = differences(base, rendering);
  return { changed: [...changed.keys()], removed, unchanged: texts.size - changed.size };
}

/**
 * Writes the tree below a folder. Manifests there that are no longer rendered go, as the provider would delete them; other
 * files stay.
 */
export function writeRendering(base: string, rendering: Rendering): Difference {
  const { changed, removed, texts } = differences(base, rendering);
  for (const [file, text] of changed) {
    mkdirSync(dirname(join(base, file)), { recursive: true });
    writeFileSync(join(base, file), text);
  }
  for (const file of removed) {
    rmSync(join(base, file));
  }
  return { changed: [...changed.keys()], removed, unchanged: texts.size - changed.size };
}

function differences(base: string, rendering: Rendering) {
  const texts = new Map(rendering.manifests.map((manifest) => [manifest.file, manifestText(manifest)]));
  const changed = new Map([...texts].filter(([file, text]) => textOf(join(base, file)) !== text));
  const removed = existing(base, rendering.folders).filter((file) => !texts.has(file));
  return { texts, changed, removed };
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
