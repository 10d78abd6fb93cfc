import { globalArn, text } from "../../arn";
import type { CreateRequest, TypeModel } from "../../model";

const NAME_SOURCE = "IAM and STS quotas, read 2026-11";

function path(request: CreateRequest): string {
  return text(request, "path", "/");
}

/** AWS Identity and Access Management. */
export const iamTypes: readonly TypeModel[] = [
  {
    type: "aws:iam/role:Role",
    nameProperty: "name",
    nameLimit: { max: 64, pattern: /^[\w+=,.@-]+$/, source: NAME_SOURCE },
    nameScope: "account",
    outputs: (request) => ({
      arn: globalArn(request, "iam", `role${path(request)}${request.physicalName}`),
      uniqueId: `AROA${request.digits(17, "base32")}`,
      createDate: "2026-01-01T00:00:00Z",
    }),
    replaceOn: ["name", "namePrefix", "path"],
    minutes: { create: 0.2 },
  },
  {
    type: "aws:iam/policy:Policy",
    nameProperty: "name",
    nameLimit: { max: 128, pattern: /^[\w+=,.@-]+$/, source: NAME_SOURCE },
    nameScope: "account",
    id: (request) => globalArn(request, "iam", `policy${path(request)}${request.physicalName}`),
    outputs: (request, id) => ({ arn: id, policyId: `ANPA${request.digits(17, "base32")}` }),
    replaceOn: ["name", "namePrefix", "path", "description"],
  },
  {
    type: "aws:iam/rolePolicy:RolePolicy",
    nameProperty: "name",
    nameLimit: { max: 128, source: NAME_SOURCE },
    nameScope: "none",
    id: (request) => `${text(request, "role")}:${request.physicalName}`,
    replaceOn: ["name", "namePrefix", "role"],
    references: { role: "aws:iam/role:Role" },
  },
  {
    type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    id: (request) => `${text(request, "role")}/${text(request, "policyArn")}`,
    replaceOn: ["role", "policyArn"],
    references: { role: "aws:iam/role:Role" },
  },
  {
    type: "aws:iam/serviceLinkedRole:ServiceLinkedRole",
    // One for each service in an account, under the service's own path.
    id: (request) => globalArn(request, "iam", `role/aws-service-role/${text(request, "awsServiceName")}`),
    outputs: (request, id) => ({
      arn: id,
      path: `/aws-service-role/${text(request, "awsServiceName")}/`,
      uniqueId: `AROA${request.digits(17, "base32")}`,
      createDate: "2026-01-01T00:00:00Z",
    }),
    replaceOn: ["awsServiceName", "customSuffix"],
    minutes: { create: 0.2, delete: 0.5 },
  },
  {
    type: "aws:iam/instanceProfile:InstanceProfile",
    nameProperty: "name",
    nameLimit: { max: 128, source: NAME_SOURCE },
    nameScope: "account",
    outputs: (request) => ({
      arn: globalArn(request, "iam", `instance-profile${path(request)}${request.physicalName}`),
      uniqueId: `AIPA${request.digits(17, "base32")}`,
    }),
    replaceOn: ["name", "namePrefix", "path"],
    references: { role: "aws:iam/role:Role" },
  },
  {
    type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    id: (request) => globalArn(request, "iam", `oidc-provider/${text(request, "url").replace(/^https:\/\//, "")}`),
    outputs: (_request, id) => ({ arn: id }),
    replaceOn: ["url"],
  },
];
