import {
  CreateTagsCommand,
  DeleteSnapshotCommand,
  DeleteTagsCommand,
  DeleteVolumeCommand,
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  EC2Client,
  type Snapshot,
  type Volume,
} from "@aws-sdk/client-ec2";
import * as z from "zod";
import { type Environment, readEnvironment, wholeNumber } from "../shared/environment";
import { type LambdaHandler, lambda, observe } from "../shared/observe";
import { inScope, isOrphan, judgeVolume, MARK_TAG, parseScope, type Scope, type VolumeRules } from "./judge";
import { needs } from "./needs";

const observer = observe("storage-cleanup");

/** Errors that say that somebody uses the thing after all, or that it is gone already: the next run looks again. */
const HARMLESS = /^(VolumeInUse|IncorrectState|InvalidSnapshot\.InUse|Invalid(Volume|Snapshot)\.NotFound)$/;
const PAGE_SIZE = 500;

/** What a run did, or would do. */
export interface StorageCleanup {
  readonly dryRun: boolean;
  readonly marked: readonly string[];
  readonly unmarked: readonly string[];
  readonly deletedVolumes: readonly string[];
  readonly deletedSnapshots: readonly string[];
  /** Old enough, but left for the next run: the limit was reached, or EC2 refused. */
  readonly left: readonly string[];
  readonly gigabytes: number;
}

interface Rules {
  readonly dryRun: boolean;
  readonly scope: Scope;
  readonly volumes: VolumeRules;
  readonly orphanDays: number;
  readonly limit: number;
}

/**
 * Removes what costs money and serves nobody: volumes that have been unattached for long, and snapshots whose volume is gone.
 * It touches only what carries the scope's tag, and by default it only says what it would do.
 *
 * @param now the present time in milliseconds; a test passes its own
 */
export function createHandler(
  environment: Environment,
  now: () => number = Date.now,
): LambdaHandler<unknown, StorageCleanup> {
  const rules = readRules(environment);
  const client = observer.traced(new EC2Client({}));
  return async () => {
    const volumes = await allVolumes(client);
    const run = new Run(client, rules);
    await run.volumes(volumes, now());
    await run.snapshots(await orphans(client, rules, volumes, now()));
    const result = run.result();
    observer.info("Storage looked at", { ...result });
    observer.count(rules.dryRun ? "StorageReclaimable" : "StorageReclaimed", result.gigabytes);
    return result;
  };
}

function readRules(environment: Environment): Rules {
  const settings = readEnvironment(needs, environment);
  return {
    // Anything but a clear "false" changes nothing.
    dryRun: settings.DRY_RUN !== "false",
    scope: parseScope(settings.STORAGE_SCOPE),
    volumes: {
      unattachedDays: wholeNumber("UNATTACHED_DAYS", settings.UNATTACHED_DAYS, { min: 1, max: 365 }),
      kubernetes: z.enum(["keep", "clean"]).parse(settings.KUBERNETES_VOLUMES),
    },
    orphanDays: wholeNumber("ORPHAN_DAYS", settings.ORPHAN_DAYS, { min: 1, max: 3_650 }),
    limit: wholeNumber("DELETIONS_PER_RUN", settings.DELETIONS_PER_RUN, { min: 1, max: 1_000 }),
  };
}

/** Every volume of the account, others' too: a snapshot is no orphan while its volume is anybody's. */
async function allVolumes(client: EC2Client): Promise<readonly Volume[]> {
  return pages(async (NextToken) => {
    const page = await client.send(new DescribeVolumesCommand({ MaxResults: PAGE_SIZE, NextToken }));
    return { items: page.Volumes ?? [], next: page.NextToken };
  });
}

