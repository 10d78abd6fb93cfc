import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cachedPath, EngineError, findEngine, findLanguageHost, pulumiCli } from "../../planner/engine";

const WORKFLOWS = join(__dirname, "..", "..", ".github", "workflows");

/** An executable that prints a version. */
function fakeCli(path: string, version: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho v${version}\n`);
  chmodSync(path, 0o755);
}

describe("finding the engine", () => {
  const before = { PATH: process.env["PATH"], XDG_CACHE_HOME: process.env["XDG_CACHE_HOME"] };
  let folder = "";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "estate-engine-"));
    process.env["XDG_CACHE_HOME"] = join(folder, "cache");
    process.env["PATH"] = join(folder, "bin");
  });

  afterEach(() => {
    for (const [key, value] of Object.entries(before)) {
      if (value === undefined) {
        delete process.env[key];
      } else {
        process.env[key] = value;
      }
    }
  });

  it("takes the CLI on PATH", async () => {
    fakeCli(join(folder, "bin", "pulumi"), "3.250.1");
    process.env["PATH"] = `${join(folder, "bin")}:${before.PATH ?? ""}`;
    assert.deepEqual(await findEngine(), { path: join(folder, "bin", "pulumi"), version: "3.250.1", source: "PATH" });
  });

  it("passes over a CLI that is too old, and takes the cached build", async () => {
    fakeCli(join(folder, "bin", "pulumi"), "3.100.0");
    process.env["PATH"] = `${join(folder, "bin")}:${before.PATH ?? ""}`;
    fakeCli(cachedPath(pulumiCli()), pulumiCli().version);
    assert.deepEqual(await findEngine(), {
      path: cachedPath(pulumiCli()),
      version: pulumiCli().version,
      source: "cache",
    });
  });

  it("takes a language host on PATH, which tells no version", async () => {
    fakeCli(join(folder, "bin", "pulumi-language-nodejs"), "0.0.1");
    assert.deepEqual(await findLanguageHost(), {
      path: join(folder, "bin", "pulumi-language-nodejs"),
      version: "not told",
      source: "PATH",
    });
  });

  it("fails with what to install when there is neither CLI nor Go", async () => {
    await assert.rejects(
      findEngine({ goPlaces: [] }),
      (error) => error instanceof EngineError && /Install Pulumi .*or Go 1\.25 or newer/.test(error.message),
    );
  });

  it("pins the version in go.mod alone", () => {
    assert.match(pulumiCli().version, /^3\.\d+\.\d+$/);
    assert.ok(cachedPath(pulumiCli()).startsWith(join(folder, "cache", "multicloud-estate", "engine")));
  });

  it("is of the version that the workflows deploy with, which cannot read go.mod", () => {
    const used = readdirSync(WORKFLOWS).flatMap((file) => {
      const versions = readFileSync(join(WORKFLOWS, file), "utf8").matchAll(/pulumi-version:\s*["']?([^\s"']+)/g);
      return [...versions].map(([, version]) => `${file} ${version}`);
    });
    assert.deepEqual(
      used,
      ["deploy-stack.yml", "preview.yml"].map((file) => `${file} ${pulumiCli().version}`),
    );
  });
});
