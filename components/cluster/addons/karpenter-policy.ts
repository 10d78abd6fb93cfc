import type * as pulumi from "@pulumi/pulumi";
import type { Statement } from "../../core/policy";
import { iamArn, siblingArn } from "../arns";
import { volumeKeyStatements } from "../ebs-policy";
import type { AddonHost } from "./addon";

type Host = Pick<AddonHost, "physicalName" | "clusterArn" | "region" | "keyArn">;
type Tags = Readonly<Record<string, pulumi.Input<string>>>;

/** What Karpenter makes beside instances, as EC2 creates them together. */
const CREATED = ["fleet", "instance", "launch-template", "network-interface", "spot-instances-request", "volume"];

/**
 * What Karpenter does (its published policy as of v1.14, in copies, read 2026-11), less capacity reservations and
 * placement groups: it starts, tags and ends the instances of its own node pools, hands them one role, and reads one
 * queue.
 */
export function karpenterStatements(
  host: Host,
  nodeRoleArn: pulumi.Output<string>,
  queueArn: pulumi.Output<string>,
): readonly Statement[] {
  return [
    ...lookStatements(host),
    ...startStatements(host),
    ...ownInstanceStatements(host),
    ...profileStatements(host),
    {
      sid: "PassTheNodeRole",
      actions: ["iam:PassRole"],
      resources: [nodeRoleArn],
      conditions: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
    },
    {
      sid: "ReadInterruptions",
      actions: ["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"],
      resources: [queueArn],
    },
    ...volumeKeyStatements(host.keyArn, host.region),
  ];
}

function ec2Arns(host: Host, kinds: readonly string[], owner: "account" | "aws" = "account"): pulumi.Output<string>[] {
  return kinds.map((kind) => siblingArn(host.clusterArn, "ec2", `${kind}/*`, owner));
}

function requestTags(host: Host): Tags {
  return {
    [`aws:RequestTag/kubernetes.io/cluster/${host.physicalName}`]: "owned",
    "aws:RequestTag/eks:eks-cluster-name": host.physicalName,
  };
}

function resourceTags(host: Host): Tags {
  return { [`aws:ResourceTag/kubernetes.io/cluster/${host.physicalName}`]: "owned" };
}

function lookStatements(host: Host): readonly Statement[] {
  return [
    {
      sid: "Look",
      actions: [
        "ec2:DescribeCapacityReservations",
        "ec2:DescribeImages",
        "ec2:DescribeInstanceStatus",
        "ec2:DescribeInstanceTypeOfferings",
        "ec2:DescribeInstanceTypes",
        "ec2:DescribeInstances",
        "ec2:DescribeLaunchTemplates",
        "ec2:DescribePlacementGroups",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSpotPriceHistory",
        "ec2:DescribeSubnets",
      ],
      resources: ["*"],
      conditions: { StringEquals: { "aws:RequestedRegion": host.region } },
    },
    // Prices and the list of instance profiles are the account's: neither action knows resources.
    { sid: "LookAtPricesAndProfiles", actions: ["iam:ListInstanceProfiles", "pricing:GetProducts"], resources: ["*"] },
    {
      sid: "FindImages",
      actions: ["ssm:GetParameter"],
      resources: [siblingArn(host.clusterArn, "ssm", "parameter/aws/service/*", "aws")],
    },
    { sid: "LookAtTheCluster", actions: ["eks:DescribeCluster"], resources: [host.clusterArn] },
  ];
}

function startStatements(host: Host): readonly Statement[] {
  const start = ["ec2:CreateFleet", "ec2:RunInstances"];
  const pool = { StringLike: { "aws:RequestTag/karpenter.sh/nodepool": "*" } };
  return [
    {
      sid: "StartFrom",
      actions: start,
      resources: [...ec2Arns(host, ["image", "snapshot"], "aws"), ...ec2Arns(host, ["security-group", "subnet"])],
    },
    {
      sid: "StartFromOwnTemplates",
      actions: start,
      resources: ec2Arns(host, ["launch-template"]),
      conditions: {
        StringEquals: resourceTags(host),
        StringLike: { "aws:ResourceTag/karpenter.sh/nodepool": "*" },
      },
    },
    {
      sid: "StartTagged",
      actions: [...start, "ec2:CreateLaunchTemplate"],
      resources: ec2Arns(host, CREATED),
      conditions: { StringEquals: requestTags(host), ...pool },
    },
    {
      sid: "TagWhatIsCreated",
      actions: ["ec2:CreateTags"],
      resources: ec2Arns(host, CREATED),
      conditions: {
        StringEquals: {
          ...requestTags(host),
          "ec2:CreateAction": ["CreateFleet", "CreateLaunchTemplate", "RunInstances"],
        },
        ...pool,
      },
    },
  ];
}

function ownInstanceStatements(host: Host): readonly Statement[] {
  const own = {
    StringEquals: resourceTags(host),
    StringLike: { "aws:ResourceTag/karpenter.sh/nodepool": "*" },
  };
  return [
    {
      sid: "NameOwnInstances",
      actions: ["ec2:CreateTags"],
      resources: ec2Arns(host, ["instance"]),
      conditions: {
        ...own,
        StringEqualsIfExists: { "aws:RequestTag/eks:eks-cluster-name": host.physicalName },
        // All keys must be known ones, and there must be keys: the first alone holds for a request without any.
        "ForAllValues:StringEquals": { "aws:TagKeys": ["eks:eks-cluster-name", "karpenter.sh/nodeclaim", "Name"] },
        Null: { "aws:TagKeys": "false" },
      },
    },
    {
      sid: "EndOwnInstances",
      actions: ["ec2:DeleteLaunchTemplate", "ec2:TerminateInstances"],
      resources: ec2Arns(host, ["instance", "launch-template"]),
      conditions: own,
    },
  ];
}

function profileStatements(host: Host): readonly Statement[] {
  const profiles = [iamArn(host.clusterArn, "instance-profile/*")];
  const owned = (kind: "Request" | "Resource") => ({
    [`aws:${kind}Tag/kubernetes.io/cluster/${host.physicalName}`]: "owned",
    [`aws:${kind}Tag/topology.kubernetes.io/region`]: host.region,
  });
  const requested = { ...owned("Request"), "aws:RequestTag/eks:eks-cluster-name": host.physicalName };
  const requestClass = { "aws:RequestTag/karpenter.k8s.aws/ec2nodeclass": "*" };
  const resourceClass = { "aws:ResourceTag/karpenter.k8s.aws/ec2nodeclass": "*" };
  return [
    {
      sid: "CreateProfiles",
      actions: ["iam:CreateInstanceProfile"],
      resources: profiles,
      conditions: { StringEquals: requested, StringLike: requestClass },
    },
    {
      sid: "TagOwnProfiles",
      actions: ["iam:TagInstanceProfile"],
      resources: profiles,
      conditions: {
        StringEquals: { ...owned("Resource"), ...requested },
        StringLike: { ...resourceClass, ...requestClass },
      },
    },
    {
      sid: "ChangeOwnProfiles",
      actions: ["iam:AddRoleToInstanceProfile", "iam:DeleteInstanceProfile", "iam:RemoveRoleFromInstanceProfile"],
      resources: profiles,
      conditions: { StringEquals: owned("Resource"), StringLike: resourceClass },
    },
    { sid: "LookAtProfiles", actions: ["iam:GetInstanceProfile"], resources: profiles },
  ];
}
