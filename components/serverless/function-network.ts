import * as ec2 from "@pulumi/aws/ec2";
import * as vpc from "@pulumi/aws/vpc";
import type * as pulumi from "@pulumi/pulumi";
import type { FunctionNeeds, NetworkPlace } from "../core";
import { waysOf } from "./function-reach";

/** Where in a VPC a function runs, and what it reaches from there: `network.place()` of a `Network` fits. */
export type FunctionNetwork = NetworkPlace;

/** Port of every AWS API, and of hosts that name no other. */
const HTTPS = 443;

/**
 * Makes the function's security group. It accepts nothing, and opens only the ports of the hosts that the function
 * declares, the prefix lists given, and the endpoints of the services that it calls; `connectTo` adds the rest.
 */
export function makeSecurityGroup(
  nameOf: (role: string, key?: string) => string,
  network: FunctionNetwork,
  needs: FunctionNeeds | undefined,
  opts: pulumi.CustomResourceOptions,
): ec2.SecurityGroup {
  const group = new ec2.SecurityGroup(
    nameOf("security-group"),
    { vpcId: network.vpcId, description: `Function ${nameOf("service")}: egress as declared, no ingress` },
    opts,
  );
  const open = (key: string, port: number, description: string, to: Partial<vpc.SecurityGroupEgressRuleArgs>) => {
    const rule = { securityGroupId: group.id, ipProtocol: "tcp", fromPort: port, toPort: port, description };
    new vpc.SecurityGroupEgressRule(nameOf("egress", key), { ...rule, ...to }, opts);
  };
  for (const [port, hosts] of hostsByPort(network, needs)) {
    // A security group knows addresses, not names: the port is opened, the description names the hosts.
    open(`hosts-${port}`, port, hosts.join(" ").slice(0, 255), { cidrIpv4: "0.0.0.0/0" });
  }
  for (const [name, prefixListId] of Object.entries(network.prefixLists ?? {})) {
    open(name, HTTPS, `Gateway endpoint ${name}`, { prefixListId });
  }
  const called = servicesBy("endpoint", network, needs);
  if (network.interfaceEndpoints !== undefined && called.length > 0) {
    const { port, securityGroupId } = network.interfaceEndpoints.listener;
    open("endpoints", port, `Interface endpoint ${called.join(" ")}`, { referencedSecurityGroupId: securityGroupId });
  }
  return group;
}

function servicesBy(way: "endpoint" | "internet", network: FunctionNetwork, needs: FunctionNeeds | undefined) {
  return [...waysOf(needs, network)].flatMap(([service, taken]) => (taken === way ? [service] : []));
}

/** The declared hosts, and those of AWS that only the internet leads to. */
function hostsByPort(
  network: FunctionNetwork,
  needs: FunctionNeeds | undefined,
): ReadonlyMap<number, readonly string[]> {
  const ports = new Map<number, readonly string[]>();
  const declared = (needs?.endpoints ?? []).map(({ host, port = HTTPS }) => ({ host, port }));
  const services = servicesBy("internet", network, needs).map((service) => `${service}.*.amazonaws.com`);
  for (const { host, port } of [...declared, ...services.map((name) => ({ host: name, port: HTTPS }))]) {
    ports.set(port, [...(ports.get(port) ?? []), host]);
  }
  return ports;
}
