import assert from "node:assert/strict";
import { CLUSTER_ARN, dependencies, policyOf, recordCluster, statement } from "./support";

describe("EksCluster's add-ons", () => {
  it("are EKS's own, with what is written here as the truth", async () => {
    const recording = await recordCluster({ addonVersions: { coredns: "v1.13.1-eksbuild.1" } });
    const addons = recording.ofType("aws:eks/addon:Addon").map(({ inputs }) => inputs);
    for (const inputs of addons) {
      assert.equal(inputs["clusterName"], "cloudmart-cluster");
      assert.equal(inputs["resolveConflictsOnCreate"], "OVERWRITE");
      assert.equal(inputs["resolveConflictsOnUpdate"], "OVERWRITE");
    }
    const pinned = addons.filter((inputs) => inputs["addonVersion"] !== undefined);
    assert.deepEqual(
      pinned.map((inputs) => [inputs["addonName"], inputs["addonVersion"]]),
      [["coredns", "v1.13.1-eksbuild.1"]],
    );
  });

  it("enforce network policies and delegate prefixes, by a role of the network plugin's own", async () => {
    const recording = await recordCluster();
    const cni = recording.get("cloudmart-addon-vpc-cni");
    assert.deepEqual(JSON.parse(String(cni.inputs["configurationValues"])), {
      enableNetworkPolicy: "true",
      env: { ENABLE_PREFIX_DELEGATION: "true", WARM_PREFIX_TARGET: "1" },
    });
    const attachment = recording.get("cloudmart-pod-kube-system-aws-node-AmazonEKS_CNI_Policy");
    assert.equal(attachment.inputs["policyArn"], "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy");
    const before = dependencies(recording, cni.name);
    for (const name of [
      "cloudmart-addon-eks-pod-identity-agent",
      "cloudmart-pod-kube-system-aws-node-association",
      attachment.name,
    ]) {
      assert.ok(before.includes(name), `the network plugin does not wait for ${name}`);
    }
  });

  it("run on nodes, where they are Deployments", async () => {
    const recording = await recordCluster();
    for (const addon of ["coredns", "aws-ebs-csi-driver", "metrics-server"]) {
      assert.ok(dependencies(recording, `cloudmart-addon-${addon}`).includes("cloudmart-nodes-main"), addon);
    }
  });

  it("make gp3 volumes with the cluster's key by default", async () => {
    const recording = await recordCluster();
    const { inputs, provider } = recording.get("cloudmart-storage-class");
    assert.deepEqual(inputs["metadata"], {
      name: "gp3",
      annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
    });
    assert.equal(inputs["provisioner"], "ebs.csi.aws.com");
    assert.deepEqual(inputs["parameters"], {
      type: "gp3",
      encrypted: "true",
      kmsKeyId: recording.get("cloudmart-key-key").outputs["arn"],
    });
    assert.equal(inputs["volumeBindingMode"], "WaitForFirstConsumer");
    assert.match(String(provider), /::cloudmart-platform$/);
    assert.ok(dependencies(recording, "cloudmart-storage-class").includes("cloudmart-addon-aws-ebs-csi-driver"));
  });

  it("let the EBS driver change this cluster's volumes, and no other", async () => {
    const recording = await recordCluster();
    const policy = policyOf(recording.get("cloudmart-pod-kube-system-ebs-csi-controller-sa-policy-needs"));
    assert.deepEqual(
      policy.Statement.map(({ Sid }) => Sid),
      [
        "Look",
        "CreateVolumes",
        "RestoreSnapshots",
        "SnapshotVolumes",
        "CreateSnapshots",
        "TagWhatIsCreated",
        "ChangeOwnVolumes",
        "DeleteOwnSnapshots",
        "AttachToManagedNodes",
        "AttachToKarpenterNodes",
        "UseVolumeKey",
        "HandVolumeKeyToEc2",
      ],
    );
    assert.deepEqual(statement(policy, "ChangeOwnVolumes"), {
      Sid: "ChangeOwnVolumes",
      Effect: "Allow",
      Action: ["ec2:AttachVolume", "ec2:DeleteVolume", "ec2:DetachVolume", "ec2:ModifyVolume"],
      Resource: "arn:aws:ec2:us-east-1:111122223333:volume/*",
      Condition: { StringEquals: { "aws:ResourceTag/ebs.csi.aws.com/cluster-name": "cloudmart-cluster" } },
    });
    assert.deepEqual(statement(policy, "HandVolumeKeyToEc2"), {
      Sid: "HandVolumeKeyToEc2",
      Effect: "Allow",
      Action: "kms:CreateGrant",
      Resource: recording.get("cloudmart-key-key").outputs["arn"],
      Condition: {
        StringEquals: { "kms:ViaService": "ec2.us-east-1.amazonaws.com" },
        Bool: { "kms:GrantIsForAWSResource": "true" },
      },
    });
    const wild = policy.Statement.filter(({ Resource }) => Resource === "*");
    assert.deepEqual(
      wild.map(({ Sid }) => Sid),
      ["Look"],
    );
    const driver = recording.get("cloudmart-addon-aws-ebs-csi-driver");
    assert.deepEqual(JSON.parse(String(driver.inputs["configurationValues"])), {
      controller: { extraVolumeTags: { "ebs.csi.aws.com/cluster-name": "cloudmart-cluster" } },
    });
  });
});

