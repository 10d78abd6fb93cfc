import type * as pulumi from "@pulumi/pulumi";
import type { Statement } from "../core/policy";
import { regionOf, siblingArn } from "./arns";

/** By this tag volumes and snapshots belong to one cluster (Amazon EBS CSI driver, cluster-scoped policy, read 2026-11). */
export const CLUSTER_TAG = "ebs.csi.aws.com/cluster-name";

const LOOK_ACTIONS = [
  "ec2:DescribeAvailabilityZones",
  "ec2:DescribeInstances",
  "ec2:DescribeInstanceTypes",
  "ec2:DescribeSnapshots",
  "ec2:DescribeTags",
  "ec2:DescribeVolumeStatus",
  "ec2:DescribeVolumes",
  "ec2:DescribeVolumesModifications",
] as const;

/**
 * What the EBS CSI driver does, held to the volumes and snapshots of one cluster: a tag on each says whose it is, and the
 * driver may touch no other (after AWS's cluster-scoped policy of April 2026).
 */
export function ebsStatements(cluster: {
  readonly physicalName: string;
  readonly clusterArn: pulumi.Output<string>;
  readonly keyArn: pulumi.Output<string>;
}): readonly Statement[] {
  const region = regionOf(cluster.clusterArn);
  const volume = siblingArn(cluster.clusterArn, "ec2", "volume/*");
  const snapshot = siblingArn(cluster.clusterArn, "ec2", "snapshot/*", "aws");
  const requested = { StringEquals: { [`aws:RequestTag/${CLUSTER_TAG}`]: cluster.physicalName } };
  const tagged = { StringEquals: { [`aws:ResourceTag/${CLUSTER_TAG}`]: cluster.physicalName } };
  return [
    {
      sid: "Look",
      actions: LOOK_ACTIONS,
      resources: ["*"],
      conditions: { StringEquals: { "aws:RequestedRegion": region } },
    },
    { sid: "CreateVolumes", actions: ["ec2:CreateVolume"], resources: [volume], conditions: requested },
    { sid: "RestoreSnapshots", actions: ["ec2:CreateVolume"], resources: [snapshot], conditions: tagged },
    { sid: "SnapshotVolumes", actions: ["ec2:CreateSnapshot"], resources: [volume], conditions: tagged },
    { sid: "CreateSnapshots", actions: ["ec2:CreateSnapshot"], resources: [snapshot], conditions: requested },
    {
      sid: "TagWhatIsCreated",
      actions: ["ec2:CreateTags"],
      resources: [volume, snapshot],
      conditions: { StringEquals: { "ec2:CreateAction": ["CreateVolume", "CreateSnapshot"] } },
    },
    {
      sid: "ChangeOwnVolumes",
      actions: ["ec2:AttachVolume", "ec2:DeleteVolume", "ec2:DetachVolume", "ec2:ModifyVolume"],
      resources: [volume],
      conditions: tagged,
    },
    { sid: "DeleteOwnSnapshots", actions: ["ec2:DeleteSnapshot"], resources: [snapshot], conditions: tagged },
    // EKS tags the nodes of managed groups, Karpenter the others.
    ...["eks:cluster-name", "eks:eks-cluster-name"].map((tag, index) => ({
      sid: index === 0 ? "AttachToManagedNodes" : "AttachToKarpenterNodes",
      actions: ["ec2:AttachVolume", "ec2:DetachVolume"],
      resources: [siblingArn(cluster.clusterArn, "ec2", "instance/*")],
      conditions: { StringEquals: { [`aws:ResourceTag/${tag}`]: cluster.physicalName } },
    })),
    ...volumeKeyStatements(cluster.keyArn, region),
  ];
}

/** What whoever starts instances or makes volumes needs of the key: EC2 uses it, by a grant. */
export function volumeKeyStatements(
  keyArn: pulumi.Output<string>,
  region: pulumi.Output<string>,
): readonly Statement[] {
  const viaEc2 = { "kms:ViaService": region.apply((place) => `ec2.${place}.amazonaws.com`) };
  return [
    {
      sid: "UseVolumeKey",
      actions: [
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
      ],
      resources: [keyArn],
      conditions: { StringEquals: viaEc2 },
    },
    {
      sid: "HandVolumeKeyToEc2",
      actions: ["kms:CreateGrant"],
      resources: [keyArn],
      conditions: { StringEquals: viaEc2, Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
  ];
}
