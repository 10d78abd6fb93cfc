import { createHash } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { build } from "esbuild";

/** Repository root. */
const ROOT = resolve(__dirname, "..");

/** The applications: their paths below the site, and what a browser tab calls them. */
export const APPLICATIONS = {
  shop: { path: "/", title: "E-Com67" },
  admin: { path: "/admin/", title: "E-Com67 back office" },
} as const;

export type Application = keyof typeof APPLICATIONS;

/** What a browser tab shows; a file of its own, since the site's content security policy takes no pictures from elsewhere. */
const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#0b4f9e"/><path d="M4 6h8l-1 7H5zM6 6a2 2 0 0 1 4 0" fill="none" stroke="#fff"/></svg>\n';
const ICON_FILE = `icon-${createHash("sha256").update(ICON).digest("hex").slice(0, 8)}.svg`;

/** The files of an application by their names below its path. */
export type ApplicationFiles = ReadonlyMap<string, Uint8Array>;

/**
 * Bundles an application. The same sources give the same bytes; a file under `assets/` has its content's digest in its name,
 * so that it can be kept for good, and `index.html` holds no script, as the site's content security policy wants.
 */
export async function buildApplication(name: Application): Promise<ApplicationFiles> {
  const { path } = APPLICATIONS[name];
  const outdir = join(ROOT, "dist/web", name);
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { main: `web/${name}/main.tsx` },
    outdir,
    entryNames: "assets/[name]-[hash]",
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: ["chrome111", "firefox114", "safari16.4"],
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
    legalComments: "linked",
    metafile: true,
    write: false,
    logLevel: "error",
  });
  const files = new Map(outputFiles.map((file) => [file.path.slice(outdir.length + 1), file.contents]));
  const main = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint !== undefined);
  if (main === undefined) {
    throw new Error(`${name} has no entry point.`);
  }
  const [script, { cssBundle = "" }] = main;
  const below = (file: string) => `${path}${file.slice(`dist/web/${name}/`.length)}`;
  files.set(`assets/${ICON_FILE}`, Buffer.from(ICON));
  files.set("index.html", Buffer.from(pageOf(name, below(script), below(cssBundle))));
  return files;
}

function pageOf(name: Application, script: string, styles: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${APPLICATIONS[name].title}</title>
    <link rel="icon" href="${APPLICATIONS[name].path}assets/${ICON_FILE}">
    <link rel="stylesheet" href="${styles}">
    <script type="module" src="${script}"></script>
  </head>
  <body>
    <div id="root"></div>
    <noscript>This shop needs JavaScript.</noscript>
  </body>
</html>
`;
}

/** Writes every application to `dist/web`. */
async function main(): Promise<void> {
  for (const name of ["shop", "admin"] as const) {
    const folder = join(ROOT, "dist/web", name);
    await rm(folder, { recursive: true, force: true });
    const files = await buildApplication(name);
    for (const [file, content] of files) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), content);
      console.log(`${`${name}/${file}`.padEnd(48)} ${String(Math.ceil(content.length / 1000)).padStart(5)} kB`);
    }
  }
}

if (require.main === module) {
  void main();
}
