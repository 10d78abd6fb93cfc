import * as ec2 from "@pulumi/aws/ec2";
import * as vpc from "@pulumi/aws/vpc";
import type * as pulumi from "@pulumi/pulumi";
import type { FunctionNeeds } from "../core";

/** Where in a VPC a function runs. */
export interface FunctionNetwork {
  readonly vpcId: pulumi.Input<string>;
  /** Private subnets, one per zone. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** Managed prefix lists that the function reaches on 443, by name: the gateway endpoints of S3 and DynamoDB. @default none */
  readonly prefixLists?: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * Makes the function's security group. It accepts nothing, and opens only the ports of the hosts that the function
 * declares, and the prefix lists given; `connectTo` adds the rest.
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
  const tcp = { securityGroupId: group.id, ipProtocol: "tcp" };
  for (const [port, hosts] of hostsByPort(needs)) {
    // A security group knows addresses, not names: the port is opened, the description names the hosts.
    new vpc.SecurityGroupEgressRule(
      nameOf("egress", `hosts-${port}`),
      { ...tcp, fromPort: port, toPort: port, cidrIpv4: "0.0.0.0/0", description: hosts.join(" ").slice(0, 255) },
      opts,
    );
  }
  for (const [name, prefixListId] of Object.entries(network.prefixLists ?? {})) {
    new vpc.SecurityGroupEgressRule(
      nameOf("egress", name),
      { ...tcp, fromPort: 443, toPort: 443, prefixListId, description: `Gateway endpoint ${name}` },
      opts,
    );
  }
  return group;
}

function hostsByPort(needs: FunctionNeeds | undefined): ReadonlyMap<number, readonly string[]> {
  const ports = new Map<number, readonly string[]>();
  for (const { host, port = 443 } of needs?.endpoints ?? []) {
    ports.set(port, [...(ports.get(port) ?? []), host]);
  }
  return ports;
}
