import { resourceRule } from "../../engine";
import { trustOf } from "../shared/identity";
import { ROLES } from "../shared/types";

export const assumableRoleIsBounded = resourceRule({
  id: "assumable-role-is-bounded",
  title: "Roles that people or pipelines assume are bounded",
  why: "Whoever deploys can write policies; a boundary says how far these may reach.",
  fix: {
    text: "Set permissionsBoundary on roles that identities from outside assume, and keep sessions short.",
    code: `new iam.Role("deploy", { ..., permissionsBoundary: boundary.arn, maxSessionDuration: 3600 });`,
  },
  severity: "medium",
  frameworks: ["PCI 7.2.5"],
  types: ROLES,
  thresholds: ["maxSessionSeconds"],
  guards: [{ path: "maxSessionDuration", broken: [43_200] }],
  check(role, judge) {
    const longest = role.get("maxSessionDuration");
    const limit = judge.thresholds.maxSessionSeconds;
    judge.attempt(() =>
      judge.require(!longest.present || (longest.number() ?? 0) <= limit, longest, `at most ${limit} seconds`),
    );
    const trust = trustOf(role, judge);
    const outside =
      trust?.document.statements.some(
        (statement) => statement.effect === "Allow" && statement.principals?.federated.some(isHuman),
      ) ?? false;
    if (outside) {
      judge.require(
        role.get("permissionsBoundary").present,
        role.get("permissionsBoundary"),
        "the ARN of a boundary",
        `Role ${role.name} is assumed from outside and has no boundary.`,
      );
    }
  },
});

/** Identity providers behind which people or pipelines stand; a cluster's own issuer is none. */
function isHuman(provider: string): boolean {
  return /saml-provider|token\.actions\.githubusercontent\.com|gitlab|cognito-identity|okta|auth0/i.test(provider);
}
