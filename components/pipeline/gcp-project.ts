import type { Faults } from "../core";

/** A Google Cloud project and where in it things stand. The number names Google's own service agents. */
export interface GcpProject {
  /** Project id: `shop-analytics`. */
  readonly project: string;
  /** Project number, digits only: `123456789012`. */
  readonly projectNumber: string;
  /** One region for keys, tables and objects: `us-east4`. A key serves only what stands in its own region. */
  readonly location: string;
}

/** Ids: 6 to 30 lower-case letters, digits and hyphens (Resource Manager, "Creating projects", read 2026-11). */
const PROJECT_ID = /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/;

/** Checks what the user wrote, before any resource is made of it. */
export function checkProject(faults: Faults, given: GcpProject, property = "gcp"): void {
  faults.check(PROJECT_ID.test(given.project), {
    property: `${property}.project`,
    given: given.project,
    allowed: "6 to 30 lower-case letters, digits and hyphens, a letter first",
    fix: "give the project's id, not its display name",
  });
  faults.check(/^\d{6,}$/.test(given.projectNumber), {
    property: `${property}.projectNumber`,
    given: given.projectNumber,
    allowed: "the project's number, digits only, as text",
    fix: "copy the number from the project's dashboard",
  });
  faults.check(/^[a-z]+-[a-z]+\d+$/.test(given.location), {
    property: `${property}.location`,
    given: given.location,
    allowed: "one region, such as us-east4",
    fix: "name a region; multi-regions spell differently for keys, tables and buckets",
  });
}

/** Google's own accounts, which encrypt with a customer key where a project told them to. */
export type ServiceAgent = "bigquery" | "bigtable" | "storage" | "dataflow" | "compute";

/**
 * The e-mail address of a service agent, by the patterns that Google publishes ("Service agents", read 2026-11). Google
 * makes the agent when its service is first used, or asked for it: see `GcpServiceAgents`.
 */
export function serviceAgent(agent: ServiceAgent | "storage-transfer", projectNumber: string): string {
  switch (agent) {
    case "bigquery":
      return `bq-${projectNumber}@bigquery-encryption.iam.gserviceaccount.com`;
    case "bigtable":
      return `service-${projectNumber}@gcp-sa-bigtable.iam.gserviceaccount.com`;
    case "storage":
      return `service-${projectNumber}@gs-project-accounts.iam.gserviceaccount.com`;
    case "dataflow":
      return `service-${projectNumber}@dataflow-service-producer-prod.iam.gserviceaccount.com`;
    case "compute":
      return `service-${projectNumber}@compute-system.iam.gserviceaccount.com`;
    case "storage-transfer":
      return `project-${projectNumber}@storage-transfer-service.iam.gserviceaccount.com`;
  }
}
