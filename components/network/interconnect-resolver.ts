import * as ec2 from "@pulumi/aws/ec2";
import * as route53 from "@pulumi/aws/route53";
import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core/component";
import { CLOUD_DNS_SOURCE } from "./gcp-network-plan";

/** Arguments of {@link InboundResolver}: `CloudInterconnect` has checked them. */
export interface InboundResolverArgs {
  readonly vpcId: pulumi.Input<string>;
  /** Private subnets, one address in each. */
  readonly subnetIds: readonly pulumi.Input<string>[];
}

const DNS = 53;

/**
 * Answers questions about the VPC's names from Google Cloud: an inbound endpoint of Route 53's resolver that takes
 * questions from Cloud DNS alone, over the VPN.
 *
 * Creates the endpoint and its security group. Each address costs 12.5 US cents an hour: about 183 US dollars a month for two.
 */
export class InboundResolver extends EstateComponent {
  public readonly endpoint: route53.ResolverEndpoint;
  /** One per subnet. */
  public readonly addresses: readonly pulumi.Output<string>[];

  public constructor(name: string, args: InboundResolverArgs, opts?: pulumi.ComponentResourceOptions) {
    super("estate:network:InboundResolver", name, {}, opts);
    const group = this.makeGroup(args.vpcId);
    this.endpoint = new route53.ResolverEndpoint(
      this.childName("endpoint"),
      {
        direction: "INBOUND",
        protocols: ["Do53"],
        securityGroupIds: [group.id],
        ipAddresses: args.subnetIds.map((subnetId) => ({ subnetId })),
      },
      this.childOptions(),
    );
    this.addresses = args.subnetIds.map((subnetId) =>
      pulumi
        .all([this.endpoint.ipAddresses, subnetId])
        .apply(([made, wanted]) => made.find((address) => address.subnetId === wanted)?.ip ?? ""),
    );
    this.registerOutputs({ endpointId: this.endpoint.id });
  }

  private makeGroup(vpcId: pulumi.Input<string>): ec2.SecurityGroup {
    const group = new ec2.SecurityGroup(
      this.childName("security-group"),
      { vpcId, description: `Resolver ${this.componentName}: questions from Cloud DNS alone, no egress` },
      this.childOptions(),
    );
    for (const ipProtocol of ["tcp", "udp"]) {
      new vpc.SecurityGroupIngressRule(
        this.childName("ingress", ipProtocol),
        {
          securityGroupId: group.id,
          ipProtocol,
          fromPort: DNS,
          toPort: DNS,
          cidrIpv4: CLOUD_DNS_SOURCE,
          description: `Cloud DNS to ${this.componentName}`,
        },
        this.childOptions(),
      );
    }
    return group;
  }
}
