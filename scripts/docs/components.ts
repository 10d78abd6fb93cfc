import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { markdownTable } from "../../planner/report/markdown";

/** What a component's source says of it. */
interface ComponentDoc {
  readonly folder: string;
  readonly name: string;
  readonly token: string;
  /** Sentences before the first tag, as paragraphs. */
  readonly paragraphs: readonly string[];
  readonly example: string;
}

const CLASS = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export class (\w+)(?:<[^{]*?>)? extends EstateComponent/g;
const TOKEN = /"(estate:\w+:\w+)"/;

/** The library's components, from their classes' own comments. */
export function componentsDocument(root: string): string {
  const components = folders(root).flatMap((folder) => componentsIn(root, folder));
  const table = markdownTable(
    ["Component", "Creates", "What drives its cost"],
    components.map((one) => [
      `[\`${one.name}\`](#${one.name.toLowerCase()})`,
      sentence(one, /^Creates\b/) ?? sentence(one, /\bcreates?\b/i) ?? one.paragraphs[0] ?? "",
      sentence(one, /\b(costs?|prices?|billed|bills|charges?|US dollars|free)\b/i) ?? "nothing of its own",
    ]),
  );
  return `# Components

Made by \`npm run docs\` from the comments in \`components/\`. Each is a class that \`multicloud-estate\` exports; its editor
documentation holds the arguments with their defaults.

${table}

${components.map(section).join("\n\n")}
`;
}

function section({ folder, name, token, paragraphs, example }: ComponentDoc): string {
  const parts = [
    `## ${name}`,
    `\`${token}\`, in [\`components/${folder}\`](../components/${folder})`,
    ...paragraphs,
    ...(example === "" ? [] : [`\`\`\`ts\n${example}\n\`\`\``]),
  ];
  return parts.join("\n\n");
}

function folders(root: string): readonly string[] {
  return readdirSync(join(root, "components"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, "components", entry.name, "index.ts")))
    .map((entry) => entry.name)
    .sort();
}

/** The components that a folder's index gives to users. */
function componentsIn(root: string, folder: string): readonly ComponentDoc[] {
  const directory = join(root, "components", folder);
  const index = readFileSync(join(directory, "index.ts"), "utf8");
  const files = [...index.matchAll(/from "\.\/([\w/-]+)"/g)].map(([, file = ""]) => file);
  return files
    .flatMap((file) => {
      const path = [`${file}.ts`, `${file}/index.ts`].map((name) => join(directory, name)).find(existsSync);
      return path === undefined ? [] : componentsInFile(folder, readFileSync(path, "utf8"), index);
    })
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

function componentsInFile(folder: string, source: string, index: string): readonly ComponentDoc[] {
  return [...source.matchAll(CLASS)].flatMap(([all, comment = "", name = ""]) => {
    // An index that names what it exports does not mean the rest.
    const named = /export \{/.test(index) && !/export \*/.test(index);
    if (named && !new RegExp(`\\b${name}\\b`).test(index)) {
      return [];
    }
    const token = TOKEN.exec(source.slice(source.indexOf(all) + all.length))?.[1] ?? `estate:${folder}:${name}`;
    return [{ folder, name, token, ...commentParts(comment) }];
  });
}

function commentParts(comment: string): { readonly paragraphs: readonly string[]; readonly example: string } {
  const text = comment
    .split("\n")
    .map((line) => line.replace(/^\s*\*? ?/, ""))
    .join("\n");
  const [before = "", after = ""] = text.split(/^@example\b.*\n?/m);
  const paragraphs = before
    .split(/^@\w/m)[0]
    ?.trim()
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s*\n\s*/g, " ").replace(/\{@link (\w+)\}/g, "`$1`"));
  return { paragraphs: paragraphs ?? [], example: (after.split(/^@\w/m)[0] ?? "").trim() };
}

/** The first sentence that fits. */
function sentence({ paragraphs }: ComponentDoc, pattern: RegExp): string | undefined {
  return paragraphs
    .flatMap((paragraph) => paragraph.split(/(?<=[.:;]) (?=[A-Z])/))
    .find((text) => pattern.test(text))
    ?.replace(/[:;]$/, ".");
}
