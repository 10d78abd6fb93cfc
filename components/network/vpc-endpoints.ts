import * as ec2 from "@pulumi/aws/ec2";
import * as vpc from "@pulumi/aws/vpc";
import type * as pulumi from "@pulumi/pulumi";
import type { AlarmSpec } from "../core/alarms";
import { EstateComponent } from "../core/component";
import type { Listener } from "../core/connections";
import { resourcePolicy } from "../core/policy";
import { gatewayPolicy, interfacePolicy, takesPolicy } from "./endpoint-services";
import { endpointAlarm } from "./network-alarms";
import type { GatewayService } from "./network-args";
import type { NetworkPlan, PlannedEndpoint } from "./network-plan";

/** Port on which AWS services listen. */
const HTTPS = 443;

/** Arguments of {@link VpcEndpoints}. */
export interface VpcEndpointsArgs {
  readonly plan: NetworkPlan;
  readonly vpc: ec2.Vpc;
  /** Subnets of the interface endpoints, one per zone. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** Every route table: each gets the routes of the gateway endpoints. */
  readonly routeTableIds: readonly pulumi.Input<string>[];
  readonly tags: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * The part of a `Network` that reaches AWS services without the internet. Gateway endpoints cost nothing; an interface
 * endpoint costs about 7.30 US dollars per zone and month, and a cent per gigabyte.
 */
export class VpcEndpoints extends EstateComponent {
  /** By service: `s3`, `dynamodb`. */
  public readonly gateways: Readonly<Partial<Record<GatewayService, ec2.VpcEndpoint>>>;
  /** By short name with hyphens: `ecr-api`. */
  public readonly interfaces: Readonly<Record<string, ec2.VpcEndpoint>>;
  /** The interface endpoints as something to connect to; absent where there are none. */
  public readonly listener: Listener | undefined;
  private readonly args: VpcEndpointsArgs;

  public constructor(name: string, args: VpcEndpointsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("estate:network:VpcEndpoints", name, {}, opts);
    this.args = args;
    this.gateways = Object.fromEntries(
      args.plan.gatewayEndpoints.map((service) => [service, this.makeGateway(service, args)]),
    );
    const group = args.plan.interfaceEndpoints.length === 0 ? undefined : this.makeSecurityGroup(args);
    this.listener = group && { connectionName: this.componentName, securityGroupId: group.id, port: HTTPS };
    this.interfaces =
      group === undefined
        ? {}
        : Object.fromEntries(
            args.plan.interfaceEndpoints.map((endpoint) => [endpoint.key, this.makeInterface(endpoint, group, args)]),
          );
    this.registerOutputs({});
  }

  /** One per interface endpoint: packets that it drops. */
  public alarms(): readonly AlarmSpec[] {
    const { plan, vpc: network } = this.args;
    return plan.interfaceEndpoints.flatMap(({ key, serviceName }) => {
      const endpoint = this.interfaces[key];
      return endpoint === undefined ? [] : [endpointAlarm({ key, serviceName, id: endpoint.id, vpcId: network.id })];
    });
  }

  private makeGateway(service: GatewayService, args: VpcEndpointsArgs): ec2.VpcEndpoint {
    const { region, readableBuckets } = args.plan;
    return new ec2.VpcEndpoint(
      this.childName(service),
      {
        vpcId: args.vpc.id,
        vpcEndpointType: "Gateway",
        serviceName: `com.amazonaws.${region}.${service}`,
        routeTableIds: [...args.routeTableIds],
        policy: args.vpc.arn.apply((arn) => resourcePolicy(gatewayPolicy(service, arn, region, readableBuckets))),
        tags: this.tagsFor(args, service),
      },
      this.childOptions(),
    );
  }

  /** Takes HTTPS from inside the VPC and starts no connection itself. Interface endpoints have IPv4 addresses only. */
  private makeSecurityGroup(args: VpcEndpointsArgs): ec2.SecurityGroup {
    const group = new ec2.SecurityGroup(
      this.childName("security-group"),
      {
        vpcId: args.vpc.id,
        description: "Interface endpoints: HTTPS from inside the VPC",
        tags: this.tagsFor(args, "interfaces"),
      },
      this.childOptions(),
    );
    new vpc.SecurityGroupIngressRule(
      this.childName("ingress"),
      {
        securityGroupId: group.id,
        ipProtocol: "tcp",
        fromPort: HTTPS,
        toPort: HTTPS,
        cidrIpv4: args.plan.cidrBlock,
        description: "HTTPS from inside the VPC",
        tags: args.tags,
      },
      this.childOptions(),
    );
    return group;
  }

  private makeInterface(endpoint: PlannedEndpoint, group: ec2.SecurityGroup, args: VpcEndpointsArgs): ec2.VpcEndpoint {
    const { key, serviceName } = endpoint;
    return new ec2.VpcEndpoint(
      this.childName(key),
      {
        vpcId: args.vpc.id,
        vpcEndpointType: "Interface",
        serviceName,
        subnetIds: [...args.subnetIds],
        securityGroupIds: [group.id],
        privateDnsEnabled: true,
        ...(takesPolicy(serviceName)
          ? { policy: args.vpc.arn.apply((arn) => resourcePolicy(interfacePolicy(serviceName, arn))) }
          : {}),
        tags: this.tagsFor(args, key),
      },
      this.childOptions(),
    );
  }

  private tagsFor(args: VpcEndpointsArgs, key: string): Record<string, pulumi.Input<string>> {
    return { ...args.tags, Name: this.childName(key) };
  }
}
