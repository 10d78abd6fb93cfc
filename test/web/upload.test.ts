import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { upload } from "../../web/upload";

const STACK = {
  uploads: {
    shop: { bucketName: "shop-files", prefix: "" },
    admin: { bucketName: "admin-files", prefix: "admin/" },
  },
  distributionId: "E123",
  url: "https://shop.example",
};

describe("uploading the applications", () => {
  let built = "";

  beforeEach(() => {
    built = mkdtempSync(join(tmpdir(), "estate-web-"));
    for (const name of ["shop", "admin"]) {
      mkdirSync(join(built, name, "assets"), { recursive: true });
      writeFileSync(join(built, name, "index.html"), name);
      writeFileSync(join(built, name, "assets/main-NEW.js"), name);
    }
  });
  afterEach(() => rmSync(built, { recursive: true, force: true }));

  const run = (listing: object | null = null) => {
    const calls: string[] = [];
    const aws = (...args: readonly string[]) => {
      calls.push(args.join(" ").replaceAll(built, ""));
      return args[1] === "list-objects-v2" ? JSON.stringify(listing) : "";
    };
    upload(STACK, built, aws, new Date("2026-11-21T12:00:00Z"));
    return calls;
  };

  it("puts all files for good, then all pages to be asked for, then clears the cache", () => {
    const forever = "--cache-control public, max-age=31536000, immutable --no-progress";
    const ask = "--cache-control no-cache --content-type text/html; charset=utf-8 --no-progress";
    const shown = run().filter((call) => !call.startsWith("s3api"));
    assert.deepEqual(shown, [
      `s3 sync /shop/assets s3://shop-files/assets ${forever}`,
      `s3 sync /admin/assets s3://admin-files/admin/assets ${forever}`,
      `s3 cp /shop/index.html s3://shop-files/index.html ${ask}`,
      `s3 cp /admin/index.html s3://admin-files/admin/index.html ${ask}`,
      "cloudfront create-invalidation --distribution-id E123 --paths /*",
    ]);
  });

  it("removes files of former versions when they are a month old, and never those of this one", () => {
    const calls = run([
      { Key: "admin/assets/main-OLD.js", LastModified: "2026-09-01T00:00:00Z" },
      { Key: "admin/assets/main-RECENT.js", LastModified: "2026-11-01T00:00:00Z" },
      { Key: "admin/assets/main-NEW.js", LastModified: "2026-09-01T00:00:00Z" },
    ]);
    assert.deepEqual(
      calls.filter((call) => call.startsWith("s3 rm s3://admin-files")),
      ["s3 rm s3://admin-files/admin/assets/main-OLD.js"],
    );
  });

  it("fails when an application was not built, before anything is uploaded", () => {
    rmSync(join(built, "admin/index.html"));
    assert.throws(() => run(), /admin holds no application: npm run build:web makes it/);
  });

  it("fails when the stack says nothing of applications", () => {
    assert.throws(() => upload({ url: "https://shop.example" }, built, () => "", new Date()), /uploads/);
  });
});
