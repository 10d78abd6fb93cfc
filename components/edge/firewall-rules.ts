import type { wafv2 } from "@pulumi/aws/types/input";
import { pascalCase } from "../core";

type Rule = wafv2.WebAclRule;

/**
 * What attackers send: rules that AWS maintains and updates ("AWS Managed Rules rule groups list", read 2026-11).
 * The body's size is counted and not blocked: eight kilobytes is less than a product's picture or a long chat.
 */
const CONTENT_GROUPS = [
  { name: "AWSManagedRulesCommonRuleSet", counted: ["SizeRestrictions_BODY"] },
  { name: "AWSManagedRulesKnownBadInputsRuleSet", counted: [] },
  { name: "AWSManagedRulesSQLiRuleSet", counted: [] },
] as const;

/** Who sends: addresses that AWS knows for attacks. Behind CloudFront every sender is CloudFront. */
const SENDER_GROUPS = [{ name: "AWSManagedRulesAmazonIpReputationList", counted: [] }] as const;

/** Priority of the first rule, and the step between rules. */
const STEP = 10;

/** The rules where requests of strangers enter: who sends, how often, and what. */
export function entryRules(rateLimit: number): Rule[] {
  return [
    ...SENDER_GROUPS.map((group, position) => managed(group, position)),
    {
      name: "rate-limit",
      priority: (SENDER_GROUPS.length + 1) * STEP,
      action: { block: {} },
      statement: { rateBasedStatement: { limit: rateLimit, aggregateKeyType: "IP", evaluationWindowSec: 300 } },
      visibilityConfig: visibility("rate-limit"),
    },
    ...CONTENT_GROUPS.map((group, position) => managed(group, position + SENDER_GROUPS.length + 1)),
  ];
}

/** The rules before the balancers: what is sent. CloudFront is the sender there, or a known administrator. */
export function regionalRules(): Rule[] {
  return CONTENT_GROUPS.map((group, position) => managed(group, position));
}

function managed(group: { readonly name: string; readonly counted: readonly string[] }, position: number): Rule {
  return {
    name: group.name,
    priority: (position + 1) * STEP,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: "AWS",
        name: group.name,
        ...(group.counted.length === 0
          ? {}
          : { ruleActionOverrides: group.counted.map((name) => ({ name, actionToUse: { count: {} } })) }),
      },
    },
    visibilityConfig: visibility(group.name),
  };
}

/** Samples of requests would show what the logs hide: cookies and authorisation. */
export function visibility(name: string) {
  return { cloudwatchMetricsEnabled: true, metricName: pascalCase(name), sampledRequestsEnabled: false };
}
