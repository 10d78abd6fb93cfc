import { text } from "../../arn";
import type { CloudFacts, Inventory, InvokeModel, TypeModel } from "../../model";

/** Domains of Google's own accounts in a project, by who makes them: a service that is asked to, or a look-up. */
const SERVICE_DOMAINS: Readonly<Record<string, string>> = {
  "bigtableadmin.googleapis.com": "gcp-sa-bigtable",
  "compute.googleapis.com": "compute-system",
  "dataflow.googleapis.com": "dataflow-service-producer-prod",
};

const LOOKED_UP_DOMAINS = ["bigquery-encryption", "gs-project-accounts", "storage-transfer-service"] as const;
type LookedUpDomain = (typeof LOOKED_UP_DOMAINS)[number];

const AGENT = new RegExp(
  `@(${[...Object.values(SERVICE_DOMAINS), ...LOOKED_UP_DOMAINS].join("|")})\\.iam\\.gserviceaccount\\.com$`,
);

/** What stands for an agent among what exists: one for each domain and project, whatever the project's number. */
function agentMark(project: string, domain: string): string {
  return `${project}: the account of ${domain}.iam.gserviceaccount.com`;
}

const IDENTITY = "gcp:projects/serviceIdentity:ServiceIdentity";

/** Whether the member is an account of Google's own that nobody has made in the project yet. */
export function isMissingAgent(
  member: string,
  project: string,
  inventory: Inventory & { gives(text: string): boolean },
): boolean {
  const domain = AGENT.exec(member)?.[1];
  if (domain === undefined || inventory.gives(agentMark(project, domain))) {
    return false;
  }
  return !inventory
    .list(IDENTITY)
    .some(
      ({ inputs, outputs }) => outputs["project"] === project && SERVICE_DOMAINS[String(inputs["service"])] === domain,
    );
}

/** An account that Service Usage makes. */
export const gcpAgentTypes: readonly TypeModel[] = [
  {
    type: IDENTITY,
    nameScope: "none",
    id: (request) => `projects/${request.cloud.gcp.project}/services/${text(request, "service")}`,
    outputs: ({ cloud, inputs }) => {
      const { project, projectNumber } = cloud.gcp;
      const email = `service-${projectNumber}@${SERVICE_DOMAINS[String(inputs["service"])]}.iam.gserviceaccount.com`;
      return { project, email, member: `serviceAccount:${email}` };
    },
    refuses: (request) =>
      text(request, "service") in SERVICE_DOMAINS
        ? []
        : [`${text(request, "service")} has no service identity that can be made, as far as the simulator knows`],
    replaceOn: ["service", "project"],
  },
];

function lookUp(
  token: string,
  domain: LookedUpDomain,
  local: (number: string) => string,
  answer: (email: string, cloud: CloudFacts) => Readonly<Record<string, string>>,
): InvokeModel {
  return {
    token,
    run: (_args, cloud) => {
      const { project, projectNumber } = cloud.gcp;
      const email = `${local(projectNumber)}@${domain}.iam.gserviceaccount.com`;
      return { id: email, project, member: `serviceAccount:${email}`, ...answer(email, cloud) };
    },
    makes: (_args, { gcp }) => [agentMark(gcp.project, domain)],
  };
}

/** Look-ups that make the account which they look for. */
export const gcpAgentInvokes: readonly InvokeModel[] = [
  lookUp(
    "gcp:bigquery/getDefaultServiceAccount:getDefaultServiceAccount",
    "bigquery-encryption",
    (number) => `bq-${number}`,
    (email) => ({ email }),
  ),
  lookUp(
    "gcp:storage/getProjectServiceAccount:getProjectServiceAccount",
    "gs-project-accounts",
    (number) => `service-${number}`,
    (emailAddress) => ({ emailAddress }),
  ),
  lookUp(
    "gcp:storage/getTransferProjectServiceAccount:getTransferProjectServiceAccount",
    "storage-transfer-service",
    (number) => `project-${number}`,
    (email) => ({ email, subjectId: "100000000000000000000" }),
  ),
];
