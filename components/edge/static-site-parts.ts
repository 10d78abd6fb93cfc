import * as cloudfront from "@pulumi/aws/cloudfront";
import type * as pulumi from "@pulumi/pulumi";
import { childName, type EstateComponent } from "../core";
import type { ObjectStore } from "../data";
import { securityHeaders } from "./distribution-plan";
import type { SiteApi } from "./static-site-args";
import { apiOrigin, copyOrigin, filesOrigin, originPair, type SiteParts } from "./static-site-behaviours";
import type { SitePlan } from "./static-site-plan";
import { ASSETS_FUNCTION, pagesFunction } from "./static-site-routing";

/** The newest runtime of CloudFront Functions (CloudFront developer guide, read 2026-11). */
const RUNTIME = "cloudfront-js-2.0";
/** Seconds for which CloudFront waits for an API: one more than API Gateway itself does. */
const READ_TIMEOUT = 30;
const KEEPALIVE_TIMEOUT = 5;
/**
 * How soon CloudFront gives a region's files up, in tries and seconds for each: the least that it takes for one, so that no
 * visitor waits longer than five seconds before the other region is asked (CloudFront developer guide, "Connection timeout").
 */
const GIVE_UP = { connectionAttempts: 1, connectionTimeout: 5 } as const;
/**
 * Answers by which a region's files count as gone; no answer at all counts too. A 403 or 404 does not: S3 gives it while it is
 * well, for a file that nobody has, and the copy would say the same. Only GET, HEAD and OPTIONS are asked again.
 */
const GONE = [500, 502, 503, 504] as const;
/** Longest that CloudFront keeps a page that asks for it, in seconds; one that says nothing is asked for every time. */
const PAGE_SECONDS = 86_400;

/** Longest comments, in characters (CloudFront API reference, read 2026-11). */
const COMMENT_LIMIT = 128;

/** Makes what the distribution's behaviours refer to. */
export function makeSiteParts(parent: EstateComponent, plan: SitePlan): SiteParts {
  const security = securityHeaders(plan.contentSecurityPolicy);
  const { items } = security.customHeadersConfig;
  const noCache = { header: "Cache-Control", value: "no-cache", override: true };
  const paths = plan.applications.map(({ path }) => path);
  return {
    headersId: makeHeaders(parent, "headers", security),
    pageHeadersId: makeHeaders(parent, "page-headers", {
      ...security,
      customHeadersConfig: { items: [...items, noCache] },
    }),
    pageCacheId: makePageCache(parent),
    pagesFunction: makeFunction(parent, "pages", pagesFunction(paths)),
    assetsFunction: makeFunction(parent, "assets", ASSETS_FUNCTION),
  };
}

function comment(parent: EstateComponent, text: string): string {
  return `${text} of ${parent.componentName}`.slice(0, COMMENT_LIMIT);
}

function makeHeaders(
  parent: EstateComponent,
  role: string,
  headers: ReturnType<typeof securityHeaders>,
): pulumi.Output<string> {
  return new cloudfront.ResponseHeadersPolicy(
    childName(parent.componentName, role),
    { comment: comment(parent, "Security headers"), ...headers },
    { parent },
  ).id;
}

function makePageCache(parent: EstateComponent): pulumi.Output<string> {
  return new cloudfront.CachePolicy(
    childName(parent.componentName, "page-cache"),
    {
      comment: comment(parent, "Pages"),
      minTtl: 0,
      defaultTtl: 0,
      maxTtl: PAGE_SECONDS,
      parametersInCacheKeyAndForwardedToOrigin: {
        cookiesConfig: { cookieBehavior: "none" },
        headersConfig: { headerBehavior: "none" },
        queryStringsConfig: { queryStringBehavior: "none" },
        enableAcceptEncodingBrotli: true,
        enableAcceptEncodingGzip: true,
      },
    },
    { parent },
  ).id;
}

function makeFunction(parent: EstateComponent, role: string, code: string): pulumi.Output<string> {
  return new cloudfront.Function(
    childName(parent.componentName, role),
    { runtime: RUNTIME, code, publish: true, comment: comment(parent, `Function ${role}`) },
    { parent },
  ).arn;
}

/** The files of each application, and their copies where there are some. */
export interface SiteStores {
  readonly files: ReadonlyMap<string, ObjectStore>;
  readonly copies: ReadonlyMap<string, ObjectStore>;
}

/** One origin for each bucket; CloudFront signs what it asks them, each for the bucket's own region. */
export function fileOrigins(parent: EstateComponent, { files, copies }: SiteStores) {
  const control = new cloudfront.OriginAccessControl(
    childName(parent.componentName, "access"),
    {
      description: comment(parent, "Files"),
      originAccessControlOriginType: "s3",
      signingBehavior: "always",
      signingProtocol: "sigv4",
    },
    { parent },
  );
  const origin = (originId: string, store: ObjectStore, paired: boolean) => ({
    originId,
    domainName: store.bucket.bucketRegionalDomainName,
    originAccessControlId: control.id,
    ...(paired ? GIVE_UP : {}),
  });
  return [
    ...[...files].map(([key, store]) => origin(filesOrigin(key), store, copies.has(key))),
    ...[...copies].map(([key, store]) => origin(copyOrigin(key), store, false)),
  ];
}

/** Where there are copies: the first region's files, and the second's once the first's are gone. */
export function originPairs({ copies }: SiteStores) {
  return [...copies.keys()].map((key) => ({
    originId: originPair(key),
    failoverCriteria: { statusCodes: [...GONE] },
    members: [{ originId: filesOrigin(key) }, { originId: copyOrigin(key) }],
  }));
}

/** One origin for each API, over TLS 1.2. */
export function apiOrigins(apis: Readonly<Record<string, SiteApi>>) {
  return Object.entries(apis).map(([key, { originDomain, originHeaders }]) => ({
    originId: apiOrigin(key),
    domainName: originDomain,
    ...(originHeaders === undefined
      ? {}
      : {
          customHeaders: Object.entries(originHeaders).map(([name, value]) => ({ name, value })),
        }),
    customOriginConfig: {
      httpPort: 80,
      httpsPort: 443,
      originProtocolPolicy: "https-only",
      originSslProtocols: ["TLSv1.2"],
      originReadTimeout: READ_TIMEOUT,
      originKeepaliveTimeout: KEEPALIVE_TIMEOUT,
    },
  }));
}
