import type { Snapshot, Tag, Volume } from "@aws-sdk/client-ec2";

/** Whoever sets this tag, with any value, keeps a volume or snapshot for ever. The role's policy honours it too. */
export const KEEP_TAG = "storage-cleanup-keep";
/** Since when a volume is known to be unattached: EC2 itself does not remember. */
export const MARK_TAG = "storage-cleanup-unattached-since";

/** What shall become of a volume. */
export type VolumeFate = "keep" | "mark" | "unmark" | "wait" | "delete";

/** Tags that the EBS driver of Kubernetes sets on what it makes (aws-ebs-csi-driver, tagging, read 2026-11). */
const KUBERNETES_TAGS = ["kubernetes.io/created-for/pvc/name", "CSIVolumeName", "CSIVolumeSnapshotName"];
/** The source that EC2 shows for a snapshot that was copied from another region or account. */
const COPIED = "vol-ffffffff";
const DAY_MS = 86_400_000;

/** Which volumes are old enough, and whose. */
export interface VolumeRules {
  readonly unattachedDays: number;
  readonly kubernetes: "keep" | "clean";
}

/**
 * A volume is marked when it is first seen unattached, and goes when the mark is old enough; one that is attached meanwhile
 * loses its mark. Its own age says nothing: it may have been detached a minute ago.
 */
export function judgeVolume(
  { State, Tags }: Volume,
  { unattachedDays, kubernetes }: VolumeRules,
  now: number,
): VolumeFate {
  const tags = tagsOf(Tags);
  const mark = tags.get(MARK_TAG);
  if (tags.has(KEEP_TAG) || (kubernetes === "keep" && KUBERNETES_TAGS.some((tag) => tags.has(tag)))) {
    return "keep";
  }
  if (State !== "available") {
    return mark === undefined || State !== "in-use" ? "keep" : "unmark";
  }
  const since = Date.parse(mark ?? "");
  if (Number.isNaN(since)) {
    return "mark";
  }
  return now - since >= unattachedDays * DAY_MS ? "delete" : "wait";
}

/** What is known of the rest of the account. */
export interface Surroundings {
  readonly volumes: ReadonlySet<string>;
  /** Snapshots that an image starts from. */
  readonly imageSnapshots: ReadonlySet<string>;
}

/**
 * Whether nobody will miss a snapshot: its volume is gone, no image needs it, it is older than any backup, and no service
 * (AWS Backup, Data Lifecycle Manager) or cluster looks after it. A copy from another region has no volume here, and stays.
 */
export function isOrphan(
  { SnapshotId = "", VolumeId = COPIED, State, StartTime, Tags }: Snapshot,
  { volumes, imageSnapshots }: Surroundings,
  orphanDays: number,
  now: number,
): boolean {
  const names = [...tagsOf(Tags).keys()];
  const managed = names.some((name) => name.startsWith("aws:") || KUBERNETES_TAGS.includes(name) || name === KEEP_TAG);
  const old = StartTime !== undefined && now - StartTime.getTime() >= orphanDays * DAY_MS;
  const source = VolumeId !== COPIED && !volumes.has(VolumeId);
  return State === "completed" && source && old && !managed && !imageSnapshots.has(SnapshotId);
}

/** The part of the account that the function may touch, as `key=value` of a tag. */
export interface Scope {
  readonly key: string;
  readonly value: string;
}

/** @throws {Error} where the text is no tag: without one, the whole account would be at stake */
export function parseScope(text: string): Scope {
  const [, key, value] = /^([^=]{1,128})=([^=]{1,256})$/.exec(text) ?? [];
  if (key === undefined || value === undefined || key.startsWith("aws:")) {
    throw new Error(`STORAGE_SCOPE must be a tag as key=value; it is "${text}".`);
  }
  return { key, value };
}

export function inScope(tags: readonly Tag[] | undefined, { key, value }: Scope): boolean {
  return tagsOf(tags).get(key) === value;
}

function tagsOf(tags: readonly Tag[] | undefined): ReadonlyMap<string, string> {
  return new Map((tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
}
