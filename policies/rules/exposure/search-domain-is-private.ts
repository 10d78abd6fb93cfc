import { type Judge, REMOVED, resourceRule, type Subject } from "../../engine";
import { jsonAt } from "../shared/json";
import { SUBNETS } from "../shared/types";

const DOMAINS = ["aws:opensearch/domain:Domain", "aws:elasticsearch/domain:Domain"];
const POLICY = "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy";

export const searchDomainIsPrivate = resourceRule({
  id: "search-domain-is-private",
  title: "Search domains and collections stand in the VPC",
  why: "A public endpoint leaves the access policy as the only wall; where a domain stands cannot be changed later.",
  fix: {
    text: "Put the domain into subnets; let collections be reached by VPC endpoints only.",
    code: `vpcOptions: { subnetIds: network.subnetIds.private, securityGroupIds: [group.id] }`,
  },
  severity: "critical",
  frameworks: ["FSBP Opensearch.2"],
  types: [...DOMAINS, POLICY],
  guards: [
    { type: "aws:opensearch/domain:Domain", path: "vpcOptions.subnetIds", broken: [[], REMOVED] },
    {
      type: POLICY,
      path: "policy",
      broken: ['[{"AllowFromPublic":true}]'],
      when: ({ props }) => props["type"] === "network",
    },
  ],
  check(subject, judge) {
    if (subject.type === POLICY) {
      checkPolicy(subject, judge);
      return;
    }
    const subnets = subject.get("vpcOptions.subnetIds");
    judge.require(
      (subnets.unknown && subject.linked(subnets.path, SUBNETS)) || subnets.items().length > 0,
      subnets,
      "private subnets",
    );
  },
});

function checkPolicy(policy: Subject, judge: Judge): void {
  if (policy.get("type").text() !== "network") {
    judge.skip("the policy speaks of encryption");
    return;
  }
  for (const rule of jsonAt(policy.get("policy")).items()) {
    const open = rule.get("AllowFromPublic");
    judge.require(open.flag() !== true, open, "false", `${policy.name} lets the internet reach its collections.`);
  }
}
