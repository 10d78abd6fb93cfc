import assert from "node:assert/strict";
import {
  AttachVolumeCommand,
  CreateSnapshotCommand,
  CreateTagsCommand,
  CreateVolumeCommand,
  DeleteVolumeCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  DetachVolumeCommand,
  EC2Client,
  RunInstancesCommand,
  type Tag,
} from "@aws-sdk/client-ec2";
import { createHandler, type StorageCleanup } from "../../functions/storage-cleanup/handler";
import { KEEP_TAG, MARK_TAG } from "../../functions/storage-cleanup/judge";
import { functionSuite } from "./support/suite";

const DAY_MS = 86_400_000;
const ZONE = "us-east-1a";

functionSuite(["storage-cleanup"], (world) => {
  let ec2: EC2Client;
  let scope: Tag;
  const run = (days: number, extra: Readonly<Record<string, string>> = {}): Promise<StorageCleanup> => {
    const environment = { STORAGE_SCOPE: `${scope.Key}=${scope.Value}`, DRY_RUN: "false", ...extra };
    const now = () => Date.now() + days * DAY_MS;
    return world.make("storage-cleanup", (given) => createHandler(given, now), environment)({});
  };
  const volume = async (...tags: readonly Tag[]): Promise<string> => {
    const { VolumeId = "" } = await ec2.send(new CreateVolumeCommand({ AvailabilityZone: ZONE, Size: 8 }));
    await ec2.send(new CreateTagsCommand({ Resources: [VolumeId], Tags: [scope, ...tags] }));
    return VolumeId;
  };
  const snapshot = async (VolumeId: string, ...tags: readonly Tag[]): Promise<string> => {
    const { SnapshotId = "" } = await ec2.send(new CreateSnapshotCommand({ VolumeId }));
    await ec2.send(new CreateTagsCommand({ Resources: [SnapshotId], Tags: [scope, ...tags] }));
    return SnapshotId;
  };
  const volumes = async () => {
    const { Volumes = [] } = await ec2.send(new DescribeVolumesCommand({}));
    return Volumes.filter(({ Tags }) => Tags?.some(({ Key, Value }) => Key === scope.Key && Value === scope.Value));
  };
  const ids = async () => (await volumes()).map(({ VolumeId = "" }) => VolumeId).sort();
  const markOf = async (id: string) =>
    (await volumes()).find(({ VolumeId }) => VolumeId === id)?.Tags?.find(({ Key }) => Key === MARK_TAG)?.Value;
  const snapshots = async () => {
    const Filters = [{ Name: `tag:${scope.Key}`, Values: [scope.Value ?? ""] }];
    const { Snapshots = [] } = await ec2.send(new DescribeSnapshotsCommand({ Filters }));
    return Snapshots.map(({ SnapshotId = "" }) => SnapshotId).sort();
  };

  beforeEach(() => {
    ec2 = new EC2Client({});
    scope = { Key: "system", Value: world.unique("cloudcommerce") };
  });

  it("only says what it would do, unless it is told to do it", async () => {
    const idle = await volume({ Key: MARK_TAG, Value: new Date(0).toISOString() });
    const fresh = await volume();
    for (const DRY_RUN of ["true", "yes", ""]) {
      const { dryRun, marked, deletedVolumes, gigabytes } = await run(0, { DRY_RUN });
      assert.deepEqual([dryRun, marked, deletedVolumes, gigabytes], [true, [fresh], [idle], 8]);
    }
    assert.deepEqual([await ids(), await markOf(fresh)], [[idle, fresh].sort(), undefined]);
  });

  it("marks a volume that is unattached, and deletes it once the mark is old enough", async () => {
    const idle = await volume();
    assert.deepEqual((await run(0)).marked, [idle]);
    const soon = await run(13);
    assert.deepEqual([soon.marked, soon.deletedVolumes], [[], []]);
    assert.deepEqual((await run(14)).deletedVolumes, [idle]);
    assert.deepEqual(await ids(), []);
  });

  it("forgets the mark of a volume that is attached meanwhile", async () => {
    const { Instances = [] } = await ec2.send(
      new RunInstancesCommand({ ImageId: "ami-12c6146b", MinCount: 1, MaxCount: 1 }),
    );
    const InstanceId = Instances[0]?.InstanceId ?? "";
    const used = await volume();
    await run(0);
    await ec2.send(new AttachVolumeCommand({ VolumeId: used, InstanceId, Device: "/dev/sdf" }));
    assert.deepEqual((await run(20)).unmarked, [used]);
    await ec2.send(new DetachVolumeCommand({ VolumeId: used, InstanceId, Device: "/dev/sdf" }));
    const { marked, deletedVolumes } = await run(21);
    assert.deepEqual([marked, deletedVolumes], [[used], []]);
  });

  it("leaves alone what is exempt, out of scope, or may be claimed by a cluster", async () => {
    const old = { Key: MARK_TAG, Value: new Date(0).toISOString() };
    const kept = await volume(old, { Key: KEEP_TAG, Value: "legal hold" });
    const claimed = await volume(old, { Key: "kubernetes.io/created-for/pvc/name", Value: "data-0" });
    const foreign = await volume(old);
    await ec2.send(new CreateTagsCommand({ Resources: [foreign], Tags: [{ Key: "system", Value: "other" }] }));
    assert.deepEqual((await run(0)).deletedVolumes, []);
    assert.deepEqual((await run(0, { KUBERNETES_VOLUMES: "clean" })).deletedVolumes, [claimed]);
    assert.deepEqual(await ids(), [kept]);
  });

  it("deletes old snapshots whose volume is gone, and no others", async () => {
    const there = await volume();
    const gone = await volume();
    const orphan = await snapshot(gone);
    const kept = [
      await snapshot(there),
      await snapshot(gone, { Key: KEEP_TAG, Value: "" }),
      await snapshot(gone, { Key: "CSIVolumeSnapshotName", Value: "nightly" }),
    ];
    const used = await snapshot(gone);
    // moto forgets what an image starts from.
    world.gateway.chaos = (_, operation) =>
      operation === "DescribeImages" ? { kind: "status", status: 200, body: imageFrom(used) } : undefined;
    await ec2.send(new DeleteVolumeCommand({ VolumeId: gone }));
    assert.deepEqual((await run(34)).deletedSnapshots, []);
    assert.deepEqual((await run(36)).deletedSnapshots, [orphan]);
    assert.deepEqual(await snapshots(), [...kept, used].sort());
  });

  it("stops at its limit, and goes on in the next run", async () => {
    const old = { Key: MARK_TAG, Value: new Date(0).toISOString() };
    const all = [await volume(old), await volume(old), await volume(old)];
    const first = await run(0, { DELETIONS_PER_RUN: "2" });
    assert.deepEqual([first.deletedVolumes.length, first.left.length, first.gigabytes], [2, 1, 16]);
    const second = await run(0, { DELETIONS_PER_RUN: "2" });
    assert.deepEqual([...first.deletedVolumes, ...second.deletedVolumes].sort(), all.sort());
  });

  it("leaves a volume that is attached between look and deletion, and goes on with the others", async () => {
    const old = { Key: MARK_TAG, Value: new Date(0).toISOString() };
    const pair = [await volume(old), await volume(old)];
    let refused = 0;
    world.gateway.chaos = (service, operation) =>
      service === "ec2" && operation === "DeleteVolume" && refused++ === 0
        ? { kind: "status", status: 400, body: error("VolumeInUse") }
        : undefined;
    const { deletedVolumes, left } = await run(0);
    assert.deepEqual([...deletedVolumes, ...left].sort(), pair.sort());
    assert.equal(left.length, 1);
  });

  describe("fails when", () => {
    it("the scope is no tag: it never takes the whole account for its own", () => {
      for (const STORAGE_SCOPE of ["*", "system", "=x", "system=", "aws:x=y"]) {
        assert.throws(() => createHandler({ STORAGE_SCOPE }), /STORAGE_SCOPE must be a tag/);
      }
    });

    it("EC2 refuses the permission, so that an alarm tells", async () => {
      await volume({ Key: MARK_TAG, Value: new Date(0).toISOString() });
      world.gateway.chaos = (_, operation) =>
        operation === "DeleteVolume"
          ? { kind: "status", status: 403, body: error("UnauthorizedOperation") }
          : undefined;
      await assert.rejects(() => run(0), { name: "UnauthorizedOperation" });
    });
  });
});

function imageFrom(snapshotId: string): string {
  const device = `<item><deviceName>/dev/sda1</deviceName><ebs><snapshotId>${snapshotId}</snapshotId></ebs></item>`;
  const image = `<item><imageId>ami-1</imageId><blockDeviceMapping>${device}</blockDeviceMapping></item>`;
  return `<DescribeImagesResponse><imagesSet>${image}</imagesSet></DescribeImagesResponse>`;
}

function error(code: string): string {
  return `<Response><Errors><Error><Code>${code}</Code><Message>no</Message></Error></Errors></Response>`;
}
