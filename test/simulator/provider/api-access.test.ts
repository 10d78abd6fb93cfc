import assert from "node:assert/strict";
import type { WireObject } from "../../../simulator/wire";
import { TestCloud } from "./helpers";

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "eks.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const PRIVATE = { endpointPublicAccess: false };
const ADMINISTRATION = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy";
const VIEW = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy";

/** A cloud with one cluster, and the provider that its kubeconfig leads to. */
async function clusterWith(vpcConfig: WireObject, accessConfig: WireObject = {}) {
  const cloud = new TestCloud();
  const vpc = await cloud.create("aws:ec2/vpc:Vpc", "vpc", { cidrBlock: "10.0.0.0/16" });
  const subnet = async (name: string, cidrBlock: string) =>
    (await cloud.create("aws:ec2/subnet:Subnet", name, { vpcId: vpc.id, cidrBlock })).id;
  const subnetIds = [await subnet("a", "10.0.0.0/24"), await subnet("b", "10.0.1.0/24")];
  const role = await cloud.create("aws:iam/role:Role", "role", { assumeRolePolicy: TRUST });
  await cloud.create("aws:eks/cluster:Cluster", "cluster", {
    name: "shop",
    roleArn: role.properties["arn"],
    accessConfig,
    vpcConfig: { ...vpcConfig, subnetIds },
  } as WireObject);
  const [cluster] = cloud.inventory.list("aws:eks/cluster:Cluster");
  assert.ok(cluster);
  const server = String(cluster.outputs["endpoint"]);
  const kubernetes = cloud.configured({ kubeconfig: JSON.stringify({ clusters: [{ cluster: { server } }] }) });
  const { clusterSecurityGroupId } = Object(cluster.outputs["vpcConfig"]);
  return { cloud, vpcId: vpc.id, group: String(clusterSecurityGroupId), kubernetes };
}

function makeNamespace(kubernetes: TestCloud, name = "shop") {
  return kubernetes.create("kubernetes:core/v1:Namespace", name, { metadata: { name } });
}

const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const SECURE = { ipProtocol: "tcp", fromPort: 443, toPort: 443 };

describe("a simulated Kubernetes API", () => {
  it("answers the public blocks that its cluster lists, or everybody where it lists none", async () => {
    await makeNamespace((await clusterWith({ publicAccessCidrs: ["203.0.113.10/32"] })).kubernetes);
    await makeNamespace((await clusterWith({})).kubernetes);
  });

  it("answers nobody outside where its endpoint is private", async () => {
    const { cloud, group, kubernetes } = await clusterWith(PRIVATE);
    const refused = /i\/o timeout: the Kubernetes API of shop answers nobody outside/;
    await assert.rejects(makeNamespace(kubernetes), refused);
    const balancers = { ipProtocol: "tcp", fromPort: 8080, toPort: 8080, cidrIpv4: "10.0.0.0/16" };
    await cloud.create(INGRESS, "balancers", { securityGroupId: group, ...balancers });
    await cloud.create(INGRESS, "self", { securityGroupId: group, referencedSecurityGroupId: group, ...SECURE });
    await assert.rejects(makeNamespace(kubernetes), refused);
  });

  it("answers a connected network, as long as there is a rule for it", async () => {
    const { cloud, group, kubernetes } = await clusterWith(PRIVATE);
    const rule = await cloud.create(INGRESS, "runners", {
      securityGroupId: group,
      cidrIpv4: "10.90.0.0/24",
      ...SECURE,
    });
    const { id } = await makeNamespace(kubernetes);
    await cloud.delete(INGRESS, "runners", rule.id);
    await assert.rejects(kubernetes.delete("kubernetes:core/v1:Namespace", "shop", id), /i\/o timeout/);
  });

  it("answers whatever a rule of its group names, such as a runner's", async () => {
    const { cloud, group, vpcId, kubernetes } = await clusterWith(PRIVATE);
    const runner = await cloud.create("aws:ec2/securityGroup:SecurityGroup", "runner", { vpcId });
    await cloud.create(INGRESS, "runner", { securityGroupId: group, referencedSecurityGroupId: runner.id, ...SECURE });
    await makeNamespace(kubernetes);
  });

  it("knows nobody where its creator has no access, until an entry administers it", async () => {
    const { cloud, kubernetes } = await clusterWith({}, { bootstrapClusterCreatorAdminPermissions: false });
    const role = await cloud.create("aws:iam/role:Role", "deploy", { assumeRolePolicy: TRUST });
    const entry = { clusterName: "shop", principalArn: String(role.properties["arn"]) };
    await cloud.create("aws:eks/accessEntry:AccessEntry", "deploy", entry);
    const associate = (name: string, policyArn: string) =>
      cloud.create("aws:eks/accessPolicyAssociation:AccessPolicyAssociation", name, { ...entry, policyArn });
    const refused = /Unauthorized: the creator of shop has no access to it, and no access entry administers it/;
    await assert.rejects(makeNamespace(kubernetes), refused);
    await associate("view", VIEW);
    await assert.rejects(makeNamespace(kubernetes), refused);
    await associate("administer", ADMINISTRATION);
    await makeNamespace(kubernetes);
  });

  it("is another's once its creator is to have access or not: AWS replaces the cluster", () => {
    const made = (administers: boolean): WireObject => ({
      name: "shop",
      accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: administers },
    });
    const { replaces } = new TestCloud().diff("aws:eks/cluster:Cluster", "cluster", "shop", made(true), made(false));
    assert.deepEqual(replaces, ["accessConfig.bootstrapClusterCreatorAdminPermissions"]);
  });

  it("is nobody's of EKS elsewhere, and not asked where manifests are rendered", async () => {
    const { cloud } = await clusterWith(PRIVATE);
    await makeNamespace(cloud.configured({ context: "kind" }));
    await makeNamespace(cloud.configured({ renderYamlToDirectory: "manifests" }));
  });
});
