import { hasWildcard, resourceRule } from "../../engine";
import { ask, claimant } from "../../iam";
import { arnOf, trustOf } from "../shared/identity";
import { ROLES } from "../shared/types";

export const podRoleBoundToOneServiceAccount = resourceRule({
  id: "pod-role-bound-to-one-service-account",
  title: "Roles of pods trust one service account",
  why: "A condition with a wildcard lets every pod of the namespace, or of the cluster, take the role.",
  fix: {
    text: "Demand sub and aud by StringEquals, or use EKS Pod Identity.",
    code: `Condition: { StringEquals: { [\`\${issuer}:sub\`]: "system:serviceaccount:shop:orders", [\`\${issuer}:aud\`]: "sts.amazonaws.com" } }`,
  },
  severity: "critical",
  frameworks: ["CIS EKS 5.2"],
  types: ROLES,
  guards: [],
  check(role, judge) {
    const trust = trustOf(role, judge);
    const provider = trust?.document.statements
      .flatMap(({ principals }) => principals?.federated ?? [])
      .find((name) => /oidc\.eks\./.test(name));
    if (trust === undefined || provider === undefined) {
      judge.skip("no pod assumes this role by the cluster's issuer");
      return;
    }
    const issuer = provider.replace(/^arn:[^:]*:iam::\d*:oidc-provider\//, "");
    const accounts = trust.document.statements
      .flatMap(({ conditions }) => conditions)
      .filter(({ key }) => /:sub$/i.test(key))
      .flatMap(({ values }) => values);
    const namespaces = accounts
      .map((account) => account.split(":")[2] ?? "")
      .filter((name) => name !== "" && !hasWildcard(name));
    const hostile: readonly (readonly [string, string, string])[] = [
      ["a pod of another namespace", "system:serviceaccount:evil:evil", "sts.amazonaws.com"],
      ...namespaces.map(
        (name) =>
          [`another pod of namespace ${name}`, `system:serviceaccount:${name}:evil`, "sts.amazonaws.com"] as const,
      ),
      ...accounts
        .filter((account) => !hasWildcard(account))
        .map((account) => ["a token for somebody else", account, "https://evil.example"] as const),
    ];
    for (const [who, sub, aud] of hostile) {
      const question = claimant(who, provider, { [`${issuer}:sub`]: sub, [`${issuer}:aud`]: aud });
      if (ask(question, trust.document, "sts:AssumeRoleWithWebIdentity", arnOf(role)).decision === "allowed") {
        judge.fail(trust.node, "a denial", `Role ${role.name} may be assumed by ${who} (${sub}).`);
      }
    }
  },
});
