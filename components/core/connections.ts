import * as vpc from "@pulumi/aws/vpc";
import type * as pulumi from "@pulumi/pulumi";
import { childName } from "./names";

/** Something in a VPC that can open or accept connections: it has a security group of its own. */
export interface Connectable {
  /** Logical name; the rules' names start with it. */
  readonly connectionName: string;
  readonly securityGroupId: pulumi.Input<string>;
}

/** A connectable that listens. */
export interface Listener extends Connectable {
  /** TCP port. */
  readonly port: number;
}

/** Where in a VPC something runs that has no address of its own, and what it reaches from there. */
export interface NetworkPlace {
  readonly vpcId: pulumi.Input<string>;
  /** Private subnets, one per zone. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** Managed prefix lists of gateway endpoints, by service: `s3`, `dynamodb`. @default none */
  readonly prefixLists?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Interface endpoints. @default none */
  readonly interfaceEndpoints?: {
    /** The services that they speak for, by short name: `sqs`, `bedrock-runtime`. */
    readonly services: readonly string[];
    /** What takes the connections. */
    readonly listener: Listener;
  };
  /** Whether the subnets have a way to the internet, by NAT for example. @default false */
  readonly internet?: boolean;
}

/**
 * Opens one connection, and nothing else: an egress rule at the caller, an ingress rule at the listener, each naming the
 * other's security group. What nobody declared stays closed.
 */
export function connect(
  from: Connectable,
  to: Listener,
  opts?: pulumi.CustomResourceOptions,
): { readonly egress: vpc.SecurityGroupEgressRule; readonly ingress: vpc.SecurityGroupIngressRule } {
  const description = `${from.connectionName} to ${to.connectionName} on ${to.port}`;
  const rule = { ipProtocol: "tcp", fromPort: to.port, toPort: to.port, description };
  const key = `${to.connectionName}-${to.port}`;
  return {
    egress: new vpc.SecurityGroupEgressRule(
      childName(from.connectionName, "egress", key),
      { ...rule, securityGroupId: from.securityGroupId, referencedSecurityGroupId: to.securityGroupId },
      opts,
    ),
    ingress: new vpc.SecurityGroupIngressRule(
      childName(to.connectionName, "ingress", `${from.connectionName}-${to.port}`),
      { ...rule, securityGroupId: to.securityGroupId, referencedSecurityGroupId: from.securityGroupId },
      opts,
    ),
  };
}
