import { type CloudInventory, type CloudResource, collectTexts } from "../inventory";
import type { AdmissionRule } from "./rule";

/** Orders that EC2 insists on and that no input names. */
export const networkRule: AdmissionRule = {
  title: "the network goes down in order",
  onDelete: (resource, inventory) => {
    switch (resource.type) {
      case "aws:ec2/internetGateway:InternetGateway":
        return publicAddressesLeft(vpcOf(resource), resource, inventory);
      case "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment":
        return publicAddressesLeft(vpcOf(resource), resource, inventory);
      case "aws:eks/cluster:Cluster":
        return groupHeld(resource, inventory);
      default:
        return [];
    }
  },
};

function vpcOf(resource: CloudResource): string {
  return String(resource.inputs["vpcId"] ?? "");
}

/** A gateway cannot be detached while the VPC has mapped public addresses: NAT gateways and public load balancers. */
function publicAddressesLeft(vpcId: string, gateway: CloudResource, inventory: CloudInventory): readonly string[] {
  const inVpc = new Set(
    inventory
      .list("aws:ec2/subnet:Subnet")
      .filter((subnet) => vpcOf(subnet) === vpcId)
      .map((subnet) => subnet.id),
  );
  const nats = inventory
    .list("aws:ec2/natGateway:NatGateway")
    .filter((nat) => inVpc.has(String(nat.inputs["subnetId"])) && nat.inputs["connectivityType"] !== "private");
  const balancers = inventory.list("aws:lb/loadBalancer:LoadBalancer").filter((balancer) => {
    const subnets = balancer.inputs["subnets"];
    return (
      balancer.inputs["internal"] !== true && Array.isArray(subnets) && subnets.some((id) => inVpc.has(String(id)))
    );
  });
  return [...nats, ...balancers].map(
    (user) =>
      `DependencyViolation: ${vpcId} has mapped public addresses (${user.type} ${user.id}); unmap them before ${gateway.id}`,
  );
}

/** The security group that EKS makes for a cluster goes with the cluster, unless something of the program's still uses it. */
function groupHeld(cluster: CloudResource, inventory: CloudInventory): readonly string[] {
  const vpcConfig = cluster.outputs["vpcConfig"];
  const group =
    typeof vpcConfig === "object" && vpcConfig !== null
      ? (vpcConfig as Record<string, unknown>)["clusterSecurityGroupId"]
      : undefined;
  return inventory
    .all()
    .filter((user) => user !== cluster && usesGroup(user, group))
    .map(
      (user) =>
        `DependencyViolation: the cluster's security group ${String(group)} is in use by ${user.type} ${user.id}`,
    );
}

/** A rule of the group itself goes with it. */
function usesGroup({ type, inputs }: CloudResource, group: unknown): boolean {
  if (typeof group !== "string" || (type.startsWith("aws:vpc/securityGroup") && inputs["securityGroupId"] === group)) {
    return false;
  }
  const texts = new Set<string>();
  collectTexts(inputs, texts);
  return texts.has(group);
}
