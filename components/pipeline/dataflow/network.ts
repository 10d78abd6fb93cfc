import * as compute from "@pulumi/gcp/compute";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent, Faults } from "../../core";
import { checkProject, type GcpProject } from "../gcp-project";

/** Ports on which workers of one job speak to each other (Dataflow, "Configure internet access and firewall rules", read 2026-11). */
const WORKER_PORTS = ["12345-12346"];
/** Tag that Dataflow puts on every worker (same page). */
const WORKER_TAG = "dataflow";

/** Arguments of {@link DataflowNetwork}. */
export interface DataflowNetworkArgs {
  readonly gcp: GcpProject;
  /** Addresses of the workers, /16 to /29. @default "10.60.0.0/24" */
  readonly cidr?: string;
  /** What must stand first: the enabled services. @default nothing */
  readonly after?: readonly pulumi.Resource[];
}

const DEFAULTS = { cidr: "10.60.0.0/24", after: [] } as const satisfies Partial<DataflowNetworkArgs>;

/**
 * A network for Dataflow's workers alone: no address of theirs is public, there is no way to the internet, and Google's
 * APIs are reached by Private Google Access.
 *
 * Creates a network, one subnetwork with flow logs, and the rule by which workers of a job speak to each other. Costs
 * nothing without workers, except the flow logs that they cause.
 *
 * @example
 * const network = new DataflowNetwork("analytics", { gcp, cidr: "10.60.0.0/24" });
 * network.subnetworkUrl;
 */
export class DataflowNetwork extends EstateComponent {
  public readonly network: compute.Network;
  public readonly subnetwork: compute.Subnetwork;
  /** As jobs take it. */
  public readonly subnetworkUrl: pulumi.Output<string>;

  public constructor(name: string, args: DataflowNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planDataflowNetwork(name, args);
    super("estate:pipeline:DataflowNetwork", name, args, opts);
    this.network = this.makeNetwork(plan);
    this.subnetwork = this.makeSubnetwork(plan);
    this.subnetworkUrl = this.subnetwork.selfLink;
    this.makeWorkerRule(plan);
    this.registerOutputs({ subnetworkUrl: this.subnetworkUrl });
  }

  private makeNetwork(plan: Required<DataflowNetworkArgs>): compute.Network {
    return new compute.Network(
      this.childName("network"),
      { project: plan.gcp.project, autoCreateSubnetworks: false, routingMode: "REGIONAL" },
      this.childOptions({ dependsOn: [...plan.after] }),
    );
  }

  private makeSubnetwork(plan: Required<DataflowNetworkArgs>): compute.Subnetwork {
    return new compute.Subnetwork(
      this.childName("subnetwork"),
      {
        project: plan.gcp.project,
        region: plan.gcp.location,
        network: this.network.id,
        ipCidrRange: plan.cidr,
        privateIpGoogleAccess: true,
        logConfig: { aggregationInterval: "INTERVAL_10_MIN", flowSampling: 0.5, metadata: "INCLUDE_ALL_METADATA" },
      },
      this.childOptions(),
    );
  }

  private makeWorkerRule(plan: Required<DataflowNetworkArgs>): compute.Firewall {
    return new compute.Firewall(
      this.childName("workers"),
      {
        project: plan.gcp.project,
        network: this.network.id,
        description: "Workers of one job to each other",
        direction: "INGRESS",
        sourceTags: [WORKER_TAG],
        targetTags: [WORKER_TAG],
        allows: [{ protocol: "tcp", ports: WORKER_PORTS }],
        logConfig: { metadata: "EXCLUDE_ALL_METADATA" },
      },
      this.childOptions(),
    );
  }
}

/** Checks the arguments and fills in the defaults. @throws {pulumi.InputPropertiesError} with every fault */
export function planDataflowNetwork(name: string, args: DataflowNetworkArgs): Required<DataflowNetworkArgs> {
  const plan = { ...DEFAULTS, ...args };
  const faults = new Faults("DataflowNetwork", name);
  checkProject(faults, plan.gcp);
  faults.check(/^(10|172\.(1[6-9]|2\d|3[01])|192\.168)(\.\d{1,3}){2,3}\/(1[6-9]|2\d)$/.test(plan.cidr), {
    property: "cidr",
    given: plan.cidr,
    allowed: "a private IPv4 block from /16 to /29",
    fix: "choose a block that no other network of the estate uses",
  });
  faults.throwIfAny();
  return plan;
}
