import * as pulumi from "@pulumi/pulumi";
import type { Conditions, Statement } from "../../core/policy";
import { iamArn, siblingArn } from "../arns";
import type { AddonHost } from "./addon";

/** The controller puts this tag on all that it makes. */
const TAG = "elbv2.k8s.aws/cluster";

const LOOK_EC2 = [
  "ec2:DescribeAccountAttributes",
  "ec2:DescribeAddresses",
  "ec2:DescribeAvailabilityZones",
  "ec2:DescribeInstances",
  "ec2:DescribeInternetGateways",
  "ec2:DescribeIpamPools",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeRouteTables",
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeSubnets",
  "ec2:DescribeTags",
  "ec2:DescribeVpcPeeringConnections",
  "ec2:DescribeVpcs",
] as const;

const LOOK_BALANCERS = [
  "elasticloadbalancing:DescribeCapacityReservation",
  "elasticloadbalancing:DescribeListenerAttributes",
  "elasticloadbalancing:DescribeListenerCertificates",
  "elasticloadbalancing:DescribeListeners",
  "elasticloadbalancing:DescribeLoadBalancerAttributes",
  "elasticloadbalancing:DescribeLoadBalancers",
  "elasticloadbalancing:DescribeRules",
  "elasticloadbalancing:DescribeSSLPolicies",
  "elasticloadbalancing:DescribeTags",
  "elasticloadbalancing:DescribeTargetGroupAttributes",
  "elasticloadbalancing:DescribeTargetGroups",
  "elasticloadbalancing:DescribeTargetHealth",
  "elasticloadbalancing:DescribeTrustStores",
] as const;

const CHANGE_BALANCERS = [
  "elasticloadbalancing:AddListenerCertificates",
  "elasticloadbalancing:CreateListener",
  "elasticloadbalancing:CreateRule",
  "elasticloadbalancing:DeleteListener",
  "elasticloadbalancing:DeleteLoadBalancer",
  "elasticloadbalancing:DeleteRule",
  "elasticloadbalancing:DeleteTargetGroup",
  "elasticloadbalancing:DeregisterTargets",
  "elasticloadbalancing:ModifyCapacityReservation",
  "elasticloadbalancing:ModifyIpPools",
  "elasticloadbalancing:ModifyListener",
  "elasticloadbalancing:ModifyListenerAttributes",
  "elasticloadbalancing:ModifyLoadBalancerAttributes",
  "elasticloadbalancing:ModifyRule",
  "elasticloadbalancing:ModifyTargetGroup",
  "elasticloadbalancing:ModifyTargetGroupAttributes",
  "elasticloadbalancing:RegisterTargets",
  "elasticloadbalancing:RemoveListenerCertificates",
  "elasticloadbalancing:RemoveTags",
  "elasticloadbalancing:SetIpAddressType",
  "elasticloadbalancing:SetRulePriorities",
  "elasticloadbalancing:SetSecurityGroups",
  "elasticloadbalancing:SetSubnets",
] as const;

type Host = Pick<AddonHost, "physicalName" | "clusterArn" | "region" | "vpcId">;

/**
 * What the controller does (its published policy, v3, read 2026-11), narrower in two ways: by tag it may change what
 * belongs to this cluster only, where the published policy asks for any cluster's tag or none; and what the chart's values
 * turn off or these estates do not use is left out: Shield, classic WAF, server certificates of IAM, Outposts.
 */
export function loadBalancerStatements(host: Host): readonly Statement[] {
  const owned = { StringEquals: { [`aws:ResourceTag/${TAG}`]: host.physicalName } };
  const requested = { StringEquals: { [`aws:RequestTag/${TAG}`]: host.physicalName } };
  return [
    ...lookStatements(host),
    ...securityGroupStatements(host, owned, requested),
    ...balancerStatements(host, owned, requested),
    ...edgeStatements(host),
  ];
}

function lookStatements(host: Host): readonly Statement[] {
  return [
    {
      sid: "Look",
      actions: [...LOOK_EC2, ...LOOK_BALANCERS, "acm:ListCertificates"],
      resources: ["*"],
      conditions: { StringEquals: { "aws:RequestedRegion": host.region } },
    },
    {
      sid: "CreateServiceRole",
      actions: ["iam:CreateServiceLinkedRole"],
      resources: [
        iamArn(
          host.clusterArn,
          "role/aws-service-role/elasticloadbalancing.amazonaws.com/AWSServiceRoleForElasticLoadBalancing",
        ),
      ],
      conditions: { StringEquals: { "iam:AWSServiceName": "elasticloadbalancing.amazonaws.com" } },
    },
  ];
}

