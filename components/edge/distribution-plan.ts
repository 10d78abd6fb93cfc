import type { cloudfront } from "@pulumi/aws/types/input";
import type * as pulumi from "@pulumi/pulumi";
import type { EdgePlan } from "./web-edge-plan";

/** Policies that AWS maintains (CloudFront developer guide, "Use managed cache policies", read 2026-11). */
export const CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
export const CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";
/** ("Use managed origin request policies", read 2026-11) */
const ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3";
export const ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac";

/** Two years, as the preload list of browsers asks. */
const HSTS_SECONDS = 63_072_000;
export const READ_METHODS = ["GET", "HEAD", "OPTIONS"];
export const ALL_METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

/** Name of the one origin. */
export const ORIGIN_ID = "shoppers";

/** What every path has in common. */
function behaviour(plan: EdgePlan, headersPolicyId: pulumi.Input<string>, caching: "none" | "static") {
  return {
    targetOriginId: ORIGIN_ID,
    viewerProtocolPolicy: "redirect-to-https",
    compress: true,
    cachedMethods: ["GET", "HEAD"],
    responseHeadersPolicyId: headersPolicyId,
    ...(caching === "static"
      ? // No cookie and no authorisation reaches the pods, so that nothing personal can be kept for others.
        { allowedMethods: READ_METHODS, cachePolicyId: CACHING_OPTIMIZED }
      : {
          allowedMethods: ALL_METHODS,
          cachePolicyId: CACHING_DISABLED,
          // With the shopper's host forwarded, the balancer's certificate must carry it; it carries no name of CloudFront's.
          originRequestPolicyId: plan.domainNames.length > 0 ? ALL_VIEWER : ALL_VIEWER_EXCEPT_HOST,
        }),
  };
}

/** The path that every other one is an exception of. */
export function defaultBehaviour(plan: EdgePlan, headersPolicyId: pulumi.Input<string>) {
  return behaviour(plan, headersPolicyId, "none");
}

/** One per path, in the order of the balancer's rules; a path for all is the default one. */
export function pathBehaviours(plan: EdgePlan, headersPolicyId: pulumi.Input<string>) {
  return [...plan.routes]
    .sort((one, other) => one.priority - other.priority)
    .flatMap((route) => route.paths.map((pathPattern) => ({ pathPattern, caching: route.caching })))
    .filter(({ pathPattern }) => pathPattern !== "/*")
    .map(({ pathPattern, caching }) => ({ pathPattern, ...behaviour(plan, headersPolicyId, caching) }));
}

/** CloudFront's own certificate comes with TLS 1.0 as its oldest protocol, and CloudFront offers no other choice. */
export function viewerCertificate(
  certificateArn: pulumi.Input<string> | undefined,
): cloudfront.DistributionViewerCertificate {
  return certificateArn === undefined
    ? { cloudfrontDefaultCertificate: true, minimumProtocolVersion: "TLSv1" }
    : { acmCertificateArn: certificateArn, sslSupportMethod: "sni-only", minimumProtocolVersion: "TLSv1.2_2021" };
}

/** What browsers are told about every answer. */
export function securityHeaders(contentSecurityPolicy: string) {
  return {
    securityHeadersConfig: {
      strictTransportSecurity: { accessControlMaxAgeSec: HSTS_SECONDS, includeSubdomains: true, override: true },
      contentSecurityPolicy: { contentSecurityPolicy, override: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: "DENY", override: true },
      referrerPolicy: { referrerPolicy: "strict-origin-when-cross-origin", override: true },
    },
    customHeadersConfig: {
      items: [
        { header: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=()", override: true },
        { header: "Cross-Origin-Opener-Policy", value: "same-origin-allow-popups", override: true },
      ],
    },
    removeHeadersConfig: { items: [{ header: "Server" }, { header: "X-Powered-By" }] },
  };
}

/**
 * The lists of the addresses from which CloudFront calls origins, `com.amazonaws.global.cloudfront.origin-facing`, by
 * region, as many public configurations have them (read 2026-11). AWS keeps a list's id for good; what
 * `aws ec2 describe-managed-prefix-lists` says in an account prevails.
 */
const ORIGIN_FACING: Readonly<Record<string, string>> = {
  "eu-central-1": "pl-a3a144ca",
  "eu-west-1": "pl-4fa04526",
  "eu-west-2": "pl-93a247fa",
  "us-east-1": "pl-3b927c52",
  "us-east-2": "pl-b6a144df",
  "us-west-1": "pl-4ea04527",
  "us-west-2": "pl-82a045eb",
};

/** @throws {Error} where the region's list is not known here */
export function originFacingList(component: string, region: string): string {
  const id = ORIGIN_FACING[region];
  if (id === undefined) {
    throw new Error(
      `WebEdge "${component}" does not know CloudFront's prefix list in ${region}. Set cloudFrontPrefixListId to the id ` +
        'that "aws ec2 describe-managed-prefix-lists" gives for com.amazonaws.global.cloudfront.origin-facing.',
    );
  }
  return id;
}
