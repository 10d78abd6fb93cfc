import { type Judge, type Subject, stackRule } from "../../engine";
import { ANONYMOUS, accountOf, ask, deputy, FOREIGN, type PolicyStatement } from "../../iam";
import { arnOf, type PlacedPolicy, statementNode, trustOf } from "../shared/identity";
import { ROLES } from "../shared/types";

/** Services that act for many customers and say for whom: without the condition they may be sent by anybody (IAM user guide, "The confused deputy problem", read 2026-11). */
const DEPUTIES: ReadonlySet<string> = new Set([
  "bedrock.amazonaws.com",
  "pipes.amazonaws.com",
  "scheduler.amazonaws.com",
  "vpc-flow-logs.amazonaws.com",
]);

export const roleTrustsNamedPrincipals = stackRule({
  id: "role-trusts-named-principals",
  title: "Roles trust named principals only",
  why: "A role that another account, or a service on its behalf, may assume is that account's role.",
  fix: {
    text: "Name the principal; add sts:ExternalId for other accounts, aws:SourceAccount for services that act for many.",
    code: `{ Effect: "Allow", Principal: { Service: "scheduler.amazonaws.com" }, Action: "sts:AssumeRole",
  Condition: { StringEquals: { "aws:SourceAccount": account } } }`,
  },
  severity: "critical",
  frameworks: ["PCI 7.2.2", "SOC2 CC6.1"],
  types: ROLES,
  thresholds: ["trustedAccounts"],
  guards: [
    {
      path: "assumeRolePolicy",
      broken: ['{"Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}'],
    },
  ],
  check(role, judge) {
    const trust = trustOf(role, judge);
    if (trust === undefined) {
      judge.fail(role.get("assumeRolePolicy"), "a trust policy");
      return;
    }
    const { node, document } = trust;
    const services = new Set(document.statements.flatMap((statement) => statement.principals?.services ?? []));
    const deputies = [...services].filter((service) => DEPUTIES.has(service)).map(deputy);
    for (const question of [ANONYMOUS, FOREIGN, ...deputies]) {
      const verdict = ask(question, document, "sts:AssumeRole", arnOf(role));
      if (verdict.decision === "allowed") {
        const statement = verdict.statement;
        judge.fail(
          statement === undefined ? node : statementNode(node, statement, "Principal"),
          "a denial",
          `Role ${role.name} may be assumed by ${question.who}.`,
        );
      }
    }
    checkAccounts(role, trust, judge);
  },
});

/** Another account that is named must show an external id, or be configured as trusted. */
function checkAccounts(role: Subject, { node, document }: PlacedPolicy, judge: Judge): void {
  const own = ownAccount(role);
  const trusted = ["", own, ...judge.thresholds.trustedAccounts];
  for (const statement of document.statements.filter(
    (candidate) => candidate.effect === "Allow" && !isBound(candidate),
  )) {
    const accounts = (statement.principals?.aws ?? []).map((name) => (/^\d{12}$/.test(name) ? name : accountOf(name)));
    const strangers = accounts.filter((account) => !trusted.includes(account));
    if (strangers.length > 0 && own === undefined) {
      judge.doubt(node.path, "the account of the role is not known yet");
    } else if (strangers.length > 0) {
      judge.fail(
        statementNode(node, statement, "Principal"),
        "a principal of this account, or a condition on sts:ExternalId",
        `Role ${role.name} trusts account ${strangers.join(", ")} without a condition.`,
      );
    }
  }
}

/** By the role's ARN, or, while nothing stands yet, the only account that its provider may work in. */
function ownAccount(role: Subject): string | undefined {
  const named = [...role.identities()]
    .map((identity) => /^arn:[^:]+:iam::(\d{12}):role\//.exec(identity)?.[1])
    .find((account) => account !== undefined);
  const allowed = JSON.stringify(role.resource.provider?.props["allowedAccountIds"] ?? []).match(/\d{12}/g) ?? [];
  return named ?? (allowed.length === 1 ? allowed[0] : undefined);
}

/** Does the statement ask for more than an account: a secret of theirs, an organization, one principal? */
function isBound({ conditions }: PolicyStatement): boolean {
  const keys = /^(sts:ExternalId|aws:PrincipalOrgID|aws:PrincipalArn)$/i;
  return conditions.some(({ operator, key }) => /^String(Equals|Like)$/i.test(operator) && keys.test(key));
}
