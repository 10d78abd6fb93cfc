import { text } from "../../arn";
import type { CreateRequest, TypeModel } from "../../model";

/** Names of Compute Engine's resources (REST reference, read 2026-11). */
export const NAME = {
  max: 63,
  pattern: /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
  source: "Compute Engine REST reference, name, read 2026-11",
};

/** A resource's name below its project. */
export function path(request: CreateRequest, collection: string): string {
  return `projects/${request.cloud.gcp.project}/${collection}/${request.physicalName}`;
}

/** What Compute Engine answers for everything that it makes. */
export function answer(request: CreateRequest, id: string) {
  return {
    project: request.cloud.gcp.project,
    selfLink: `https://www.googleapis.com/compute/v1/${id}`,
    creationTimestamp: "2026-01-01T00:00:00.000-08:00",
  };
}

/** Google Cloud's networks. */
export const gcpComputeTypes: readonly TypeModel[] = [
  {
    type: "gcp:compute/network:Network",
    nameProperty: "name",
    nameLimit: NAME,
    nameScope: "account",
    id: (request) => path(request, "global/networks"),
    outputs: (request, id) => ({ ...answer(request, id), networkId: request.digits(19, "decimal") }),
    replaceOn: ["name", "project", "autoCreateSubnetworks"],
    minutes: { create: 0.5, delete: 0.7 },
  },
  {
    type: "gcp:compute/subnetwork:Subnetwork",
    nameProperty: "name",
    nameLimit: NAME,
    nameScope: "region",
    id: (request) => path(request, `regions/${text(request, "region", request.cloud.gcp.region)}/subnetworks`),
    outputs: (request, id) => ({
      ...answer(request, id),
      region: text(request, "region", request.cloud.gcp.region),
      gatewayAddress: text(request, "ipCidrRange").replace(/\d+\/\d+$/, "1"),
      purpose: text(request, "purpose", "PRIVATE"),
    }),
    replaceOn: ["name", "project", "region", "network"],
    minutes: { create: 0.4, delete: 0.4 },
    references: { network: "gcp:compute/network:Network" },
  },
  {
    type: "gcp:compute/firewall:Firewall",
    nameProperty: "name",
    nameLimit: NAME,
    nameScope: "account",
    id: (request) => path(request, "global/firewalls"),
    outputs: (request, id) => ({
      ...answer(request, id),
      direction: text(request, "direction", "INGRESS"),
      priority: request.inputs["priority"] ?? 1000,
    }),
    replaceOn: ["name", "project", "network"],
    minutes: { create: 0.2, delete: 0.2 },
    references: { network: "gcp:compute/network:Network" },
  },
];
