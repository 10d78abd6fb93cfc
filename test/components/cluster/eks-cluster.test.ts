import assert from "node:assert/strict";
import * as iam from "@pulumi/aws/iam";
import { EksCluster } from "../../../components/cluster";
import { EncryptionKey } from "../../../components/core";
import { recordProgram } from "../../../planner/recorder";
import { CLOUDMART, CLUSTER_ARN, dependencies, policyOf, recordCluster, shape } from "./support";

const CLOUDMART_SHAPE = [
  "aws:cloudwatch/logGroup:LogGroup cloudmart-logs",
  "aws:ec2/launchTemplate:LaunchTemplate cloudmart-template-main",
  "aws:eks/addon:Addon cloudmart-addon-aws-ebs-csi-driver",
  "aws:eks/addon:Addon cloudmart-addon-coredns",
  "aws:eks/addon:Addon cloudmart-addon-eks-pod-identity-agent",
  "aws:eks/addon:Addon cloudmart-addon-kube-proxy",
  "aws:eks/addon:Addon cloudmart-addon-metrics-server",
  "aws:eks/addon:Addon cloudmart-addon-vpc-cni",
  "aws:eks/cluster:Cluster cloudmart-eks-eksCluster",
  "aws:eks/nodeGroup:NodeGroup cloudmart-nodes-main",
  "aws:eks/podIdentityAssociation:PodIdentityAssociation cloudmart-pod-kube-system-aws-node-association",
  "aws:eks/podIdentityAssociation:PodIdentityAssociation cloudmart-pod-kube-system-ebs-csi-controller-sa-association",
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider cloudmart-oidc",
  "aws:iam/role:Role cloudmart-eks-eksRole-role",
  "aws:iam/role:Role cloudmart-node-role",
  "aws:iam/role:Role cloudmart-pod-kube-system-aws-node",
  "aws:iam/role:Role cloudmart-pod-kube-system-ebs-csi-controller-sa",
  "aws:iam/rolePolicy:RolePolicy cloudmart-node-role-join",
  "aws:iam/rolePolicy:RolePolicy cloudmart-pod-kube-system-ebs-csi-controller-sa-policy-needs",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment cloudmart-eks-eksRole-4b490823",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment cloudmart-node-role-AmazonEC2ContainerRegistryPullOnly",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment cloudmart-node-role-AmazonEKSWorkerNodeMinimalPolicy",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment cloudmart-pod-kube-system-aws-node-AmazonEKS_CNI_Policy",
  "aws:kms/alias:Alias cloudmart-key-alias",
  "aws:kms/key:Key cloudmart-key-key",
  "aws:kms/keyPolicy:KeyPolicy cloudmart-key-policy",
  "eks:index:Cluster cloudmart-eks",
  "eks:index:ServiceRole cloudmart-eks-eksRole",
  "estate:cluster:EksCluster cloudmart",
  "estate:core:EncryptionKey cloudmart-key",
  "kubernetes:storage.k8s.io/v1:StorageClass cloudmart-storage-class",
  "pulumi:providers:kubernetes cloudmart-eks-eks-k8s",
  "pulumi:providers:kubernetes cloudmart-kubernetes",
  "pulumi:providers:kubernetes cloudmart-platform",
];

