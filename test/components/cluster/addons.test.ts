import assert from "node:assert/strict";
import {
  type ClusterAddon,
  clusterAutoscaler,
  containerInsights,
  karpenter,
  loadBalancerController,
} from "../../../components/cluster";
import type { Recording } from "../../../planner/recorder";
import { CLUSTER_ARN, dependencies, policyOf, recordCluster, shape, statement } from "./support";

/** Sum of a role's inline policies, in characters (IAM quotas). */
const INLINE_LIMIT = 10_240;

async function added(
  addon: ClusterAddon,
): Promise<{ readonly recording: Recording; readonly names: readonly string[] }> {
  const plain = new Set(shape(await recordCluster()));
  const recording = await recordCluster({ addons: [addon] });
  return { recording, names: shape(recording).filter((name) => !plain.has(name)) };
}

describe("loadBalancerController", () => {
  it("makes a role and the official chart, pinned", async () => {
    const { recording, names } = await added(loadBalancerController());
    const pod = "cloudmart-pod-kube-system-aws-load-balancer-controller";
    assert.deepEqual(names, [
      `aws:eks/podIdentityAssociation:PodIdentityAssociation ${pod}-association`,
      `aws:iam/role:Role ${pod}`,
      `aws:iam/rolePolicy:RolePolicy ${pod}-policy-needs`,
      "kubernetes:helm.sh/v4:Chart cloudmart-chart-aws-load-balancer-controller",
    ]);
    const { inputs } = recording.get("cloudmart-chart-aws-load-balancer-controller");
    assert.equal(inputs["chart"], "aws-load-balancer-controller");
    assert.deepEqual(inputs["repositoryOpts"], { repo: "https://aws.github.io/eks-charts" });
    assert.equal(inputs["version"], "3.6.0");
    assert.equal(inputs["namespace"], "kube-system");
    assert.deepEqual(inputs["values"], {
      clusterName: "cloudmart-cluster",
      region: "us-east-1",
      vpcId: "vpc-0a1b2c3d",
      serviceAccount: { create: true, name: "aws-load-balancer-controller" },
      replicaCount: 2,
      podDisruptionBudget: { maxUnavailable: 1 },
      enableServiceMutatorWebhook: false,
      enableShield: false,
      enableWaf: false,
      defaultTags: {},
    });
    const before = dependencies(recording, "cloudmart-chart-aws-load-balancer-controller");
    assert.ok(before.includes(`${pod}-association`) && before.includes("cloudmart-addon-coredns"));
  });

  it("changes only what carries the cluster's tag", async () => {
    const { recording } = await added(loadBalancerController());
    const resource = recording.get("cloudmart-pod-kube-system-aws-load-balancer-controller-policy-needs");
    const policy = policyOf(resource);
    assert.ok(String(resource.inputs["policy"]).length < INLINE_LIMIT);
    const tag = { "aws:ResourceTag/elbv2.k8s.aws/cluster": "cloudmart-cluster" };
    for (const sid of ["ChangeOwnGroups", "ChangeOwnBalancers"]) {
      assert.deepEqual(statement(policy, sid).Condition, { StringEquals: tag });
    }
    assert.deepEqual(statement(policy, "OpenNodesToOwnBalancers"), {
      Sid: "OpenNodesToOwnBalancers",
      Effect: "Allow",
      Action: ["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress"],
      Resource: "arn:aws:ec2:us-east-1:111122223333:security-group/*",
      Condition: { StringEquals: { "aws:ResourceTag/kubernetes.io/cluster/cloudmart-cluster": "owned" } },
    });
    assert.equal(
      statement(policy, "CreateGroupsInTheVpc").Resource,
      "arn:aws:ec2:us-east-1:111122223333:vpc/vpc-0a1b2c3d",
    );
    const wild = policy.Statement.filter(({ Resource }) => Resource === "*");
    assert.deepEqual(
      wild.map(({ Sid, Condition }) => [Sid, Condition]),
      [
        ["Look", { StringEquals: { "aws:RequestedRegion": "us-east-1" } }],
        ["AcceptWebAcls", { StringEquals: { "aws:RequestedRegion": "us-east-1" } }],
      ],
    );
  });
});

describe("clusterAutoscaler", () => {
  it("makes a role that scales this cluster's groups, and the official chart", async () => {
    const { recording, names } = await added(clusterAutoscaler());
    const pod = "cloudmart-pod-kube-system-cluster-autoscaler";
    assert.deepEqual(names, [
      `aws:eks/podIdentityAssociation:PodIdentityAssociation ${pod}-association`,
      `aws:iam/role:Role ${pod}`,
      `aws:iam/rolePolicy:RolePolicy ${pod}-policy-needs`,
      "kubernetes:helm.sh/v4:Chart cloudmart-chart-cluster-autoscaler",
    ]);
    assert.deepEqual(statement(policyOf(recording.get(`${pod}-policy-needs`)), "ScaleOwnGroups"), {
      Sid: "ScaleOwnGroups",
      Effect: "Allow",
      Action: ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
      Resource: "arn:aws:autoscaling:us-east-1:111122223333:autoScalingGroup:*:autoScalingGroupName/*",
      Condition: {
        StringEquals: {
          "aws:ResourceTag/k8s.io/cluster-autoscaler/enabled": "true",
          "aws:ResourceTag/k8s.io/cluster-autoscaler/cloudmart-cluster": "owned",
        },
      },
    });
    assert.deepEqual(recording.get("cloudmart-chart-cluster-autoscaler").inputs["repositoryOpts"], {
      repo: "https://kubernetes.github.io/autoscaler",
    });
  });
});

