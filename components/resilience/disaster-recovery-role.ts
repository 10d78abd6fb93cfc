import * as pulumi from "@pulumi/pulumi";
import { type EncryptionKey, parseArn, type Statement } from "../core";
import type { BackedUp, BackupKind } from "./disaster-recovery-args";

/** What the role needs to know of a set. */
interface SetScope {
  readonly kind: BackupKind;
  readonly stores: BackedUp;
  readonly continuous: boolean;
}

/** Where backups are made and where they go. */
interface Places {
  /** Anything with a regional ARN of the first region. */
  readonly anchor: pulumi.Output<string>;
  readonly vaultArn: pulumi.Output<string>;
  readonly copyVaultArn: pulumi.Output<string>;
  readonly copyRegion: string;
  readonly keys: readonly EncryptionKey[];
}

/** Patterns of ARNs where a tag chooses. A snapshot's and a bucket's name no account. */
const PATTERNS: Readonly<Record<BackupKind, string>> = {
  bucket: "arn:{partition}:s3:::*",
  cluster: "arn:{partition}:rds:{region}:{account}:cluster:*",
  documents: "arn:{partition}:rds:{region}:{account}:cluster:*",
  instance: "arn:{partition}:rds:{region}:{account}:db:*",
  table: "arn:{partition}:dynamodb:{region}:{account}:table/*",
  volume: "arn:{partition}:ec2:{region}:{account}:volume/*",
};

/** The stores as a backup selection lists them, and as statements name them. */
export function storeArns({ kind, stores }: SetScope, anchor: pulumi.Output<string>): readonly pulumi.Input<string>[] {
  return "arns" in stores ? Object.values(stores.arns) : [place(PATTERNS[kind], anchor)];
}

/**
 * What AWS Backup does in the role's name: snapshots of these stores and no others, into these two vaults, with these
 * keys. AWS' managed policy allows it every store of the account, and nine services more.
 */
export function backupStatements(
  sets: readonly (SetScope & { readonly key: string })[],
  places: Places,
): readonly Statement[] {
  return [
    ...sets.flatMap((set) => STATEMENTS[set.kind](set, storeArns(set, places.anchor), tagged(set.stores), places)),
    ...vaultStatements(places),
    ...keyStatements(places.keys),
    ...(sets.some(({ stores }) => "tag" in stores)
      ? // Finding what carries a tag takes no resource (Service Authorization Reference, read 2026-11).
        [{ sid: "FindByTag", actions: ["tag:GetResources"], resources: ["*"] }]
      : []),
  ];
}

type Stores = readonly pulumi.Input<string>[];
type Condition = Pick<Statement, "conditions">;
type Writer = (
  set: SetScope & { readonly key: string },
  stores: Stores,
  tag: Condition,
  places: Places,
) => readonly Statement[];

const STATEMENTS: Readonly<Record<BackupKind, Writer>> = {
  table: tableStatements,
  cluster: clusterStatements,
  documents: clusterStatements,
  instance: instanceStatements,
  volume: volumeStatements,
  bucket: bucketStatements,
};

function tagged(stores: BackedUp): Condition {
  return "tag" in stores
    ? { conditions: { StringEquals: { [`aws:ResourceTag/${stores.tag.key}`]: stores.tag.value } } }
    : {};
}

function place(pattern: string, anchor: pulumi.Output<string>): pulumi.Output<string> {
  return anchor.apply((arn) => {
    const { partition, region, account } = parseArn(arn);
    return pattern.replace("{partition}", partition).replace("{region}", region).replace("{account}", account);
  });
}

/** The same in both regions: what copies is called there, and asked for what it makes there. */
function placeInBoth(pattern: string, { anchor, copyRegion }: Pick<Places, "anchor" | "copyRegion">) {
  return [place(pattern, anchor), place(pattern.replace("{region}", copyRegion), anchor)];
}

/** For ARNs whose names the service makes up. */
function ownAccount(anchor: pulumi.Output<string>): Condition {
  return { conditions: { StringEquals: { "aws:ResourceAccount": anchor.apply((arn) => parseArn(arn).account) } } };
}

function sid(set: { readonly key: string }, what: string): string {
  return `${what}${set.key.replace(/[^A-Za-z0-9]/g, "")}`;
}

