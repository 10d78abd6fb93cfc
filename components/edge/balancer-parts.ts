import type * as pulumi from "@pulumi/pulumi";

/** Longest prefix of a balancer's or a target group's physical name, in characters (AWS provider, `namePrefix`). */
const PREFIX_LIMIT = 6;

/** Who may open connections: a prefix list or a block of addresses. */
export type BalancerSource =
  | { readonly key: string; readonly prefixListId: pulumi.Input<string> }
  | { readonly key: string; readonly cidr: string };

/** A source, as a rule of a security group names it. */
export function sourceOf(source: BalancerSource) {
  if ("prefixListId" in source) {
    return { prefixListId: source.prefixListId };
  }
  return source.cidr.includes(":") ? { cidrIpv6: source.cidr } : { cidrIpv4: source.cidr };
}

/** AWS completes the name: a balancer that replaces another may stand beside it for a while. */
export function namePrefix(key: string): string {
  return `${key.slice(0, PREFIX_LIMIT - 1).replace(/-+$/, "")}-`;
}

/** What a balancer tells browsers about every answer, where no CloudFront does. */
export function securityHeaders(contentSecurityPolicy: string) {
  return {
    routingHttpResponseStrictTransportSecurityHeaderValue: "max-age=63072000; includeSubDomains",
    routingHttpResponseXContentTypeOptionsHeaderValue: "nosniff",
    routingHttpResponseXFrameOptionsHeaderValue: "DENY",
    routingHttpResponseContentSecurityPolicyHeaderValue: contentSecurityPolicy,
  };
}
