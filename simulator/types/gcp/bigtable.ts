import { text } from "../../arn";
import type { CreateRequest, TypeModel } from "../../model";
import { memberId } from "./identity";

const INSTANCE = "gcp:bigtable/instance:Instance";
const TABLE = "gcp:bigtable/table:Table";
const SOURCE = "Bigtable REST reference, read 2026-11";

function instancePath(request: CreateRequest, property: string): string {
  const name = text(request, property).replace(/^.*\//, "");
  return `projects/${request.cloud.gcp.project}/instances/${name}`;
}

/** Google Cloud Bigtable. */
export const gcpBigtableTypes: readonly TypeModel[] = [
  {
    type: INSTANCE,
    nameProperty: "name",
    nameLimit: { max: 33, pattern: /^[a-z][a-z0-9-]{4,31}[a-z0-9]$/, source: SOURCE },
    nameScope: "account",
    id: (request) => `projects/${request.cloud.gcp.project}/instances/${request.physicalName}`,
    outputs: (request) => ({ name: request.physicalName, project: request.cloud.gcp.project }),
    replaceOn: ["name", "project"],
    minutes: { create: 1, update: 5 },
    stateful: true,
  },
  {
    type: TABLE,
    nameProperty: "name",
    nameLimit: { max: 50, pattern: /^[\w.-]+$/, source: SOURCE },
    nameScope: "none",
    id: (request) => `${instancePath(request, "instanceName")}/tables/${request.physicalName}`,
    outputs: (request) => ({ name: request.physicalName, project: request.cloud.gcp.project }),
    replaceOn: ["name", "instanceName", "project", "splitKeys"],
    minutes: { create: 0.2 },
    stateful: true,
    references: { instanceName: INSTANCE },
  },
  {
    type: "gcp:bigtable/gCPolicy:GCPolicy",
    id: (request) =>
      `${instancePath(request, "instanceName")}/tables/${text(request, "table")}/${text(request, "columnFamily")}`,
    replaceOn: ["instanceName", "table", "columnFamily", "project"],
    references: { table: TABLE },
  },
  {
    type: "gcp:bigtable/appProfile:AppProfile",
    nameProperty: "appProfileId",
    nameLimit: { max: 50, source: SOURCE },
    nameScope: "none",
    id: (request) => `${instancePath(request, "instance")}/appProfiles/${request.physicalName}`,
    outputs: (request) => ({ name: `${instancePath(request, "instance")}/appProfiles/${request.physicalName}` }),
    replaceOn: ["appProfileId", "instance", "project"],
    references: { instance: INSTANCE },
  },
  {
    type: "gcp:bigtable/tableIamMember:TableIamMember",
    id: (request) => memberId(`${instancePath(request, "instanceName")}/tables/${text(request, "table")}`, request),
    outputs: (request) => ({ project: request.cloud.gcp.project, etag: request.digits(12) }),
    replaceOn: ["instanceName", "table", "role", "member", "condition", "project"],
    references: { table: TABLE },
  },
];
