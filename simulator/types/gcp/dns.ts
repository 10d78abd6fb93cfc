import { text } from "../../arn";
import type { TypeModel } from "../../model";

const ZONE = "gcp:dns/managedZone:ManagedZone";

/** Cloud DNS. */
export const gcpDnsTypes: readonly TypeModel[] = [
  {
    type: ZONE,
    nameProperty: "name",
    nameLimit: {
      max: 63,
      pattern: /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
      source: "Cloud DNS REST reference, managedZones, read 2026-11",
    },
    nameScope: "account",
    id: (request) => `projects/${request.cloud.gcp.project}/managedZones/${request.physicalName}`,
    outputs: (request) => ({
      project: request.cloud.gcp.project,
      managedZoneId: Number(request.digits(15, "decimal")),
      nameServers: ["ns-gcp-private.googledomains.com."],
      creationTime: "2026-01-01T00:00:00.000Z",
    }),
    replaceOn: ["name", "project", "dnsName", "visibility"],
    minutes: { create: 0.1 },
    refuses: ({ inputs }) =>
      /\.$/.test(String(inputs["dnsName"])) ? [] : [`dnsName ${String(inputs["dnsName"])} must end with a dot.`],
  },
  {
    type: "gcp:dns/recordSet:RecordSet",
    id: (request) =>
      `projects/${request.cloud.gcp.project}/managedZones/${text(request, "managedZone")}/rrsets/` +
      `${text(request, "name")}/${text(request, "type")}`,
    outputs: (request) => ({ project: request.cloud.gcp.project }),
    replaceOn: ["name", "project", "managedZone"],
    minutes: { create: 0.1 },
    references: { managedZone: ZONE },
  },
  {
    type: "gcp:dns/policy:Policy",
    nameProperty: "name",
    nameLimit: { max: 63, source: "Cloud DNS REST reference, policies, read 2026-11" },
    nameScope: "account",
    id: (request) => `projects/${request.cloud.gcp.project}/policies/${request.physicalName}`,
    outputs: (request) => ({ project: request.cloud.gcp.project }),
    replaceOn: ["name", "project"],
    minutes: { create: 0.1 },
  },
];