describe("EksCluster", () => {
  it("makes exactly these resources for CloudMart", async () => {
    assert.deepEqual(shape(await recordCluster()), CLOUDMART_SHAPE);
  });

  it("makes the same in a preview, URN by URN", async () => {
    const [known, preview] = await Promise.all([recordCluster(), recordCluster({}, undefined, "preview")]);
    const urns = (recording: typeof known) => recording.resources.map((resource) => resource.urn).sort();
    assert.deepEqual(urns(preview), urns(known));
  });

  it("is known to the simulator, every type of it", async () => {
    const recording = await recordCluster();
    assert.deepEqual(
      recording.resources.filter((resource) => !resource.modelled).map((resource) => resource.type),
      [],
    );
    assert.deepEqual(recording.warnings, []);
  });

  it("gives every child a parent", async () => {
    const recording = await recordCluster();
    const orphans = recording.resources.filter(
      ({ parent, type }) => parent?.includes("pulumi:pulumi:Stack") === true && type !== "estate:cluster:EksCluster",
    );
    assert.deepEqual(orphans, []);
  });

  it("is encrypted, private, logged, and on standard support", async () => {
    const { inputs } = (await recordCluster()).get("cloudmart-eks-eksCluster");
    const keyArn = (await recordCluster()).get("cloudmart-key-key").outputs["arn"];
    assert.equal(inputs["name"], "cloudmart-cluster");
    assert.equal(inputs["version"], "1.35");
    assert.deepEqual(inputs["encryptionConfig"], { provider: { keyArn }, resources: ["secrets"] });
    assert.deepEqual(inputs["vpcConfig"], {
      endpointPrivateAccess: true,
      endpointPublicAccess: false,
      subnetIds: ["subnet-a", "subnet-b"],
    });
    assert.deepEqual(inputs["enabledClusterLogTypes"], [
      "api",
      "audit",
      "authenticator",
      "controllerManager",
      "scheduler",
    ]);
    assert.deepEqual(inputs["accessConfig"], {
      authenticationMode: "API",
      bootstrapClusterCreatorAdminPermissions: true,
    });
    assert.deepEqual(inputs["upgradePolicy"], { supportType: "STANDARD" });
    assert.equal(inputs["bootstrapSelfManagedAddons"], false);
    assert.equal(inputs["deletionProtection"], true);
  });

  it("asks the plugin for no security group, node group, instance role, OIDC provider or add-on", async () => {
    const { inputs } = (await recordCluster()).get("cloudmart-eks");
    assert.equal(inputs["skipDefaultSecurityGroups"], true);
    assert.equal(inputs["skipDefaultNodeGroup"], true);
    assert.equal(inputs["createInstanceRole"], false);
    assert.equal(inputs["createOidcProvider"], false);
    assert.equal(inputs["useDefaultVpcCni"], true);
    // The SDK fills in how conflicts are resolved.
    const off = { enabled: false, resolveConflictsOnCreate: "OVERWRITE", resolveConflictsOnUpdate: "OVERWRITE" };
    assert.deepEqual(inputs["corednsAddonOptions"], off);
    assert.deepEqual(inputs["kubeProxyAddonOptions"], off);
    assert.equal(inputs["vpcId"], "vpc-0a1b2c3d");
  });

  it("opens the endpoint to the listed blocks, and only to them", async () => {
    const recording = await recordCluster({ publicAccessCidrs: ["203.0.113.0/24"] });
    assert.deepEqual(recording.get("cloudmart-eks-eksCluster").inputs["vpcConfig"], {
      endpointPrivateAccess: true,
      endpointPublicAccess: true,
      publicAccessCidrs: ["203.0.113.0/24"],
      subnetIds: ["subnet-a", "subnet-b"],
    });
  });

  it("lets connected networks reach the API inside the VPC, before it makes anything in the cluster", async () => {
    const recording = await recordCluster({ privateAccessCidrs: { runners: "10.90.0.0/24" } });
    const { inputs } = recording.get("cloudmart-api-ingress-runners");
    const { cidrIpv4, fromPort, toPort, securityGroupId } = inputs;
    assert.deepEqual([cidrIpv4, fromPort, toPort], ["10.90.0.0/24", 443, 443]);
    const cluster = recording.get("cloudmart-eks-eksCluster").outputs["vpcConfig"];
    assert.equal(securityGroupId, new Map(Object.entries(Object(cluster))).get("clusterSecurityGroupId"));
    for (const provider of ["cloudmart-platform", "cloudmart-kubernetes"]) {
      assert.ok(dependencies(recording, provider).includes("cloudmart-api-ingress-runners"), provider);
    }
  });

  it("leaves its creator without a right where others administer it, and never replaces a cluster for that", async () => {
    const platform = { principalArn: "arn:aws:iam::111122223333:role/platform", policy: "cluster-admin" } as const;
    const { name, inputs, options } = (await recordCluster({ access: { platform } })).get("cloudmart-eks-eksCluster");
    assert.deepEqual(inputs["accessConfig"], {
      authenticationMode: "API",
      bootstrapClusterCreatorAdminPermissions: false,
    });
    assert.deepEqual(options.ignoreChanges, ["accessConfig.bootstrapClusterCreatorAdminPermissions"], name);
  });

  it("keeps its creator as administrator where nobody else is", async () => {
    const viewer = { principalArn: "arn:aws:iam::111122223333:role/viewer", policy: "view" } as const;
    const { inputs } = (await recordCluster({ access: { viewer } })).get("cloudmart-eks-eksCluster");
    assert.deepEqual(inputs["accessConfig"], {
      authenticationMode: "API",
      bootstrapClusterCreatorAdminPermissions: true,
    });
  });

  it("gives rights before it makes anything in the cluster", async () => {
    const platform = { principalArn: "arn:aws:iam::111122223333:role/platform", policy: "cluster-admin" } as const;
    const recording = await recordCluster({ access: { platform } });
    for (const provider of ["cloudmart-platform", "cloudmart-kubernetes"]) {
      assert.ok(dependencies(recording, provider).includes("cloudmart-access-policy-platform"), provider);
    }
  });

  it("puts the control plane into its own subnets where they are given", async () => {
    const recording = await recordCluster({ controlPlaneSubnetIds: ["subnet-x", "subnet-y"] });
    assert.deepEqual(recording.get("cloudmart-eks").inputs["privateSubnetIds"], ["subnet-x", "subnet-y"]);
    assert.deepEqual(recording.get("cloudmart-nodes-main").inputs["subnetIds"], ["subnet-a", "subnet-b"]);
  });

  it("makes the encrypted log group before the cluster that would make a plain one", async () => {
    const recording = await recordCluster({ logRetentionDays: 90 });
    const { inputs } = recording.get("cloudmart-logs");
    assert.equal(inputs["name"], "/aws/eks/cloudmart-cluster/cluster");
    assert.equal(inputs["retentionInDays"], 90);
    assert.equal(inputs["kmsKeyId"], recording.get("cloudmart-key-key").outputs["arn"]);
    assert.ok(dependencies(recording, "cloudmart-eks").includes("cloudmart-logs"));
  });

  it("lets CloudWatch Logs and Auto Scaling use its key", async () => {
    const recording = await recordCluster();
    const statements = policyOf(recording.get("cloudmart-key-policy")).Statement;
    assert.deepEqual(
      statements.map(({ Sid }) => Sid),
      ["AccountAdministersAndDelegatesToIam", "LogsUsesTheKey", "AutoscalingUsesTheKey", "AutoscalingHandsOverGrants"],
    );
    assert.equal(recording.get("cloudmart-key-key").inputs["enableKeyRotation"], true);
  });

  it("takes a key that is given, and makes none", async () => {
    const recording = await recordProgram(() => {
      const key = new EncryptionKey("shared", { description: "Everything", services: ["logs", "autoscaling"] });
      new EksCluster("cloudmart", { ...CLOUDMART, key });
    });
    assert.deepEqual(
      recording.ofType("aws:kms/key:Key").map((key) => key.name),
      ["shared-key"],
    );
    assert.equal(recording.get("cloudmart-logs").inputs["kmsKeyId"], recording.get("shared-key").outputs["arn"]);
  });

  it("registers the issuer as an identity provider without asking it for a thumbprint", async () => {
    const recording = await recordCluster();
    const { inputs } = recording.get("cloudmart-oidc");
    assert.match(String(inputs["url"]), /^https:\/\/oidc\.eks\.us-east-1\.amazonaws\.com\/id\/[0-9A-F]{32}$/);
    assert.deepEqual(inputs["clientIdLists"], ["sts.amazonaws.com"]);
    assert.equal(inputs["thumbprintLists"], undefined);
  });

  it("gives access by entries, to the cluster or to namespaces", async () => {
    const recording = await recordCluster({
      access: {
        platform: { principalArn: "arn:aws:iam::111122223333:role/platform", policy: "cluster-admin" },
        shop: { principalArn: "arn:aws:iam::111122223333:role/shop", policy: "edit", namespaces: ["shop"] },
      },
    });
    const policies = recording.ofType("aws:eks/accessPolicyAssociation:AccessPolicyAssociation");
    assert.deepEqual(
      policies.map(({ name, inputs }) => [name, inputs["principalArn"], inputs["policyArn"], inputs["accessScope"]]),
      [
        [
          "cloudmart-access-policy-platform",
          "arn:aws:iam::111122223333:role/platform",
          "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
          { type: "cluster" },
        ],
        [
          "cloudmart-access-policy-shop",
          "arn:aws:iam::111122223333:role/shop",
          "arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy",
          { type: "namespace", namespaces: ["shop"] },
        ],
      ],
    );
    assert.deepEqual(
      recording.ofType("aws:eks/accessEntry:AccessEntry").map(({ inputs }) => inputs["type"]),
      ["STANDARD", "STANDARD"],
    );
  });

  it("hands out a provider that comes after nodes and add-ons, so that they outlive the workloads", async () => {
    const recording = await recordCluster();
    const before = dependencies(recording, "cloudmart-kubernetes");
    for (const name of ["cloudmart-nodes-main", "cloudmart-addon-coredns", "cloudmart-storage-class"]) {
      assert.ok(before.includes(name), `the provider does not wait for ${name}`);
    }
  });

  it("waits for the way out before nodes and add-ons", async () => {
    const recording = await recordProgram(() => {
      const route = new iam.Role("route", { assumeRolePolicy: "{}" }); // any resource stands for the route
      new EksCluster("cloudmart", { ...CLOUDMART, egress: [route] });
    });
    for (const name of ["cloudmart-nodes-main", "cloudmart-addon-vpc-cni", "cloudmart-addon-coredns"]) {
      assert.ok(dependencies(recording, name).includes("route"), `${name} does not wait for the route`);
    }
  });

  it("says how one would notice that it is ill", async () => {
    let alarms: readonly { readonly key: string }[] = [];
    await recordCluster({}, (cluster) => {
      alarms = cluster.alarms();
    });
    assert.deepEqual(
      alarms.map((alarm) => alarm.key),
      ["api-errors", "pods-without-node", "api-store-full"],
    );
  });

  it("offers the API server to whoever must reach it, and names its own security group", async () => {
    const recording = await recordProgram(() => {
      const cluster = new EksCluster("cloudmart", CLOUDMART);
      return {
        arn: cluster.clusterArn,
        group: cluster.securityGroupId,
        api: cluster.apiServer.securityGroupId,
        port: cluster.apiServer.port,
      };
    });
    assert.equal(recording.outputs["arn"], CLUSTER_ARN);
    assert.equal(recording.outputs["port"], 443);
    assert.match(String(recording.outputs["group"]), /^sg-[0-9a-f]{17}$/);
    assert.equal(recording.outputs["api"], recording.outputs["group"]);
  });
});
