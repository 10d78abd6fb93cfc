import * as ec2 from "@pulumi/aws/ec2";
import * as vpc from "@pulumi/aws/vpc";
import type * as pulumi from "@pulumi/pulumi";
import { childName } from "../core";
import { EstateComponent } from "../core/component";
import type { Connectable, Listener } from "../core/connections";
import { type PeeringPlan, planPeering } from "./peering-plan";

/** One end of a peering. */
export interface PeeringEnd {
  readonly vpcId: pulumi.Input<string>;
  /** The VPC's IPv4 block: `10.0.0.0/16`. */
  readonly cidrBlock: string;
  /** Route tables that learn the way to the other end, by name. */
  readonly routeTableIds: Readonly<Record<string, pulumi.Input<string>>>;
}

/** Arguments of {@link VpcPeering}. */
export interface VpcPeeringArgs {
  /** Our VPC, which asks. */
  readonly from: PeeringEnd;
  /** The other VPC. Its account and region only where they are not ours. */
  readonly to: PeeringEnd & { readonly accountId?: string; readonly region?: string };
  /** Names of the other VPC resolve to its private addresses. @default true */
  readonly dns?: boolean;
  /**
   * Who accepts: EC2 at once within an account and region; `provider` by `accepterProvider`; `other` by the other side's
   * owners, who also make their routes. @default "automatic"
   */
  readonly accepter?: "automatic" | "provider" | "other";
  /** The other side's AWS provider, with `accepter: "provider"`. @default none */
  readonly accepterProvider?: pulumi.ProviderResource;
}

/**
 * A peering of two VPCs of AWS: accepted, routed in both directions, with names that resolve across. It reaches no other
 * cloud, and carries nothing that no security group allows.
 *
 * Creates the connection, its acceptance, the options of both ends, and one route per route table. Costs nothing by itself;
 * traffic between zones costs one US cent per gigabyte and direction.
 *
 * @example
 * const peering = new VpcPeering("reporting", {
 *   from: { vpcId: shop.vpcId, cidrBlock: "10.0.0.0/16", routeTableIds: { a: shopTable.id } },
 *   to: { vpcId: reports.vpcId, cidrBlock: "10.1.0.0/16", routeTableIds: { a: reportsTable.id } },
 * });
 */
export class VpcPeering extends EstateComponent {
  public readonly connection: ec2.VpcPeeringConnection;
  public readonly connectionId: pulumi.Output<string>;
  private readonly args: VpcPeeringArgs;

  public constructor(name: string, args: VpcPeeringArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planPeering(name, args);
    super("estate:network:VpcPeering", name, args, opts);
    this.args = args;
    this.connection = this.makeConnection(plan);
    const accepted = this.accept(plan);
    this.connectionId = this.connection.id;
    this.makeRoutes("from", args.from, args.to.cidrBlock, accepted, undefined);
    if (plan.accepter !== "other") {
      this.makeRoutes("to", args.to, args.from.cidrBlock, accepted, args.accepterProvider);
    }
    if (plan.dns) {
      this.resolveNames(plan, accepted);
    }
    this.registerOutputs({ connectionId: this.connectionId });
  }

  /**
   * Opens one port from a group of our VPC to a group of the other one. Within a region a rule may name the other side's
   * group; across regions it has to name the other side's block.
   */
  public connect(from: Connectable, to: Listener): void {
    const rule = { ipProtocol: "tcp", fromPort: to.port, toPort: to.port };
    const description = `${from.connectionName} to ${to.connectionName} on ${to.port}, peered`;
    const near = this.args.to.region === undefined;
    new vpc.SecurityGroupEgressRule(
      childName(from.connectionName, "egress", `${to.connectionName}-${to.port}`),
      {
        ...rule,
        description,
        securityGroupId: from.securityGroupId,
        ...(near ? { referencedSecurityGroupId: to.securityGroupId } : { cidrIpv4: this.args.to.cidrBlock }),
      },
      this.childOptions({ dependsOn: [this.connection] }),
    );
    new vpc.SecurityGroupIngressRule(
      childName(to.connectionName, "ingress", `${from.connectionName}-${to.port}`),
      {
        ...rule,
        description,
        securityGroupId: to.securityGroupId,
        ...(near ? { referencedSecurityGroupId: from.securityGroupId } : { cidrIpv4: this.args.from.cidrBlock }),
      },
      this.otherSide({ dependsOn: [this.connection] }),
    );
  }

  private makeConnection(plan: PeeringPlan): ec2.VpcPeeringConnection {
    const { from, to } = this.args;
    return new ec2.VpcPeeringConnection(
      this.childName("connection"),
      {
        vpcId: from.vpcId,
        peerVpcId: to.vpcId,
        ...(to.accountId === undefined ? {} : { peerOwnerId: to.accountId }),
        ...(to.region === undefined ? {} : { peerRegion: to.region }),
        ...(plan.accepter === "automatic" ? { autoAccept: true } : {}),
        tags: { Name: this.componentName },
      },
      this.childOptions(),
    );
  }

  /** What stands once the peering is accepted; options and routes wait for it. */
  private accept(plan: PeeringPlan): pulumi.Resource {
    if (plan.accepter !== "provider") {
      return this.connection;
    }
    return new ec2.VpcPeeringConnectionAccepter(
      this.childName("accepter"),
      { vpcPeeringConnectionId: this.connection.id, autoAccept: true, tags: { Name: this.componentName } },
      this.otherSide(),
    );
  }

  private makeRoutes(
    side: "from" | "to",
    end: PeeringEnd,
    destinationCidrBlock: string,
    accepted: pulumi.Resource,
    provider: pulumi.ProviderResource | undefined,
  ): void {
    for (const [key, routeTableId] of Object.entries(end.routeTableIds)) {
      new ec2.Route(
        this.childName(`route-${side}`, key),
        { routeTableId, destinationCidrBlock, vpcPeeringConnectionId: this.connection.id },
        this.childOptions({ dependsOn: [accepted], ...(provider === undefined ? {} : { provider }) }),
      );
    }
  }

  /** Each end says for itself whether the other may resolve its names; where others accept, they say it on their side. */
  private resolveNames(plan: PeeringPlan, accepted: pulumi.Resource): void {
    const vpcPeeringConnectionId = this.connection.id;
    const allow = { allowRemoteVpcDnsResolution: true };
    const together = plan.accepter === "automatic";
    new ec2.PeeringConnectionOptions(
      this.childName("options"),
      { vpcPeeringConnectionId, requester: allow, ...(together ? { accepter: allow } : {}) },
      this.childOptions({ dependsOn: [accepted] }),
    );
    if (plan.accepter === "provider") {
      new ec2.PeeringConnectionOptions(
        this.childName("options-accepter"),
        { vpcPeeringConnectionId, accepter: allow },
        this.otherSide({ dependsOn: [accepted] }),
      );
    }
  }

  private otherSide(extra: pulumi.CustomResourceOptions = {}): pulumi.CustomResourceOptions {
    const { accepterProvider: provider } = this.args;
    return this.childOptions({ ...extra, ...(provider === undefined ? {} : { provider }) });
  }
}
