import { regionalArn, text } from "../../arn";
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
    // Records that share name and type are told apart by their set identifiers.
    id: (request) =>
      [text(request, "zoneId"), fqdn(request), text(request, "type"), text(request, "setIdentifier")]
        .filter((part) => part !== "")
        .join("_"),
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
  {
    type: "aws:route53/resolverEndpoint:ResolverEndpoint",
    nameProperty: "name",
    nameLimit: { max: 64, source: "Route 53 Resolver API reference, CreateResolverEndpoint, read 2026-11" },
    nameScope: "none",
    id: (request) => `rslvr-${text(request, "direction") === "INBOUND" ? "in" : "out"}-${request.digits(17)}`,
    outputs: (request, id) => ({
      arn: regionalArn(request, "route53resolver", `resolver-endpoint/${id}`),
      hostVpcId: `vpc-${request.digits(17, "hex", "vpc")}`,
      resolverEndpointType: text(request, "resolverEndpointType", "IPV4"),
      ipAddresses: resolverAddresses(request),
    }),
    replaceOn: ["direction", "securityGroupIds", "resolverEndpointType"],
    minutes: { create: 2, update: 3, delete: 2 },
  },
];

/** The resolver chooses an address of each subnet where none is asked for. */
function resolverAddresses(request: CreateRequest): readonly object[] {
  const wanted = request.inputs["ipAddresses"];
  return (Array.isArray(wanted) ? wanted : []).map((address, index) => {
    const salt = `address${index}`;
    return {
      ip: `10.0.${index}.${10 + Number(request.digits(2, "decimal", salt))}`,
      ipId: `rni-${request.digits(17, "hex", salt)}`,
      ...address,
    };
  });
}
