import assert from "node:assert/strict";
import { clusterAutoscaler } from "../../../components/cluster";
import { architectureOf, isInstanceType, isNitro } from "../../../components/cluster/instance-types";
import { CLUSTER_ARN, dependencies, policyOf, recordCluster } from "./support";

const MIXED = {
  main: { instanceTypes: ["t3.medium"], min: 2, max: 10 },
  spot: {
    instanceTypes: ["m7g.large", "c7g.large"],
    min: 0,
    max: 6,
    desired: 3,
    capacity: "spot",
    os: "bottlerocket",
    diskGiB: 80,
    maxPods: 50,
    labels: { "example.com/workload": "batch" },
    taints: { "example.com/spot": { value: "true", effect: "NoSchedule" } },
    maxUnavailablePercent: 50,
  },
} as const;

function decoded(userData: unknown): string {
  return Buffer.from(String(userData), "base64").toString("utf8");
}

describe("EksCluster's nodes", () => {
  it("are managed groups with repair, whose number an autoscaler owns", async () => {
    const recording = await recordCluster();
    const group = recording.get("cloudmart-nodes-main");
    const template = recording.get("cloudmart-template-main");
    assert.equal(group.inputs["clusterName"], "cloudmart-cluster");
    assert.equal(group.inputs["amiType"], "AL2023_x86_64_STANDARD");
    assert.equal(group.inputs["capacityType"], "ON_DEMAND");
    assert.deepEqual(group.inputs["instanceTypes"], ["t3.medium"]);
    assert.deepEqual(group.inputs["scalingConfig"], { minSize: 1, desiredSize: 1, maxSize: 4 });
    assert.deepEqual(group.inputs["nodeRepairConfig"], { enabled: true });
    assert.deepEqual(group.inputs["updateConfig"], { maxUnavailablePercentage: 33 });
    assert.deepEqual(group.inputs["launchTemplate"], { id: template.id, version: "1" });
    assert.deepEqual(group.inputs["subnetIds"], ["subnet-a", "subnet-b"]);
    assert.deepEqual(group.options.ignoreChanges, ["scalingConfig.desiredSize"]);
  });

  it("hide the instance's credentials from pods, and encrypt their volumes with the cluster's key", async () => {
    const recording = await recordCluster();
    const { inputs } = recording.get("cloudmart-template-main");
    assert.deepEqual(inputs["metadataOptions"], {
      httpEndpoint: "enabled",
      httpTokens: "required",
      httpPutResponseHopLimit: 1,
    });
    assert.deepEqual(inputs["blockDeviceMappings"], [
      {
        deviceName: "/dev/xvda",
        ebs: {
          volumeSize: 50,
          volumeType: "gp3",
          encrypted: "true",
          kmsKeyId: recording.get("cloudmart-key-key").outputs["arn"],
          deleteOnTermination: "true",
        },
      },
    ]);
    assert.deepEqual(inputs["monitoring"], { enabled: true });
    assert.equal(inputs["networkInterfaces"], undefined);
    assert.match(decoded(inputs["userData"]), /^MIME-Version: 1\.0\n[\s\S]*kind: NodeConfig\n[\s\S]*maxPods: 110\n/);
  });

  it("may be spot, Bottlerocket and Graviton, with labels and taints", async () => {
    const recording = await recordCluster({ nodeGroups: MIXED, tags: { owner: "platform" } });
    const { inputs } = recording.get("cloudmart-nodes-spot");
    assert.equal(inputs["amiType"], "BOTTLEROCKET_ARM_64");
    assert.equal(inputs["capacityType"], "SPOT");
    assert.deepEqual(inputs["scalingConfig"], { minSize: 0, desiredSize: 3, maxSize: 6 });
    assert.deepEqual(inputs["labels"], { "example.com/workload": "batch" });
    assert.deepEqual(inputs["taints"], [{ key: "example.com/spot", value: "true", effect: "NO_SCHEDULE" }]);
    const template = recording.get("cloudmart-template-spot").inputs;
    assert.equal(decoded(template["userData"]), "[settings.kubernetes]\nmax-pods = 50\n");
    const volumes = template["blockDeviceMappings"];
    assert.deepEqual(
      Array.isArray(volumes) &&
        volumes.map((volume) => [volume.deviceName, volume.ebs.volumeSize, volume.ebs.encrypted]),
      [
        ["/dev/xvda", 4, "true"],
        ["/dev/xvdb", 80, "true"],
      ],
    );
    assert.deepEqual(template["tagSpecifications"], [
      { resourceType: "instance", tags: { owner: "platform", Name: "cloudmart-spot" } },
      { resourceType: "volume", tags: { owner: "platform", Name: "cloudmart-spot" } },
    ]);
  });

  it("share one role that joins the cluster and pulls images", async () => {
    const recording = await recordCluster({ nodeGroups: MIXED });
    assert.deepEqual(policyOf(recording.get("cloudmart-node-role"), "assumeRolePolicy").Statement, [
      { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
    ]);
    assert.deepEqual(policyOf(recording.get("cloudmart-node-role-join")).Statement, [
      {
        Sid: "LookAtInstances",
        Effect: "Allow",
        Action: ["ec2:DescribeInstances", "ec2:DescribeInstanceTypes"],
        Resource: "*",
        Condition: { StringEquals: { "aws:RequestedRegion": "us-east-1" } },
      },
      { Sid: "LookAtTheCluster", Effect: "Allow", Action: "eks:DescribeCluster", Resource: CLUSTER_ARN },
    ]);
  });

  it("start after the add-ons without which no node becomes ready", async () => {
    const before = dependencies(await recordCluster(), "cloudmart-nodes-main");
    for (const name of ["vpc-cni", "kube-proxy", "eks-pod-identity-agent"]) {
      assert.ok(before.includes(`cloudmart-addon-${name}`), `nodes do not wait for ${name}`);
    }
    assert.ok(before.includes("cloudmart-node-role-AmazonEKSWorkerNodeMinimalPolicy"));
  });

  it("tell the cluster autoscaler of labels and taints where it is installed", async () => {
    const plain = await recordCluster({ nodeGroups: MIXED });
    assert.deepEqual(plain.ofType("aws:autoscaling/tag:Tag"), []);
    const scaled = await recordCluster({ nodeGroups: MIXED, addons: [clusterAutoscaler()] });
    const tags = scaled.ofType("aws:autoscaling/tag:Tag").map(({ inputs }) => inputs["tag"]);
    const prefix = "k8s.io/cluster-autoscaler/node-template";
    assert.deepEqual(tags, [
      { key: `${prefix}/label/example.com/workload`, value: "batch", propagateAtLaunch: false },
      { key: `${prefix}/taint/example.com/spot`, value: "true:NoSchedule", propagateAtLaunch: false },
    ]);
    const [tag] = scaled.ofType("aws:autoscaling/tag:Tag");
    assert.match(String(tag?.inputs["autoscalingGroupName"]), /^eks-cloudmart-nodes-spot-/);
  });
});

describe("instance types", () => {
  it("tell their architecture by the family's name", () => {
    const arm = [
      "t4g.medium",
      "m7g.large",
      "c7gn.xlarge",
      "r8gd.large",
      "im4gn.large",
      "is4gen.large",
      "a1.large",
      "g5g.xlarge",
    ];
    const intel = [
      "t3.medium",
      "m7i.large",
      "c6a.large",
      "g4dn.xlarge",
      "g5.xlarge",
      "i4i.large",
      "m7i-flex.large",
      "p5.48xlarge",
    ];
    assert.deepEqual(new Set(arm.map(architectureOf)), new Set(["arm64"]));
    assert.deepEqual(new Set(intel.map(architectureOf)), new Set(["amd64"]));
    assert.deepEqual(
      [...arm, ...intel].filter((type) => !isInstanceType(type) || !isNitro(type)),
      [],
    );
  });

  it("are known to be none, or too old", () => {
    assert.deepEqual(["t3", "medium", "t3.huge", "T3.medium", ""].filter(isInstanceType), []);
    assert.deepEqual(["t2.medium", "m4.large", "i3.large"].filter(isNitro), []);
    assert.equal(isNitro("i3.metal"), true);
  });
});
