import * as projects from "@pulumi/gcp/projects";
import * as serviceaccount from "@pulumi/gcp/serviceaccount";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core";

/** Arguments of {@link FlinkNode}: `FlinkCluster` has checked them. */
export interface FlinkNodeArgs {
  readonly project: string;
  readonly accountId: string;
  readonly roleId: string;
  readonly after: readonly pulumi.Resource[];
}

/**
 * What a node of Dataproc does that no resource but the project can grant: report to the service as an agent, take tasks from
 * it, write logs and metrics. `roles/dataproc.worker` has all of it, and every object of every bucket besides; so the node
 * gets this role, and works in its own buckets by grants on these. (Permissions of roles/dataproc.worker, in part from memory: recheck before release; "Dataproc roles",
 * read 2026-11, less storage and profiler.)
 */
const NODE_PERMISSIONS = [
  "dataproc.agents.create",
  "dataproc.agents.delete",
  "dataproc.agents.get",
  "dataproc.agents.list",
  "dataproc.agents.update",
  "dataproc.tasks.lease",
  "dataproc.tasks.listInvalidatedLeases",
  "dataproc.tasks.reportStatus",
  "logging.logEntries.create",
  "monitoring.metricDescriptors.create",
  "monitoring.metricDescriptors.get",
  "monitoring.metricDescriptors.list",
  "monitoring.monitoredResourceDescriptors.get",
  "monitoring.monitoredResourceDescriptors.list",
  "monitoring.timeSeries.create",
];

/** Whom the nodes of one cluster run as: an account of their own, with a role that holds no permission on any data. */
export class FlinkNode extends EstateComponent {
  public readonly account: serviceaccount.Account;
  /** Without it a node cannot report, and the cluster fails. */
  public readonly grant: projects.IAMMember;

  public constructor(name: string, args: FlinkNodeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("estate:pipeline:FlinkNode", name, {}, opts);
    this.account = new serviceaccount.Account(
      this.childName("account"),
      { project: args.project, accountId: args.accountId, displayName: `${name}: nodes of a Flink cluster` },
      this.childOptions({ dependsOn: [...args.after] }),
    );
    const role = new projects.IAMCustomRole(
      this.childName("role"),
      {
        project: args.project,
        roleId: args.roleId,
        title: `${name}: report to Dataproc`,
        description: "What a node does on the project alone: no data",
        permissions: NODE_PERMISSIONS,
      },
      this.childOptions({ dependsOn: [...args.after] }),
    );
    this.grant = new projects.IAMMember(
      this.childName("grant"),
      { project: args.project, role: role.name, member: this.account.member },
      this.childOptions(),
    );
    this.registerOutputs({ email: this.account.email });
  }
}
