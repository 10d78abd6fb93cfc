import { deepEqual, doesNotMatch, equal, match } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(__dirname, "../../..");
const PROGRAMS = join(ROOT, "test/fixtures/programs");

function render(program: string, ...args: readonly string[]) {
  const command = ["scripts/estate.mjs", "render", "--program", join(PROGRAMS, program), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: ROOT, encoding: "utf8" });
  return { status, stdout, stderr };
}

/** Every file below a folder, with its text. */
function tree(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}

const MANIFESTS = "manifests/shop/1-manifest";

describe("estate render", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "estate-render-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("writes the objects of the rendering provider where pulumi up would, and the same bytes twice", () => {
    const first = render("rendered", "dev", "--out", folder);
    equal(first.status, 0, first.stderr);
    match(first.stdout, /^2 manifests in .*manifests\/shop\n2 written, 0 unchanged, 0 removed\n1 values are/);
    const written = tree(folder);
    deepEqual(Object.keys(written), [
      `${MANIFESTS}/external-secrets.io_v1-externalsecret-shop-orders.yaml`,
      `${MANIFESTS}/v1-configmap-shop-settings.yaml`,
    ]);
    const second = render("rendered", "dev", "--out", folder);
    match(second.stdout, /\n0 written, 2 unchanged, 0 removed\n/);
    deepEqual(tree(folder), written);
  });

  it("writes keys in order, lists at their key's level, and marks what only a deployment tells", () => {
    render("rendered", "dev", "--out", folder);
    const lines = readFileSync(join(folder, MANIFESTS, "v1-configmap-shop-settings.yaml"), "utf8").split("\n");
    deepEqual(
      lines.map((line) => line.replace(/\d{12}.*:1\.0/, "…")),
      [
        "apiVersion: v1",
        "data:",
        '  GREETING: "yes: no"',
        "  IMAGE: … # simulated: known only once deployed",
        "  LINES: |",
        "    one",
        "    two",
        "kind: ConfigMap",
        "metadata:",
        "  name: settings",
        "  namespace: shop",
        "",
      ],
    );
  });

  it("removes manifests that are no longer rendered, and nothing else", () => {
    mkdirSync(join(folder, MANIFESTS), { recursive: true });
    writeFileSync(join(folder, MANIFESTS, "v1-service-shop-old.yaml"), "");
    writeFileSync(join(folder, MANIFESTS, "README.md"), "");
    writeFileSync(join(folder, "manifests/shop/kustomization.yaml"), "");
    match(render("rendered", "dev", "--out", folder).stdout, /2 written, 0 unchanged, 1 removed/);
    const files = Object.keys(tree(folder)).map((file) => file.split("/").at(-1) ?? "");
    deepEqual(
      files.filter((name) => !name.startsWith("v1-configmap") && !name.startsWith("external")),
      ["README.md", "kustomization.yaml"],
    );
  });
});

describe("estate render fails when", () => {
  it("--check finds a tree that is not what would be written, and leaves it as it is", () => {
    const folder = mkdtempSync(join(tmpdir(), "estate-render-"));
    const before = render("rendered", "dev", "--out", folder, "--check");
    deepEqual([before.status, readdirSync(folder)], [1, []]);
    match(before.stdout, /\n2 to write, 0 unchanged, 0 to remove\n {2}manifests\/shop\/1-manifest\//);
    equal(render("rendered", "dev", "--out", folder).status, 0);
    equal(render("rendered", "dev", "--out", folder, "--check").status, 0);
    rmSync(folder, { recursive: true });
  });

  it("secrets would be written, or objects that have no name or the same: it says what to do, and writes nothing", () => {
    const folder = mkdtempSync(join(tmpdir(), "estate-render-"));
    const { status, stdout, stderr } = render("rendered", "leaky", "--out", folder);
    deepEqual([status, stdout, readdirSync(folder)], [1, "", []]);
    match(stderr, /"plain" \(kubernetes:core\/v1:Secret\) is a Secret with stringData/);
    const text = stderr.replaceAll(/\s+/g, " ");
    match(text, /Keep them in Secrets Manager and render an ExternalSecret/);
    match(text, /"marked" \(kubernetes:core\/v1:ConfigMap\) holds secret values at data\.key: /);
    match(text, /"unnamed" \(kubernetes:core\/v1:ConfigMap\) has no metadata.name/);
    match(text, /"twin" \(kubernetes:core\/v1:ConfigMap\) and "settings" are the same object/);
    doesNotMatch(text, /hunter2/);
    rmSync(folder, { recursive: true });
  });

  it("the stack renders no workloads", () => {
    const { status, stderr } = render("good", "dev");
    equal(status, 1);
    match(stderr, /dev renders no workloads: .* under the provider of a RenderedManifests/);
  });

  it("the program throws", () => {
    equal(render("throws", "dev").status, 1);
  });

  it("it is used wrongly", () => {
    deepEqual(
      [render("rendered"), render("rendered", "dev", "leaky"), render("rendered", "dev", "--to", "x")].map(
        ({ status }) => status,
      ),
      [2, 2, 2],
    );
    const { status, stdout } = render("rendered", "--help");
    equal(status, 0);
    match(stdout, /^Usage: estate render <stack>/);
  });
});
