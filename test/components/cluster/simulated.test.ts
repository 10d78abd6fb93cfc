import assert from "node:assert/strict";
import * as core from "@pulumi/kubernetes/core/v1";
import * as networking from "@pulumi/kubernetes/networking/v1";
import { recordProgram } from "../../../planner/recorder";
import { recordCluster } from "./support";

describe("the simulated EKS", () => {
  it("makes the children that the plugin was seen to make, under the parents it gives them", async () => {
    const recording = await recordCluster();
    const component = recording.get("cloudmart-eks");
    assert.deepEqual(
      recording.childrenOf(component.urn).map(({ type, name }) => [type, name]),
      [
        ["eks:index:ServiceRole", "cloudmart-eks-eksRole"],
        ["aws:eks/cluster:Cluster", "cloudmart-eks-eksCluster"],
        ["pulumi:providers:kubernetes", "cloudmart-eks-eks-k8s"],
      ],
    );
    assert.deepEqual(
      recording.childrenOf(recording.get("cloudmart-eks-eksRole").urn).map(({ name }) => name),
      ["cloudmart-eks-eksRole-role", "cloudmart-eks-eksRole-4b490823"],
    );
    assert.deepEqual(Object.keys(component.outputs).sort(), [
      "autoModeNodeRoleName",
      "clusterIngressRuleId",
      "clusterSecurityGroupId",
      "core",
      "defaultNodeGroupAsgName",
      "eksCluster",
      "fargateProfileId",
      "fargateProfileStatus",
      "instanceRoles",
      "kubeconfig",
      "kubeconfigJson",
      "nodeSecurityGroupId",
      "oidcIssuer",
      "oidcProviderArn",
      "oidcProviderUrl",
    ]);
  });

  it("hands out a kubeconfig that holds no credential", async () => {
    const recording = await recordCluster();
    const kubeconfig = JSON.parse(String(recording.get("cloudmart-eks").outputs["kubeconfigJson"]));
    assert.equal(kubeconfig.users[0].user.exec.command, "aws");
    assert.deepEqual(kubeconfig.users[0].user.exec.args.slice(0, 6), [
      "--region",
      "us-east-1",
      "eks",
      "get-token",
      "--cluster-name",
      "cloudmart-cluster",
    ]);
    assert.match(
      kubeconfig.clusters[0].cluster.server,
      /^https:\/\/[0-9A-F]{32}\.gr7\.us-east-1\.eks\.amazonaws\.com$/,
    );
  });
});

describe("the simulated Kubernetes", () => {
  it("names objects by namespace, and gives balanced ones an address", async () => {
    const recording = await recordProgram(() => {
      new core.Namespace("shop", { metadata: { name: "shop" } });
      new core.ConfigMap("settings", { metadata: { namespace: "shop" }, data: {} });
      new core.Service("plain", { metadata: { name: "plain" }, spec: {} });
      const ingress = new networking.Ingress("web", { metadata: { name: "web", namespace: "shop" }, spec: {} });
      return { host: ingress.status.loadBalancer.ingress[0]?.hostname };
    });
    assert.equal(recording.get("shop").id, "shop");
    assert.match(String(recording.get("settings").id), /^shop\/settings-[0-9a-f]{8}$/);
    assert.equal(recording.get("plain").id, "default/plain");
    assert.equal(recording.get("plain").outputs["status"], undefined);
    assert.match(String(recording.outputs["host"]), /^k8s-[0-9a-f]{8}-\d{10}\.us-east-1\.elb\.amazonaws\.com$/);
  });
});