describe("containerInsights", () => {
  it("makes the add-on with a role, and watches for failed nodes", async () => {
    const addon = containerInsights();
    const { recording, names } = await added(addon);
    const pod = "cloudmart-pod-amazon-cloudwatch-cloudwatch-agent";
    assert.deepEqual(names, [
      "aws:eks/addon:Addon cloudmart-addon-amazon-cloudwatch-observability",
      `aws:eks/podIdentityAssociation:PodIdentityAssociation ${pod}-association`,
      `aws:iam/role:Role ${pod}`,
      `aws:iam/rolePolicyAttachment:RolePolicyAttachment ${pod}-CloudWatchAgentServerPolicy`,
    ]);
    assert.ok(
      dependencies(recording, "cloudmart-addon-amazon-cloudwatch-observability").includes(`${pod}-association`),
    );
    assert.deepEqual(
      addon.alarms?.("cloudmart-cluster").map(({ key, metric }) => [key, metric.name, metric.dimensions]),
      [["failed-nodes", "cluster_failed_node_count", { ClusterName: "cloudmart-cluster" }]],
    );
  });
});

describe("karpenter", () => {
  it("makes roles, an interruption queue with its events, both charts, a node class and a pool", async () => {
    const { names } = await added(karpenter());
    const pod = "cloudmart-pod-kube-system-karpenter";
    const notices = ["health", "interruption", "rebalance", "state"];
    assert.deepEqual(
      names,
      [
        ...notices.map((notice) => `aws:cloudwatch/eventRule:EventRule cloudmart-karpenter-rule-${notice}`),
        ...notices.map((notice) => `aws:cloudwatch/eventTarget:EventTarget cloudmart-karpenter-target-${notice}`),
        "aws:eks/accessEntry:AccessEntry cloudmart-access-karpenter-nodes",
        `aws:eks/podIdentityAssociation:PodIdentityAssociation ${pod}-association`,
        "aws:iam/role:Role cloudmart-karpenter-node-role",
        `aws:iam/role:Role ${pod}`,
        "aws:iam/rolePolicy:RolePolicy cloudmart-karpenter-node-role-join",
        `aws:iam/rolePolicy:RolePolicy ${pod}-policy-needs`,
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment cloudmart-karpenter-node-role-AmazonEC2ContainerRegistryPullOnly",
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment cloudmart-karpenter-node-role-AmazonEKSWorkerNodeMinimalPolicy",
        "aws:sqs/queue:Queue cloudmart-karpenter-queue",
        "aws:sqs/queuePolicy:QueuePolicy cloudmart-karpenter-queue-policy",
        "kubernetes:helm.sh/v4:Chart cloudmart-chart-karpenter",
        "kubernetes:helm.sh/v4:Chart cloudmart-chart-karpenter-crd",
        "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass cloudmart-karpenter-node-class",
        "kubernetes:karpenter.sh/v1:NodePool cloudmart-karpenter-pool-default",
      ].sort(),
    );
  });

  it("hands its nodes one role, and touches only what it tagged", async () => {
    const { recording } = await added(karpenter());
    const resource = recording.get("cloudmart-pod-kube-system-karpenter-policy-needs");
    const policy = policyOf(resource);
    assert.ok(String(resource.inputs["policy"]).length < INLINE_LIMIT);
    assert.deepEqual(statement(policy, "PassTheNodeRole"), {
      Sid: "PassTheNodeRole",
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: recording.get("cloudmart-karpenter-node-role").outputs["arn"],
      Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
    });
    assert.deepEqual(statement(policy, "EndOwnInstances").Condition, {
      StringEquals: { "aws:ResourceTag/kubernetes.io/cluster/cloudmart-cluster": "owned" },
      StringLike: { "aws:ResourceTag/karpenter.sh/nodepool": "*" },
    });
    assert.deepEqual(statement(policy, "LookAtTheCluster").Resource, CLUSTER_ARN);
    assert.deepEqual(
      policy.Statement.filter(({ Resource }) => Resource === "*").map(({ Sid }) => Sid),
      ["Look", "LookAtPricesAndProfiles"],
    );
  });

  it("starts private, encrypted nodes that hide the instance's credentials", async () => {
    const { recording } = await added(karpenter({ image: "al2023@v20261101", diskGiB: 80 }));
    const { inputs } = recording.get("cloudmart-karpenter-node-class");
    assert.deepEqual(inputs["spec"], {
      role: recording.get("cloudmart-karpenter-node-role").outputs["name"],
      amiSelectorTerms: [{ alias: "al2023@v20261101" }],
      subnetSelectorTerms: [{ id: "subnet-a" }, { id: "subnet-b" }],
      securityGroupSelectorTerms: [{ id: recording.get("cloudmart-eks").outputs["clusterSecurityGroupId"] }],
      associatePublicIPAddress: false,
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: {
            volumeSize: "80Gi",
            volumeType: "gp3",
            encrypted: true,
            kmsKeyID: recording.get("cloudmart-key-key").outputs["arn"],
          },
        },
      ],
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      kubelet: { maxPods: 110 },
      detailedMonitoring: true,
      tags: {},
    });
  });

  it("reads notices that only its own rules may write", async () => {
    const { recording } = await added(karpenter());
    const queue = recording.get("cloudmart-karpenter-queue");
    assert.equal(queue.inputs["sqsManagedSseEnabled"], true);
    const policy = policyOf(recording.get("cloudmart-karpenter-queue-policy"));
    assert.deepEqual(statement(policy, "NoticesArrive").Condition, {
      ArnEquals: {
        "aws:SourceArn": recording.ofType("aws:cloudwatch/eventRule:EventRule").map(({ outputs }) => outputs["arn"]),
      },
    });
    assert.equal(statement(policy, "OnlyOverTls").Effect, "Deny");
  });
});
