import { globalArn } from "../../arn";
import type { TypeModel } from "../../model";
import { uuid } from "./uuid";

/** Hosted zone of every distribution's name (Route 53 developer guide, alias targets, read 2026-11). */
const ALIAS_ZONE = "Z2FDTNDATAQYW2";

/** Amazon CloudFront. */
export const cloudfrontTypes: readonly TypeModel[] = [
  {
    type: "aws:cloudfront/distribution:Distribution",
    id: (request) => `E${request.digits(13, "base32")}`,
    outputs: (request, id) => ({
      arn: globalArn(request, "cloudfront", `distribution/${id}`),
      domainName: `d${request.digits(13)}.cloudfront.net`,
      hostedZoneId: ALIAS_ZONE,
      status: "Deployed",
      etag: `E${request.digits(13, "base32", "etag")}`,
      callerReference: `terraform-${request.digits(26, "decimal")}`,
      inProgressValidationBatches: 0,
      lastModifiedTime: "2026-01-01T00:00:00Z",
    }),
    minutes: { create: 4, update: 4, delete: 6 },
    references: { webAclId: "aws:wafv2/webAcl:WebAcl" },
  },
  {
    type: "aws:cloudfront/vpcOrigin:VpcOrigin",
    id: (request) => `vo_${request.digits(22, "alphanumeric")}`,
    outputs: (request, id) => ({
      arn: globalArn(request, "cloudfront", `vpcorigin/${id}`),
      etag: `E${request.digits(13, "base32", "etag")}`,
    }),
    minutes: { create: 10, update: 10, delete: 10 },
    references: { "vpcOriginEndpointConfig.arn": "aws:lb/loadBalancer:LoadBalancer" },
  },
  {
    type: "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
    nameProperty: "name",
    nameLimit: { max: 128, source: "CloudFront API, ResponseHeadersPolicyConfig; from memory, recheck before release" },
    nameScope: "account",
    id: (request) => uuid(request),
    outputs: (request, id) => ({
      arn: globalArn(request, "cloudfront", `response-headers-policy/${id}`),
      etag: `E${request.digits(13, "base32", "etag")}`,
    }),
  },
  {
    type: "aws:cloudfront/cachePolicy:CachePolicy",
    nameProperty: "name",
    nameLimit: { max: 128, source: "CloudFront API, CachePolicyConfig; from memory, recheck before release" },
    nameScope: "account",
    id: (request) => uuid(request),
    outputs: (request, id) => ({
      arn: globalArn(request, "cloudfront", `cache-policy/${id}`),
      etag: `E${request.digits(13, "base32", "etag")}`,
    }),
  },
  {
    type: "aws:cloudfront/originAccessControl:OriginAccessControl",
    nameProperty: "name",
    nameLimit: { max: 64, source: "CloudFront API, OriginAccessControlConfig; from memory, recheck before release" },
    nameScope: "account",
    id: (request) => `E${request.digits(13, "base32")}`,
    outputs: (request, id) => ({
      arn: globalArn(request, "cloudfront", `origin-access-control/${id}`),
      etag: `E${request.digits(13, "base32", "etag")}`,
    }),
  },
  {
    type: "aws:cloudfront/function:Function",
    nameProperty: "name",
    nameLimit: { max: 64, pattern: /^[\w-]+$/, source: "CloudFront API, CreateFunction, read 2026-11" },
    nameScope: "account",
    outputs: (request) => ({
      arn: globalArn(request, "cloudfront", `function/${request.physicalName}`),
      etag: `E${request.digits(13, "base32", "etag")}`,
      liveStageEtag: `E${request.digits(13, "base32", "live")}`,
      status: "UNASSOCIATED",
    }),
    replaceOn: ["name"],
    minutes: { create: 0.2, update: 0.2 },
  },
];
