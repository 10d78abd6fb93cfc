import type { Node, Stack, Subject } from "../../engine";
import { SUBNETS, VPCS } from "./types";

export const SECURITY_GROUPS = [
  "aws:ec2/securityGroup:SecurityGroup",
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
] as const;

export const INGRESS_RULES = [
  "aws:ec2/securityGroupRule:SecurityGroupRule",
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
] as const;

/** One way into a security group. */
export interface Ingress {
  /** Where the way is written down. */
  readonly owner: Subject;
  readonly node: Node;
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** Open to the whole internet. */
  readonly world: boolean;
  /** A network that is not known yet, and might be the whole internet. */
  readonly uncertain?: Node;
  /** Security groups that may enter. */
  readonly sources: readonly Subject[];
}

const WORLD: readonly string[] = ["0.0.0.0/0", "::/0"];

/** The ways into one group that a resource writes down: a group's own, or one rule's. */
export function ingressOf(subject: Subject, stack: Stack | undefined): readonly Ingress[] {
  if (subject.type === "aws:ec2/securityGroupRule:SecurityGroupRule") {
    return subject.get("type").text() === "ingress" ? [classic(subject, subject.props, stack)] : [];
  }
  if (subject.type === "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule") {
    return [modern(subject, stack)];
  }
  return subject
    .get("ingress")
    .items()
    .map((item) => classic(subject, item, stack));
}

function classic(owner: Subject, node: Node, stack: Stack | undefined): Ingress {
  const blocks = ["cidrBlocks", "ipv6CidrBlocks"]
    .map((path) => node.get(path))
    .flatMap((list) => (list.unknown ? [list] : list.items()));
  const sources = ["sourceSecurityGroupId"].map((path) => node.get(path));
  const listed = node.get("securityGroups");
  return {
    owner,
    node,
    ...ports(node),
    ...reach(owner, blocks),
    sources: groups(owner, [...sources, ...(listed.unknown ? [] : listed.items())], stack),
  };
}

function modern(owner: Subject, stack: Stack | undefined): Ingress {
  const blocks = [owner.get("cidrIpv4"), owner.get("cidrIpv6")];
  return {
    owner,
    node: owner.props,
    ...ports(owner.props),
    ...reach(owner, blocks),
    sources: groups(owner, [owner.get("referencedSecurityGroupId")], stack),
  };
}

/** Does a list of networks hold the whole internet? A network that comes from a VPC or a subnet does not. */
function reach(owner: Subject, blocks: readonly Node[]): Pick<Ingress, "world" | "uncertain"> {
  const world = blocks.some((block) => !block.unknown && WORLD.includes(block.text() ?? ""));
  const uncertain = blocks.find((block) => block.unknown && !owner.linked(block.path, [...VPCS, ...SUBNETS]));
  return { world, ...(uncertain === undefined ? {} : { uncertain }) };
}

function ports(node: Node): Pick<Ingress, "from" | "to"> {
  const [from, to] = [node.get("fromPort"), node.get("toPort")];
  return { from: from.unknown ? undefined : from.number(), to: to.unknown ? undefined : to.number() };
}

function groups(owner: Subject, nodes: readonly Node[], stack: Stack | undefined): readonly Subject[] {
  return nodes.filter((node) => node.present).flatMap((node) => stack?.resolve(owner, node, SECURITY_GROUPS) ?? []);
}

/** Every way into a group: its own, and those that rules add. */
export function waysInto(group: Subject, stack: Stack): readonly Ingress[] {
  return stack.memo(`ways ${group.urn}`, () => {
    const rules = INGRESS_RULES.flatMap((type) => stack.referrers(group, [type], "securityGroupId").found);
    return [group, ...rules].flatMap((subject) => ingressOf(subject, stack));
  });
}

/** Where data stores name their security groups and subnets. */
export const STORE_PLACES: Readonly<
  Record<string, { readonly groups: string; readonly subnets?: string; readonly subnetGroup?: string }>
> = {
  "aws:rds/instance:Instance": { groups: "vpcSecurityGroupIds", subnetGroup: "dbSubnetGroupName" },
  "aws:rds/cluster:Cluster": { groups: "vpcSecurityGroupIds", subnetGroup: "dbSubnetGroupName" },
  "aws:docdb/cluster:Cluster": { groups: "vpcSecurityGroupIds", subnetGroup: "dbSubnetGroupName" },
  "aws:elasticache/replicationGroup:ReplicationGroup": { groups: "securityGroupIds", subnetGroup: "subnetGroupName" },
  "aws:opensearch/domain:Domain": { groups: "vpcOptions.securityGroupIds", subnets: "vpcOptions.subnetIds" },
  "aws:msk/cluster:Cluster": {
    groups: "brokerNodeGroupInfo.securityGroups",
    subnets: "brokerNodeGroupInfo.clientSubnets",
  },
  "aws:efs/mountTarget:MountTarget": { groups: "securityGroups", subnets: "subnetId" },
};

const SUBNET_GROUPS = [
  "aws:rds/subnetGroup:SubnetGroup",
  "aws:docdb/subnetGroup:SubnetGroup",
  "aws:elasticache/subnetGroup:SubnetGroup",
] as const;

/** The resources that a list of ids names; what the list comes from, where it is unknown as a whole. */
export function listed(subject: Subject, path: string, types: readonly string[], stack: Stack): readonly Subject[] {
  const node = subject.get(path);
  const nodes = node.unknown || node.items().length === 0 ? [node] : node.items();
  return [...new Set(nodes.flatMap((item) => stack.resolve(subject, item, types)))];
}

/** The security groups that stand before a store. */
export function groupsOf(store: Subject, stack: Stack): readonly Subject[] {
  const place = STORE_PLACES[store.type];
  return place === undefined ? [] : listed(store, place.groups, SECURITY_GROUPS, stack);
}

/** The subnets in which a store lives. */
export function subnetsOf(store: Subject, stack: Stack): readonly Subject[] {
  const place = STORE_PLACES[store.type];
  const subnets = ["aws:ec2/subnet:Subnet"];
  if (place?.subnets !== undefined) {
    return listed(store, place.subnets, subnets, stack);
  }
  const found = place?.subnetGroup === undefined ? [] : stack.targets(store, place.subnetGroup, SUBNET_GROUPS);
  return found.flatMap((group) => listed(group, "subnetIds", subnets, stack));
}

/** Does a route table of this subnet lead to an internet gateway? */
export function isPublic(subnet: Subject, stack: Stack): boolean {
  const associations = stack.referrers(
    subnet,
    ["aws:ec2/routeTableAssociation:RouteTableAssociation"],
    "subnetId",
  ).found;
  return associations
    .flatMap((association) => stack.targets(association, "routeTableId", ["aws:ec2/routeTable:RouteTable"]))
    .some((table) => leadsOut(table, stack));
}

function leadsOut(table: Subject, stack: Stack): boolean {
  const gateways = ["aws:ec2/internetGateway:InternetGateway"];
  const routes = stack.referrers(table, ["aws:ec2/route:Route"], "routeTableId").found;
  return (
    routes.some(
      (route) => stack.targets(route, "gatewayId", gateways).length > 0 || isGateway(route.get("gatewayId")),
    ) ||
    table
      .get("routes")
      .items()
      .some((route) => isGateway(route.get("gatewayId")))
  );
}

function isGateway(node: Node): boolean {
  return !node.unknown && /^igw-/.test(node.text() ?? "");
}
