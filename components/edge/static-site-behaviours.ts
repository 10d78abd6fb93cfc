import type { cloudfront } from "@pulumi/aws/types/input";
import type * as pulumi from "@pulumi/pulumi";
import {
  ALL_METHODS,
  ALL_VIEWER_EXCEPT_HOST,
  CACHING_DISABLED,
  CACHING_OPTIMIZED,
  READ_METHODS,
} from "./distribution-plan";
import type { ApplicationPlan, SitePlan } from "./static-site-plan";

/** What the behaviours refer to. */
export interface SiteParts {
  /** Security headers of APIs and of files that never change. */
  readonly headersId: pulumi.Input<string>;
  /** The same of pages, and that browsers ask again. */
  readonly pageHeadersId: pulumi.Input<string>;
  /** Keeps pages only as long as they say themselves. */
  readonly pageCacheId: pulumi.Input<string>;
  /** ARNs of the functions. */
  readonly pagesFunction: pulumi.Input<string>;
  readonly assetsFunction: pulumi.Input<string>;
}

/** Names of origins. */
export const filesOrigin = (application: string): string => `files-${application}`;
/** The same files in the other region, and the pair of both. */
export const copyOrigin = (application: string): string => `copy-${application}`;
export const originPair = (application: string): string => `either-${application}`;
export const apiOrigin = (api: string): string => `api-${api}`;

/** Pages: cached as they say, rewritten to the application's start. */
export function pages(application: ApplicationPlan, parts: SiteParts): cloudfront.DistributionDefaultCacheBehavior {
  return {
    ...files(application),
    cachePolicyId: parts.pageCacheId,
    responseHeadersPolicyId: parts.pageHeadersId,
    functionAssociations: [{ eventType: "viewer-request", functionArn: parts.pagesFunction }],
  };
}

/** The exceptions from the root application's pages, in the order in which CloudFront tries them. */
export function siteBehaviours(plan: SitePlan, parts: SiteParts): cloudfront.DistributionOrderedCacheBehavior[] {
  return [
    ...plan.apis.flatMap((api) => [`/${api}`, `/${api}/*`].map((pathPattern) => passThrough(api, pathPattern, parts))),
    ...plan.applications.flatMap((application) => {
      const { path } = application;
      const own = { pathPattern: `${path}${application.assets}/*`, ...assets(application, parts) };
      return path === "/"
        ? [own]
        : [
            own,
            ...[path.slice(0, -1), `${path}*`].map((pathPattern) => ({ pathPattern, ...pages(application, parts) })),
          ];
    }),
  ];
}

function files({ key, copied }: ApplicationPlan) {
  return {
    targetOriginId: copied ? originPair(key) : filesOrigin(key),
    viewerProtocolPolicy: "redirect-to-https",
    compress: true,
    // No cookie and no authorisation reaches the files, so that nothing personal can be kept for others.
    allowedMethods: READ_METHODS,
    cachedMethods: ["GET", "HEAD"],
  };
}

function assets(application: ApplicationPlan, parts: SiteParts) {
  return {
    ...files(application),
    cachePolicyId: CACHING_OPTIMIZED,
    responseHeadersPolicyId: parts.headersId,
    functionAssociations: [{ eventType: "viewer-response", functionArn: parts.assetsFunction }],
  };
}

/**
 * An API: every method, every header but the host's, which API Gateway would not know, and nothing kept. A request in clear
 * text is refused and not redirected: its token has crossed the network already.
 */
function passThrough(api: string, pathPattern: string, parts: SiteParts) {
  return {
    pathPattern,
    targetOriginId: apiOrigin(api),
    viewerProtocolPolicy: "https-only",
    compress: true,
    allowedMethods: ALL_METHODS,
    cachedMethods: ["GET", "HEAD"],
    cachePolicyId: CACHING_DISABLED,
    originRequestPolicyId: ALL_VIEWER_EXCEPT_HOST,
    responseHeadersPolicyId: parts.headersId,
  };
}
