import assert from "node:assert/strict";
import type { WireObject } from "../../../simulator/wire";
import { TestCloud } from "./helpers";

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "eks.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** A small network with a role, and what stands in it by name: type and id. */
class TestNetwork {
  public readonly cloud = new TestCloud();
  private readonly made = new Map<string, { readonly type: string; readonly id: string }>();

  public async make(name: string, type: string, inputs: WireObject): Promise<string> {
    const { id } = await this.cloud.create(type, name, inputs);
    this.made.set(name, { type, id });
    return id;
  }

  public id(name: string): string {
    return this.made.get(name)?.id ?? "";
  }

  public output(name: string, ...path: readonly string[]): string {
    const found = this.cloud.inventory.all().find((one) => one.id === this.id(name));
    let value: unknown = found?.outputs;
    for (const key of path) {
      value = typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
    }
    return String(value);
  }

  public async delete(name: string): Promise<void> {
    await this.cloud.delete(this.made.get(name)?.type ?? "", name, this.id(name));
  }

  public async refusesDeletion(name: string, because: RegExp): Promise<void> {
    await assert.rejects(this.delete(name), because);
  }

  public async stand(): Promise<void> {
    await this.make("vpc", "aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" });
    const vpcId = this.id("vpc");
    await this.make("a", "aws:ec2/subnet:Subnet", { vpcId, cidrBlock: "10.0.0.0/24" });
    await this.make("b", "aws:ec2/subnet:Subnet", { vpcId, cidrBlock: "10.0.1.0/24" });
    await this.make("group", "aws:ec2/securityGroup:SecurityGroup", { vpcId });
    await this.make("role", "aws:iam/role:Role", { assumeRolePolicy: TRUST });
  }

  public get subnets(): readonly string[] {
    return [this.id("a"), this.id("b")];
  }
}

describe("a simulated cloud goes down in order:", () => {
  let network: TestNetwork;

  beforeEach(async () => {
    network = new TestNetwork();
    await network.stand();
  });

  it("nothing that stands in a subnet, or uses a security group, is left behind", async () => {
    const { subnets } = network;
    const groups = [network.id("group")];
    const role = network.output("role", "arn");
    const users: Readonly<Record<string, readonly [string, WireObject]>> = {
      balancer: ["aws:lb/loadBalancer:LoadBalancer", { subnets, securityGroups: groups, internal: true }],
      endpoint: [
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        {
          vpcId: network.id("vpc"),
          serviceName: "com.amazonaws.us-east-1.sqs",
          vpcEndpointType: "Interface",
          subnetIds: subnets,
          securityGroupIds: groups,
        },
      ],
      cluster: [
        "aws:eks/cluster:Cluster",
        { roleArn: role, vpcConfig: { subnetIds: subnets, securityGroupIds: groups } },
      ],
      function: ["aws:lambda/function:Function", { role, vpcConfig: { subnetIds: subnets, securityGroupIds: groups } }],
      database: ["aws:rds/subnetGroup:SubnetGroup", { subnetIds: subnets }],
      cache: ["aws:elasticache/subnetGroup:SubnetGroup", { subnetIds: subnets }],
    };
    for (const [name, [type, inputs]] of Object.entries(users)) {
      await network.make(name, type, inputs);
      await network.refusesDeletion("a", new RegExp(`DependencyViolation: .* is in use by ${type} `));
      if (JSON.stringify(inputs).includes(network.id("group"))) {
        await network.refusesDeletion("group", new RegExp(`DependencyViolation: .* is in use by ${type} `));
      }
      await network.refusesDeletion("vpc", /DependencyViolation/);
      await network.delete(name);
    }
    for (const name of ["a", "b", "group", "vpc"]) {
      await network.delete(name);
    }
  });

  it("gateways after what has public addresses, addresses after their gateway", async () => {
    const vpcId = network.id("vpc");
    await network.make("internet", "aws:ec2/internetGateway:InternetGateway", { vpcId });
    await network.make("address", "aws:ec2/eip:Eip", { domain: "vpc" });
    const nat = { allocationId: network.id("address"), subnetId: network.id("a") };
    await network.make("nat", "aws:ec2/natGateway:NatGateway", nat);
    await network.refusesDeletion("internet", /has mapped public addresses \(aws:ec2\/natGateway/);
    await network.refusesDeletion("address", /is in use by aws:ec2\/natGateway/);
    await network.delete("nat");
    await network.make("balancer", "aws:lb/loadBalancer:LoadBalancer", { subnets: network.subnets });
    await network.refusesDeletion("internet", /has mapped public addresses \(aws:lb\/loadBalancer/);
    await network.delete("balancer");
    for (const name of ["internet", "address"]) {
      await network.delete(name);
    }
  });

  it("a security group after the rules of others that name it", async () => {
    await network.make("other", "aws:ec2/securityGroup:SecurityGroup", { vpcId: network.id("vpc") });
    await network.make("rule", "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", {
      securityGroupId: network.id("other"),
      referencedSecurityGroupId: network.id("group"),
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
    });
    await network.refusesDeletion("group", /is in use by aws:vpc\/securityGroupIngressRule/);
    await network.delete("rule");
    await network.delete("group");
  });

  describe("a cluster", () => {
    beforeEach(async () => {
      const roleArn = network.output("role", "arn");
      const { subnets } = network;
      await network.make("cluster", "aws:eks/cluster:Cluster", {
        name: "shop",
        roleArn,
        vpcConfig: { subnetIds: subnets },
      });
      const nodes = { clusterName: "shop", nodeRoleArn: roleArn, subnetIds: subnets };
      await network.make("nodes", "aws:eks/nodeGroup:NodeGroup", nodes);
    });

    it("after its nodes, its add-ons, and whatever uses the group that EKS made for it", async () => {
      await network.make("dns", "aws:eks/addon:Addon", { clusterName: "shop", addonName: "coredns" });
      await network.refusesDeletion("cluster", /in use by aws:eks\/addon.*aws:eks\/nodeGroup/);
      await network.delete("dns");
      await network.delete("nodes");
      const group = network.output("cluster", "vpcConfig", "clusterSecurityGroupId");
      const balancer = { subnets: network.subnets, securityGroups: [group], internal: true };
      await network.make("balancer", "aws:lb/loadBalancer:LoadBalancer", balancer);
      await network.refusesDeletion("cluster", /the cluster's security group sg-\w+ is in use by aws:lb\/loadBalancer/);
      await network.delete("balancer");
      await network.delete("cluster");
    });

    it("and its last nodes after what their controllers have to clear away", async () => {
      const server = network.output("cluster", "endpoint");
      const pods = network.cloud.configured({ kubeconfig: JSON.stringify({ clusters: [{ cluster: { server } }] }) });
      const binding = "kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding";
      const { id } = await pods.create(binding, "web", { metadata: { name: "web", namespace: "default" } });
      await network.refusesDeletion("nodes", /TargetGroupBinding default\/web would never go/);
      await pods.delete(binding, "web", id);
      await network.delete("nodes");
    });
  });
});
