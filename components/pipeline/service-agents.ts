import * as bigquery from "@pulumi/gcp/bigquery";
import * as projects from "@pulumi/gcp/projects";
import * as storage from "@pulumi/gcp/storage";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent, Faults } from "../core";
import { checkProject, type GcpProject, type ServiceAgent, serviceAgent } from "./gcp-project";

/**
 * Agents that Service Usage makes when it is asked to (`services.generateServiceIdentity`), by their service. Of BigQuery it
 * hangs for twenty minutes where the agent exists (terraform-google-bigquery, issue 407, read 2026-11), and Cloud Storage's
 * is no service identity: those two are made by the calls that tell their addresses.
 */
const MADE_BY_SERVICE_USAGE: Partial<Record<ServiceAgent, string>> = {
  bigtable: "bigtableadmin",
  compute: "compute",
  dataflow: "dataflow",
};

/** Arguments of {@link GcpServiceAgents}. */
export interface GcpServiceAgentsArgs {
  readonly gcp: GcpProject;
  /** Those that something is granted to. */
  readonly agents: readonly ServiceAgent[];
  /** What must stand first: the enabled services. @default nothing */
  readonly after?: readonly pulumi.Resource[];
}

/**
 * Google's own accounts in a project, made before anything is granted to them: a new project has none, and IAM refuses grants
 * to an account that does not exist.
 *
 * Creates a service identity for Bigtable, Compute Engine and Dataflow, and asks BigQuery and Cloud Storage for their accounts,
 * which makes them. Costs nothing; what it made stays when it is destroyed.
 *
 * @example
 * const agents = new GcpServiceAgents("lake", { gcp, agents: ["storage"], after: services.enabled });
 * bucket.grantRead("agent", agents.member("storage"));
 */
export class GcpServiceAgents extends EstateComponent {
  private readonly members: ReadonlyMap<ServiceAgent, pulumi.Output<string>>;

  public constructor(name: string, args: GcpServiceAgentsArgs, opts?: pulumi.ComponentResourceOptions) {
    const faults = new Faults("GcpServiceAgents", name);
    checkProject(faults, args.gcp);
    faults.throwIfAny();
    super("estate:pipeline:GcpServiceAgents", name, args, opts);
    this.members = new Map([...new Set(args.agents)].map((agent) => [agent, this.makeAgent(agent, args)]));
    this.registerOutputs({});
  }

  /** `serviceAccount:…`, as grants take it, once the account exists. */
  public member(agent: ServiceAgent): pulumi.Output<string> {
    const member = this.members.get(agent);
    if (member === undefined) {
      throw new Error(
        `GcpServiceAgents "${this.componentName}" makes no agent "${agent}"; it makes ${[...this.members.keys()].join(", ")}.`,
      );
    }
    return member;
  }

  /** The address follows the published pattern: Service Usage does not answer with it for every service. */
  private makeAgent(agent: ServiceAgent, { gcp, after = [] }: GcpServiceAgentsArgs): pulumi.Output<string> {
    const member = `serviceAccount:${serviceAgent(agent, gcp.projectNumber)}`;
    const service = MADE_BY_SERVICE_USAGE[agent];
    if (service === undefined) {
      return this.askFor(agent, gcp, after).apply(() => member);
    }
    const identity = new projects.ServiceIdentity(
      this.childName("identity", agent),
      { project: gcp.project, service: `${service}.googleapis.com` },
      this.childOptions({ dependsOn: [...after] }),
    );
    return identity.id.apply(() => member);
  }

  /** Look-ups that make what they look for: docs/decisions/0018-google-service-agents.md. */
  private askFor(
    agent: ServiceAgent,
    { project }: GcpProject,
    after: readonly pulumi.Resource[],
  ): pulumi.Output<unknown> {
    const opts = { parent: this, dependsOn: [...after] };
    return agent === "bigquery"
      ? bigquery.getDefaultServiceAccountOutput({ project }, opts)
      : storage.getProjectServiceAccountOutput({ project }, opts);
  }
}
