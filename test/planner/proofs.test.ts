import { deepEqual, equal } from "node:assert/strict";
import * as ec2 from "@pulumi/aws/ec2";
import * as eks from "@pulumi/aws/eks";
import * as iam from "@pulumi/aws/iam";
import * as kms from "@pulumi/aws/kms";
import * as vpc from "@pulumi/aws/vpc";
import * as bigquery from "@pulumi/gcp/bigquery";
import * as gcp from "@pulumi/gcp/storage";
import { prove as proveWith } from "../../planner/proofs";
import { evaluatePolicies } from "../../planner/proofs/policy";
import { type Recording, recordProgram } from "../../planner/recorder";

const prove = (recording: Recording) =>
  proveWith(
    recording,
    evaluatePolicies(recording, { packs: [], stack: "stack", environment: "dev", today: "2026-11-21" }),
  );

const TRUST = JSON.stringify({ Version: "2012-10-17", Statement: [] });

function policy(actions: string | string[], resources: string | string[], extra: object = {}): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: actions, Resource: resources, ...extra }],
  });
}

describe("permissions in the plan", () => {
  it("lists each allowing statement under the role that carries it", async () => {
    const recording = await recordProgram(() => {
      const role = new iam.Role("reader", { assumeRolePolicy: TRUST });
      new iam.RolePolicy("read", { role: role.name, policy: policy("s3:GetObject", ["arn:aws:s3:::lake/*"]) });
      new iam.RolePolicy("list", {
        role: role.name,
        policy: policy(["s3:ListBucket"], "arn:aws:s3:::lake", { Condition: { StringEquals: { "s3:prefix": "a" } } }),
      });
    });
    const { urn } = recording.get("reader");
    deepEqual(prove(recording).permissions, [
      {
        principal: urn,
        cloud: "aws",
        through: recording.get("list").urn,
        actions: ["s3:ListBucket"],
        resources: ["arn:aws:s3:::lake"],
        conditional: true,
      },
      {
        principal: urn,
        cloud: "aws",
        through: recording.get("read").urn,
        actions: ["s3:GetObject"],
        resources: ["arn:aws:s3:::lake/*"],
        conditional: false,
      },
    ]);
  });

  it("looks into policies of the stack that are attached, and names those of AWS", async () => {
    const recording = await recordProgram(() => {
      const role = new iam.Role("reader", { assumeRolePolicy: TRUST });
      const own = new iam.Policy("own", { policy: policy("sqs:SendMessage", "arn:aws:sqs:us-east-1:111122223333:q") });
      new iam.RolePolicyAttachment("own-attached", { role: role.name, policyArn: own.arn });
      new iam.RolePolicyAttachment("aws-attached", {
        role: role.name,
        policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess",
      });
    });
    deepEqual(
      prove(recording).permissions.map(({ actions, resources }) => ({ actions, resources })),
      [
        { actions: ["everything in arn:aws:iam::aws:policy/ReadOnlyAccess"], resources: ["*"] },
        { actions: ["sqs:SendMessage"], resources: ["arn:aws:sqs:us-east-1:111122223333:q"] },
      ],
    );
  });

  it("reads grants of Google Cloud", async () => {
    const recording = await recordProgram(() => {
      new gcp.BucketIAMMember("grant", {
        bucket: "lake",
        role: "roles/storage.objectViewer",
        member: "user:a@example.com",
      });
    });
    deepEqual(prove(recording).permissions, [
      {
        principal: "user:a@example.com",
        cloud: "gcp",
        through: recording.get("grant").urn,
        actions: ["roles/storage.objectViewer"],
        resources: ["lake"],
        conditional: false,
      },
    ]);
  });

  it("reads the access entries of BigQuery datasets: who, or which view", async () => {
    const recording = await recordProgram(() => {
      const { datasetId } = new bigquery.Dataset("orders", { datasetId: "orders" });
      new bigquery.DatasetAccess("analysts", { datasetId, role: "roles/bigquery.dataViewer", groupByEmail: "a@b.com" });
      const view = { projectId: "shop", datasetId: "reports", tableId: "sales" };
      new bigquery.DatasetAccess("sales", { datasetId, view });
    });
    deepEqual(
      prove(recording).permissions.map(({ principal, actions, resources }) => ({ principal, actions, resources })),
      [
        { principal: "a@b.com", actions: ["roles/bigquery.dataViewer"], resources: ["orders"] },
        { principal: "the view sales", actions: ["reads as authorized"], resources: ["orders"] },
      ],
    );
  });
});

describe("exposure in the plan", () => {
  it("lists what the internet and named blocks reach, and nothing that stays inside", async () => {
    const recording = await recordProgram(() => {
      const group = { securityGroupId: "sg-1", ipProtocol: "tcp" };
      new vpc.SecurityGroupIngressRule("open", { ...group, fromPort: 443, toPort: 443, cidrIpv4: "0.0.0.0/0" });
      new vpc.SecurityGroupIngressRule("office", { ...group, fromPort: 22, toPort: 22, cidrIpv4: "192.0.2.0/24" });
      new vpc.SecurityGroupIngressRule("inside", {
        ...group,
        fromPort: 1,
        toPort: 9,
        referencedSecurityGroupId: "sg-2",
      });
      new eks.Cluster("private", {
        roleArn: "r",
        vpcConfig: { subnetIds: [], endpointPublicAccess: false, endpointPrivateAccess: true },
      });
      new eks.Cluster("public", { roleArn: "r", vpcConfig: { subnetIds: [] } });
    });
    deepEqual(
      prove(recording).exposure.map(({ urn, from, what }) => [urn.split("::").at(-1), from, what]),
      [
        ["public", "internet", "https, Kubernetes API"],
        ["office", "192.0.2.0/24", "tcp 22"],
        ["open", "internet", "tcp 443"],
      ],
    );
  });
});

describe("cost in the plan", () => {
  it("adds up list prices, dearest first", async () => {
    const recording = await recordProgram(() => {
      new ec2.NatGateway("nat", { subnetId: "subnet-1", allocationId: "eipalloc-1" });
      new kms.Key("key", {});
      new eks.NodeGroup("nodes", {
        clusterName: "c",
        nodeRoleArn: "r",
        subnetIds: [],
        instanceTypes: ["t3.medium"],
        scalingConfig: { minSize: 1, maxSize: 4, desiredSize: 2 },
      });
    });
    const { monthlyUsd, items } = prove(recording).cost;
    deepEqual(
      items.map((item) => [item.what, item.monthlyUsd]),
      [
        ["2 × t3.medium", 60.74],
        ["NAT gateway without traffic, 0.045 $/h", 32.85],
        ["customer key", 1],
      ],
    );
    equal(monthlyUsd, 94.59);
  });
});

describe("time in the plan", () => {
  it("follows the longest chain of creation times", async () => {
    const recording = await recordProgram(() => {
      const slow = new iam.Role("first", { assumeRolePolicy: TRUST });
      const then = new iam.Role("second", { assumeRolePolicy: TRUST }, { dependsOn: slow });
      new iam.RolePolicy("last", { role: then.name, policy: TRUST });
      new iam.Role("alone", { assumeRolePolicy: TRUST });
    });
    const { minutes, criticalPath } = prove(recording).deploy;
    deepEqual(
      criticalPath,
      ["first", "second", "last"].map((name) => recording.get(name).urn),
    );
    equal(minutes, 0.5);
  });
});
