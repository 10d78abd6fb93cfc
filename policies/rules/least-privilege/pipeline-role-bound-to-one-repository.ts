import { hasWildcard, resourceRule } from "../../engine";
import { ask, claimant } from "../../iam";
import { arnOf, trustOf } from "../shared/identity";
import { ROLES } from "../shared/types";

const ISSUER = "token.actions.githubusercontent.com";

export const pipelineRoleBoundToOneRepository = resourceRule({
  id: "pipeline-role-bound-to-one-repository",
  title: "Roles of pipelines trust one repository and one branch or environment",
  why: "GitHub issues tokens to everybody: without a condition on the subject any repository of the world deploys here.",
  fix: {
    text: "Demand the audience, and the subject with repository and environment or branch, by StringEquals.",
    code: `Condition: { StringEquals: {
  "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
  "token.actions.githubusercontent.com:sub": "repo:example/shop:environment:prod",
} }`,
  },
  severity: "critical",
  frameworks: ["SOC2 CC6.1"],
  types: ROLES,
  guards: [],
  check(role, judge) {
    const trust = trustOf(role, judge);
    const statements =
      trust?.document.statements.filter(
        ({ effect, principals }) =>
          effect === "Allow" && principals?.federated.some((provider) => provider.includes(ISSUER)),
      ) ?? [];
    if (trust === undefined || statements.length === 0) {
      judge.skip("no pipeline assumes this role");
      return;
    }
    const provider = statements[0]?.principals?.federated.find((name) => name.includes(ISSUER)) ?? "";
    const subjects = statements
      .flatMap(({ conditions }) => conditions)
      .filter(({ key }) => key.toLowerCase() === `${ISSUER}:sub`)
      .flatMap(({ values }) => values);
    const repositories = subjects
      .map((subject) => /^repo:([^:*?]+\/[^:*?]+)/.exec(subject)?.[1])
      .filter((name) => name !== undefined);
    const open = subjects
      .map((subject) => /^repo:([^:]*[*?][^:]*)/.exec(subject)?.[1])
      .filter((name) => name !== undefined);
    const hostile: readonly (readonly [string, string, string])[] = [
      ...open.map(
        (name) =>
          [
            "another repository",
            `repo:${name.replace(/[*?]/g, "e")}:ref:refs/heads/main`,
            "sts.amazonaws.com",
          ] as const,
      ),
      ["another repository", "repo:evil/x:ref:refs/heads/main", "sts.amazonaws.com"],
      ...repositories.map(
        (name) => ["an unreviewed branch", `repo:${name}:ref:refs/heads/evil`, "sts.amazonaws.com"] as const,
      ),
      ...subjects
        .filter((subject) => !hasWildcard(subject))
        .map((subject) => ["a token for somebody else", subject, "https://evil.example"] as const),
    ];
    for (const [who, sub, aud] of hostile) {
      const question = claimant(who, provider, { [`${ISSUER}:sub`]: sub, [`${ISSUER}:aud`]: aud });
      const verdict = ask(question, trust.document, "sts:AssumeRoleWithWebIdentity", arnOf(role));
      if (verdict.decision === "allowed") {
        judge.fail(trust.node, "a denial", `Role ${role.name} may be assumed with ${who} (${sub}).`);
      }
    }
  },
});
