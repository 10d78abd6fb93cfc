import * as projects from "@pulumi/gcp/projects";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent, Faults } from "../core";

/**
 * Services without which no account, role, pool or grant on the project can be made, by their short names. Whoever makes one
 * enables all four: federation ends at `iamcredentials` and `sts`.
 */
export const GCP_IDENTITY_SERVICES: readonly string[] = ["cloudresourcemanager", "iam", "iamcredentials", "sts"];

/** Arguments of {@link GcpServices}. */
export interface GcpServicesArgs {
  /** Project id. */
  readonly project: string;
  /** The services by their short names: `bigquery` stands for `bigquery.googleapis.com`. */
  readonly services: readonly string[];
}

/**
 * Enables services of a Google Cloud project. What uses them takes this component as a dependency, because a new project
 * answers with errors until its services are on.
 *
 * Creates one resource per service and costs nothing. Destroying it leaves the services on: others may use them, and
 * turning one off deletes what stands in it.
 *
 * @example
 * const services = new GcpServices("analytics", { project: "shop-analytics", services: ["bigquery", "cloudkms"] });
 * new bigquery.Dataset("orders", { datasetId: "orders" }, { dependsOn: services.enabled });
 */
export class GcpServices extends EstateComponent {
  public readonly enabled: readonly projects.Service[];

  public constructor(name: string, args: GcpServicesArgs, opts?: pulumi.ComponentResourceOptions) {
    checkServices(name, args.services);
    super("estate:pipeline:GcpServices", name, args, opts);
    this.enabled = [...new Set(args.services)].map((service) => this.enable(args.project, service));
    this.registerOutputs({});
  }

  private enable(project: string, service: string): projects.Service {
    return new projects.Service(
      this.childName("service", service),
      { project, service: `${service}.googleapis.com`, disableOnDestroy: false },
      this.childOptions(),
    );
  }
}

function checkServices(name: string, services: readonly string[]): void {
  const faults = new Faults("GcpServices", name);
  for (const service of services) {
    faults.check(/^[a-z][a-z0-9-]*$/.test(service), {
      property: "services",
      given: service,
      allowed: 'a short name such as "bigquery"',
      fix: 'leave out ".googleapis.com"',
    });
  }
  faults.throwIfAny();
}
