import { regionalArn, text } from "../../arn";
import type { CreateRequest, TypeModel } from "../../model";
import { uuid } from "./uuid";

/** WAF takes a firewall for CloudFront in us-east-1 only. */
function refusesScope(request: CreateRequest): readonly string[] {
  const { region } = request.cloud.aws;
  return text(request, "scope") === "CLOUDFRONT" && region !== "us-east-1"
    ? [`WAFInvalidParameterException: The scope is not valid., field: SCOPE_VALUE, parameter: CLOUDFRONT (${region})`]
    : [];
}

/** WAF writes to log groups, buckets and streams with its own prefix only. */
function refusesLogName(request: CreateRequest): readonly string[] {
  const targets = request.inputs["logDestinationConfigs"];
  const wrong = Array.isArray(targets) ? targets.filter((arn) => !/[:/]aws-waf-logs-/.test(String(arn))) : [];
  return wrong.map(
    (arn) => `WAFLogDestinationPermissionIssueException: ${String(arn)} does not begin with aws-waf-logs-.`,
  );
}

/** AWS WAF. */
export const wafv2Types: readonly TypeModel[] = [
  {
    type: "aws:wafv2/webAcl:WebAcl",
    nameProperty: "name",
    nameLimit: { max: 128, pattern: /^[\w-]+$/, source: "WAF API, CreateWebACL, read 2026-11" },
    id: (request) => uuid(request),
    outputs: (request, id) => {
      const scope = text(request, "scope") === "CLOUDFRONT" ? "global" : "regional";
      return {
        arn: regionalArn(request, "wafv2", `${scope}/webacl/${request.physicalName}/${id}`),
        capacity: 1000,
        lockToken: uuid(request, "lock"),
        applicationIntegrationUrl: "",
      };
    },
    replaceOn: ["name", "namePrefix", "scope", "region"],
    minutes: { create: 0.1, delete: 0.5 },
    refuses: refusesScope,
  },
  {
    type: "aws:wafv2/webAclAssociation:WebAclAssociation",
    id: (request) => `${text(request, "webAclArn")},${text(request, "resourceArn")}`,
    replaceOn: ["resourceArn", "webAclArn", "region"],
    // What is protected may be a balancer, an API's stage or a user pool; that it exists shows in its ARN.
    references: { webAclArn: "aws:wafv2/webAcl:WebAcl" },
    minutes: { create: 0.3 },
  },
  {
    type: "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
    id: (request) => text(request, "resourceArn"),
    replaceOn: ["resourceArn", "region"],
    references: { resourceArn: "aws:wafv2/webAcl:WebAcl" },
    refuses: refusesLogName,
  },
];