function securityGroupStatements(host: Host, owned: Conditions, requested: Conditions): readonly Statement[] {
  const groups = siblingArn(host.clusterArn, "ec2", "security-group/*");
  const vpc = pulumi.output(host.vpcId).apply((id) => siblingArn(host.clusterArn, "ec2", `vpc/${id}`));
  const rules = ["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress"];
  return [
    { sid: "CreateGroups", actions: ["ec2:CreateSecurityGroup"], resources: [groups], conditions: requested },
    {
      sid: "CreateGroupsInTheVpc",
      actions: ["ec2:CreateSecurityGroup", "ec2:GetSecurityGroupsForVpc"],
      resources: [vpc],
    },
    {
      sid: "TagNewGroups",
      actions: ["ec2:CreateTags"],
      resources: [groups],
      conditions: { StringEquals: { ...requested["StringEquals"], "ec2:CreateAction": "CreateSecurityGroup" } },
    },
    {
      sid: "ChangeOwnGroups",
      actions: ["ec2:CreateTags", "ec2:DeleteSecurityGroup", "ec2:DeleteTags", ...rules],
      resources: [groups],
      conditions: owned,
    },
    {
      // It lets its balancers reach the pods: EKS tags the group of the nodes as the cluster's own.
      sid: "OpenNodesToOwnBalancers",
      actions: rules,
      resources: [groups],
      conditions: { StringEquals: { [`aws:ResourceTag/kubernetes.io/cluster/${host.physicalName}`]: "owned" } },
    },
  ];
}

function balancerStatements(host: Host, owned: Conditions, requested: Conditions): readonly Statement[] {
  const arns = (...kinds: readonly string[]) =>
    kinds.map((kind) => siblingArn(host.clusterArn, "elasticloadbalancing", kind));
  const balancers = arns("loadbalancer/app/*", "loadbalancer/net/*", "targetgroup/*");
  const listeners = arns("listener/app/*", "listener/net/*", "listener-rule/app/*", "listener-rule/net/*");
  return [
    {
      sid: "CreateBalancers",
      actions: ["elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:CreateTargetGroup"],
      resources: balancers,
      conditions: requested,
    },
    {
      sid: "TagWhatIsCreated",
      actions: ["elasticloadbalancing:AddTags"],
      resources: [...balancers, ...listeners],
      conditions: {
        StringEquals: {
          ...requested["StringEquals"],
          "elasticloadbalancing:CreateAction": [
            "CreateListener",
            "CreateLoadBalancer",
            "CreateRule",
            "CreateTargetGroup",
          ],
        },
      },
    },
    {
      sid: "ChangeOwnBalancers",
      actions: ["elasticloadbalancing:AddTags", ...CHANGE_BALANCERS],
      resources: [...balancers, ...listeners],
      conditions: owned,
    },
  ];
}

/** What an Ingress names beside its own: a certificate, a user pool, a web ACL. */
function edgeStatements(host: Host): readonly Statement[] {
  return [
    {
      sid: "ReadCertificatesAndUserPools",
      actions: ["acm:DescribeCertificate", "cognito-idp:DescribeUserPoolClient"],
      resources: [
        siblingArn(host.clusterArn, "acm", "certificate/*"),
        siblingArn(host.clusterArn, "cognito-idp", "userpool/*"),
      ],
    },
    {
      // WAF asks for it when a web ACL is associated; the action knows no resources.
      sid: "AcceptWebAcls",
      actions: ["elasticloadbalancing:SetWebAcl"],
      resources: ["*"],
      conditions: { StringEquals: { "aws:RequestedRegion": host.region } },
    },
    {
      sid: "AssociateWebAcls",
      actions: ["wafv2:AssociateWebACL", "wafv2:DisassociateWebACL", "wafv2:GetWebACL", "wafv2:GetWebACLForResource"],
      resources: [
        siblingArn(host.clusterArn, "wafv2", "regional/webacl/*"),
        siblingArn(host.clusterArn, "elasticloadbalancing", "loadbalancer/app/*"),
      ],
    },
  ];
}