describe("EksCluster.podRole", () => {
  const backend = { namespace: "shop", name: "backend" } as const;

  it("makes a role that one service account of this cluster can have", async () => {
    const recording = await recordCluster({}, (cluster) => cluster.podRole(backend));
    assert.deepEqual(policyOf(recording.get("cloudmart-pod-shop-backend"), "assumeRolePolicy").Statement, [
      {
        Sid: "OneServiceAccount",
        Effect: "Allow",
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
        Condition: {
          StringEquals: {
            "aws:SourceAccount": "111122223333",
            "aws:RequestTag/kubernetes-namespace": "shop",
            "aws:RequestTag/kubernetes-service-account": "backend",
          },
          ArnEquals: { "aws:SourceArn": CLUSTER_ARN },
        },
      },
    ]);
    const { inputs } = recording.get("cloudmart-pod-shop-backend-association");
    assert.deepEqual(
      [inputs["clusterName"], inputs["namespace"], inputs["serviceAccount"], inputs["roleArn"]],
      ["cloudmart-cluster", "shop", "backend", recording.get("cloudmart-pod-shop-backend").outputs["arn"]],
    );
  });

  it("grants statements and bindings, each as a policy of its own", async () => {
    const recording = await recordCluster({}, (cluster) =>
      cluster.podRole(backend, {
        statements: [{ actions: ["ses:SendEmail"], resources: ["arn:aws:ses:us-east-1:111122223333:identity/shop"] }],
        bindings: {
          orders: {
            to: {
              bindingKind: "table",
              bindingReference: cluster.clusterName,
              bindingStatements: (actions, { indexes }) => [
                { actions, resources: [`arn:aws:dynamodb:us-east-1:111122223333:table/orders/index/${indexes?.[0]}`] },
              ],
            },
            actions: ["dynamodb:Query"],
            scope: { indexes: ["by-user"] },
          },
        },
      }),
    );
    assert.deepEqual(policyOf(recording.get("cloudmart-pod-shop-backend-policy-needs")).Statement, [
      { Effect: "Allow", Action: "ses:SendEmail", Resource: "arn:aws:ses:us-east-1:111122223333:identity/shop" },
    ]);
    assert.deepEqual(policyOf(recording.get("cloudmart-pod-shop-backend-policy-orders")).Statement, [
      {
        Effect: "Allow",
        Action: "dynamodb:Query",
        Resource: "arn:aws:dynamodb:us-east-1:111122223333:table/orders/index/by-user",
      },
    ]);
  });

  it("shortens a name that IAM would refuse, and leaves room for a suffix: roles know no regions", async () => {
    const account = { namespace: "observability", name: "opentelemetry-collector-gateway-for-traces" };
    const recording = await recordCluster({}, (cluster) => cluster.podRole(account));
    const { inputs } = recording.get(`cloudmart-pod-${account.namespace}-${account.name}`);
    assert.equal(inputs["name"], undefined);
    assert.match(String(inputs["namePrefix"]), /^cloudmart-pod-observability-op\w*-[0-9a-f]{6}-$/);
    assert.ok(String(inputs["namePrefix"]).length <= 38);
  });
});