function tableStatements(...[set, stores, tag]: Parameters<Writer>): readonly Statement[] {
  return [
    {
      sid: sid(set, "Tables"),
      actions: [
        "dynamodb:CreateBackup",
        "dynamodb:DescribeTable",
        "dynamodb:ListTagsOfResource",
        "dynamodb:StartAwsBackupJob",
      ],
      resources: stores,
      ...tag,
    },
    {
      sid: sid(set, "TableBackups"),
      actions: ["dynamodb:DeleteBackup", "dynamodb:DescribeBackup"],
      resources: stores.map((arn) => pulumi.interpolate`${arn}/backup/*`),
    },
  ];
}

/**
 * Aurora and DocumentDB share the interface of RDS. Snapshots that AWS Backup makes begin with `awsbackup:`, copies too, which
 * RDS makes where they go: it asks for the source here and for the copy there.
 */
function clusterStatements(...[set, stores, tag, places]: Parameters<Writer>): readonly Statement[] {
  const { anchor } = places;
  const snapshots = placeInBoth("arn:{partition}:rds:{region}:{account}:cluster-snapshot:awsbackup:*", places);
  return [
    {
      sid: sid(set, "Clusters"),
      actions: ["rds:CreateDBClusterSnapshot", "rds:DescribeDBClusters", "rds:ListTagsForResource"],
      resources: stores,
      ...tag,
    },
    {
      sid: sid(set, "ClusterSnapshots"),
      actions: [
        "rds:AddTagsToResource",
        "rds:CopyDBClusterSnapshot",
        "rds:CreateDBClusterSnapshot",
        "rds:DeleteDBClusterSnapshot",
        "rds:DescribeDBClusterSnapshots",
        "rds:ListTagsForResource",
        "rds:ModifyDBClusterSnapshotAttribute",
      ],
      resources: snapshots,
    },
    ...(set.continuous
      ? [
          { sid: sid(set, "ClusterHistory"), actions: ["rds:ModifyDBCluster"], resources: stores, ...tag },
          {
            sid: sid(set, "ClusterHistories"),
            actions: ["rds:DeleteDBClusterAutomatedBackup", "rds:DescribeDBClusterAutomatedBackups"],
            resources: [place("arn:{partition}:rds:{region}:{account}:cluster-auto-backup:*", anchor)],
            ...ownAccount(anchor),
          },
        ]
      : []),
  ];
}

function instanceStatements(...[set, stores, tag, places]: Parameters<Writer>): readonly Statement[] {
  const { anchor } = places;
  const snapshots = placeInBoth("arn:{partition}:rds:{region}:{account}:snapshot:awsbackup:*", places);
  return [
    {
      sid: sid(set, "Instances"),
      actions: ["rds:CreateDBSnapshot", "rds:DescribeDBInstances", "rds:ListTagsForResource"],
      resources: stores,
      ...tag,
    },
    {
      sid: sid(set, "InstanceSnapshots"),
      actions: [
        "rds:AddTagsToResource",
        "rds:CopyDBSnapshot",
        "rds:CreateDBSnapshot",
        "rds:DeleteDBSnapshot",
        "rds:DescribeDBSnapshots",
        "rds:ListTagsForResource",
        "rds:ModifyDBSnapshotAttribute",
      ],
      resources: snapshots,
    },
    ...(set.continuous
      ? [
          { sid: sid(set, "InstanceHistory"), actions: ["rds:ModifyDBInstance"], resources: stores, ...tag },
          {
            sid: sid(set, "InstanceHistories"),
            actions: ["rds:DeleteDBInstanceAutomatedBackup"],
            resources: [place("arn:{partition}:rds:{region}:{account}:auto-backup:*", anchor)],
            ...ownAccount(anchor),
          },
        ]
      : []),
  ];
}

