import { REMOVED, resourceRule } from "../../engine";

export const workloadIdentityProviderHasCondition = resourceRule({
  id: "workload-identity-provider-has-condition",
  title: "Workload identity providers admit named identities only",
  why: "Without a condition every identity of the issuer gets in: every repository of GitHub, every role of the AWS account.",
  fix: {
    text: "Set attributeCondition on the repository's id or owner, or on the AWS role.",
    code: `attributeCondition: "assertion.repository_owner_id == '12345' && assertion.repository == 'example/shop'"`,
  },
  severity: "critical",
  frameworks: ["SOC2 CC6.1"],
  types: ["gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider"],
  guards: [{ path: "attributeCondition", broken: [REMOVED, "", "true"] }],
  check(provider, judge) {
    const condition = provider.get("attributeCondition");
    if (condition.unknown && provider.sources("attributeCondition").length > 0) {
      return;
    }
    const text = condition.text() ?? "";
    const compares =
      /assertion\.[a-z_]+|attribute\.[a-z_]+|google\.subject/.test(text) &&
      /==|in \[|startsWith\(|matches\(/.test(text);
    judge.require(
      compares,
      condition,
      "a condition on the caller's claims",
      `Provider ${provider.name} admits every identity of its issuer.`,
    );
  },
});