async function orphans(client: EC2Client, rules: Rules, volumes: readonly Volume[], now: number) {
  const { key, value } = rules.scope;
  const snapshots = await pages(async (NextToken) => {
    const Filters = [{ Name: `tag:${key}`, Values: [value] }];
    const page = await client.send(
      new DescribeSnapshotsCommand({ OwnerIds: ["self"], Filters, MaxResults: PAGE_SIZE, NextToken }),
    );
    return { items: page.Snapshots ?? [], next: page.NextToken };
  });
  const images = await pages(async (NextToken) => {
    const page = await client.send(new DescribeImagesCommand({ Owners: ["self"], MaxResults: PAGE_SIZE, NextToken }));
    return { items: page.Images ?? [], next: page.NextToken };
  });
  const surroundings = {
    volumes: new Set(volumes.map(({ VolumeId = "" }) => VolumeId)),
    imageSnapshots: new Set(
      images.flatMap(({ BlockDeviceMappings = [] }) => BlockDeviceMappings.map(({ Ebs }) => Ebs?.SnapshotId ?? "")),
    ),
  };
  return snapshots.filter(
    (snapshot) => inScope(snapshot.Tags, rules.scope) && isOrphan(snapshot, surroundings, rules.orphanDays, now),
  );
}

async function pages<Item>(
  read: (token: string | undefined) => Promise<{ readonly items: readonly Item[]; readonly next: string | undefined }>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let token: string | undefined;
  do {
    const page = await read(token);
    items.push(...page.items);
    token = page.next;
  } while (token !== undefined && token !== "");
  return items;
}

/** One run: does what was judged, within its limit, and keeps account. */
class Run {
  private readonly client: EC2Client;
  private readonly rules: Rules;
  private readonly marked: string[] = [];
  private readonly unmarked: string[] = [];
  private readonly deletedVolumes: string[] = [];
  private readonly deletedSnapshots: string[] = [];
  private readonly left: string[] = [];
  private gigabytes = 0;

  public constructor(client: EC2Client, rules: Rules) {
    this.client = client;
    this.rules = rules;
  }

  public async volumes(volumes: readonly Volume[], now: number): Promise<void> {
    for (const volume of volumes.filter(({ Tags }) => inScope(Tags, this.rules.scope))) {
      const { VolumeId = "", Size = 0 } = volume;
      switch (judgeVolume(volume, this.rules.volumes, now)) {
        case "mark":
          await this.change(() => this.client.send(markCommand(VolumeId, now)));
          this.marked.push(VolumeId);
          break;
        case "unmark":
          await this.change(() => this.client.send(unmarkCommand(VolumeId)));
          this.unmarked.push(VolumeId);
          break;
        case "delete":
          await this.remove(this.deletedVolumes, VolumeId, Size, () =>
            this.client.send(new DeleteVolumeCommand({ VolumeId })),
          );
      }
    }
  }

  public async snapshots(snapshots: readonly Snapshot[]): Promise<void> {
    for (const { SnapshotId = "", VolumeSize = 0 } of snapshots) {
      await this.remove(this.deletedSnapshots, SnapshotId, VolumeSize, () =>
        this.client.send(new DeleteSnapshotCommand({ SnapshotId })),
      );
    }
  }

  public result(): StorageCleanup {
    const { marked, unmarked, deletedVolumes, deletedSnapshots, left, gigabytes } = this;
    return { dryRun: this.rules.dryRun, marked, unmarked, deletedVolumes, deletedSnapshots, left, gigabytes };
  }

  private async change(call: () => Promise<unknown>): Promise<void> {
    if (!this.rules.dryRun) {
      await call();
    }
  }

  private async remove(deleted: string[], id: string, gigabytes: number, call: () => Promise<unknown>): Promise<void> {
    if (this.deletedVolumes.length + this.deletedSnapshots.length >= this.rules.limit) {
      this.left.push(id);
      return;
    }
    try {
      await this.change(call);
      deleted.push(id);
      this.gigabytes += gigabytes;
    } catch (error) {
      if (!(error instanceof Error && HARMLESS.test(error.name))) {
        throw error;
      }
      this.left.push(id);
    }
  }
}

function markCommand(VolumeId: string, now: number): CreateTagsCommand {
  const Value = new Date(now).toISOString();
  return new CreateTagsCommand({ Resources: [VolumeId], Tags: [{ Key: MARK_TAG, Value }] });
}

function unmarkCommand(VolumeId: string): DeleteTagsCommand {
  return new DeleteTagsCommand({ Resources: [VolumeId], Tags: [{ Key: MARK_TAG }] });
}

export const handler = lambda(observer, () => createHandler(process.env));
