import { deepEqual } from "node:assert/strict";
import * as s3 from "@pulumi/aws/s3";
import { asset } from "@pulumi/pulumi";
import { missingFiles } from "../../planner/plan/missing-files";
import { recordProgram } from "../../planner/recorder";

describe("a plan", () => {
  it("warns of each file that a resource ships and that is not there, at any depth", async () => {
    const recording = await recordProgram(() => {
      const file = (name: string, source: asset.Asset | asset.Archive) =>
        new s3.BucketObject(name, { bucket: "shop", source });
      file("here", new asset.FileAsset(__filename));
      file("gone", new asset.FileAsset("nowhere/page.html"));
      file("packed", new asset.AssetArchive({ pages: new asset.FileArchive("nowhere/pages") }));
      file("text", new asset.StringAsset("nowhere/text"));
    });
    deepEqual(
      missingFiles(recording).map(({ message }) => message.split(",")[0]),
      ['"gone" ships nowhere/page.html', '"packed" ships nowhere/pages'],
    );
  });
});
