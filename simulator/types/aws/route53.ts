import { text } from "../../arn";
import type { CreateRequest, TypeModel } from "../../model";
import { uuid } from "./uuid";

function fqdn(request: CreateRequest): string {
  return text(request, "name").replace(/\.$/, "");
}

/** Amazon Route 53. */
export const route53Types: readonly TypeModel[] = [
  {
    type: "aws:route53/zone:Zone",
    nameProperty: "name",
    nameScope: "none",
    id: (request) => `Z${request.digits(20, "base32")}`,
    outputs: (request, id) => ({
      zoneId: id,
      arn: `arn:${request.cloud.aws.partition}:route53:::hostedzone/${id}`,
      nameServers: ["com", "net", "org", "co.uk"].map(
        (suffix, position) => `ns-${request.digits(3, "decimal", suffix)}${position}.awsdns-${position}0.${suffix}`,
      ),
    }),
    replaceOn: ["name", "delegationSetId"],
    minutes: { create: 0.6, delete: 0.6 },
    stateful: true,
  },
  {
    type: "aws:route53/record:Record",
    nameScope: "none",
    id: (request) => `${text(request, "zoneId")}_${fqdn(request)}_${text(request, "type")}`,
    outputs: (request) => ({ fqdn: fqdn(request) }),
    replaceOn: ["zoneId", "name", "type", "setIdentifier"],
    minutes: { create: 0.6, delete: 0.6 },
  },
  {
    type: "aws:route53/healthCheck:HealthCheck",
    nameScope: "none",
    id: (request) => uuid(request),
    outputs: (request, id) => ({ arn: `arn:${request.cloud.aws.partition}:route53:::healthcheck/${id}` }),
    replaceOn: ["type", "referenceName"],
  },
];