function volumeStatements(...[set, stores, tag, places]: Parameters<Writer>): readonly Statement[] {
  const { anchor, copyRegion } = places;
  const snapshots = placeInBoth("arn:{partition}:ec2:{region}::snapshot/*", places);
  const [here = ""] = snapshots;
  const volume = place(PATTERNS.volume, anchor);
  const regions = anchor.apply((arn) => [parseArn(arn).region, copyRegion]);
  return [
    { sid: sid(set, "Volumes"), actions: ["ec2:CreateSnapshot"], resources: stores, ...tag },
    {
      sid: sid(set, "Snapshots"),
      actions: ["ec2:CreateSnapshot"],
      resources: [here],
      conditions: { ArnLike: { "ec2:ParentVolume": volume } },
    },
    {
      // A snapshot's ARN names no account, and a copy has no tags yet: the two regions are all that can be said.
      sid: sid(set, "Copies"),
      actions: ["ec2:CopySnapshot", "ec2:CreateTags"],
      resources: snapshots,
      conditions: { StringEquals: { "ec2:Region": regions } },
    },
    {
      // AWS Backup marks what it makes; snapshots of others stay out of reach.
      sid: sid(set, "OldSnapshots"),
      actions: ["ec2:DeleteSnapshot"],
      resources: snapshots,
      conditions: { StringLike: { "aws:ResourceTag/aws:backup:source-resource": volume } },
    },
    {
      // Describing takes no resource (Service Authorization Reference, read 2026-11).
      sid: sid(set, "Look"),
      actions: ["ec2:DescribeSnapshots", "ec2:DescribeTags", "ec2:DescribeVolumes"],
      resources: ["*"],
    },
  ];
}

/** S3 backups follow the bucket's events, by a rule that AWS Backup makes itself. */
function bucketStatements(...[set, stores, tag, { anchor }]: Parameters<Writer>): readonly Statement[] {
  return [
    {
      sid: sid(set, "Buckets"),
      actions: [
        "s3:GetBucketAcl",
        "s3:GetBucketLocation",
        "s3:GetBucketNotification",
        "s3:GetBucketTagging",
        "s3:GetBucketVersioning",
        "s3:GetInventoryConfiguration",
        "s3:ListBucket",
        "s3:ListBucketVersions",
        "s3:PutBucketNotification",
        "s3:PutInventoryConfiguration",
      ],
      resources: stores,
      ...tag,
    },
    {
      sid: sid(set, "Objects"),
      actions: [
        "s3:GetObject",
        "s3:GetObjectAcl",
        "s3:GetObjectTagging",
        "s3:GetObjectVersion",
        "s3:GetObjectVersionAcl",
        "s3:GetObjectVersionTagging",
      ],
      resources: stores.map((arn) => pulumi.interpolate`${arn}/*`),
    },
    {
      sid: sid(set, "BucketEvents"),
      actions: [
        "events:DeleteRule",
        "events:DescribeRule",
        "events:DisableRule",
        "events:EnableRule",
        "events:ListTargetsByRule",
        "events:PutRule",
        "events:PutTargets",
        "events:RemoveTargets",
      ],
      resources: [place("arn:{partition}:events:{region}:{account}:rule/AwsBackupManagedRule*", anchor)],
    },
    {
      // Neither takes a bucket (Service Authorization Reference, read 2026-11).
      sid: sid(set, "LookAtBuckets"),
      actions: ["cloudwatch:GetMetricData", "s3:ListAllMyBuckets"],
      resources: ["*"],
    },
  ];
}

function vaultStatements(places: Places): readonly Statement[] {
  const { vaultArn, copyVaultArn, anchor } = places;
  return [
    {
      sid: "Vaults",
      actions: ["backup:CopyIntoBackupVault", "backup:DescribeBackupVault"],
      resources: [vaultArn, copyVaultArn],
    },
    {
      // A recovery point's ARN is that of its snapshot, in the store's own service: the target narrows it instead.
      sid: "CopyToTheOtherRegionOnly",
      actions: ["backup:CopyFromBackupVault"],
      resources: ["*"],
      conditions: { "ForAnyValue:ArnEquals": { "backup:CopyTargets": copyVaultArn } },
    },
    {
      sid: "TagBackups",
      actions: ["backup:TagResource"],
      resources: placeInBoth("arn:{partition}:backup:{region}:{account}:recovery-point:*", places),
      ...ownAccount(anchor),
    },
  ];
}

function keyStatements(keys: readonly EncryptionKey[]): readonly Statement[] {
  const resources = [...new Set(keys)].map((key) => key.arn);
  return [
    {
      sid: "UseKeys",
      actions: [
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
      ],
      resources,
    },
    {
      sid: "HandKeysToSnapshots",
      actions: ["kms:CreateGrant"],
      resources,
      conditions: { Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
  ];
}
