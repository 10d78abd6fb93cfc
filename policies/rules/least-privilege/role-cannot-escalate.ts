import { Node, type Stack, type Subject, stackRule } from "../../engine";
import { ANY, actionMatches, evaluateRequest, parsePolicy, RequestContext } from "../../iam";
import { DIRECT_METHODS, type EscalationMethod, PASS_ROLE_METHODS, TAKEOVER_METHODS } from "../shared/escalation";
import { arnOf, type EffectivePolicies, effectivePolicies, namesNothing, rolesOf } from "../shared/identity";
import { allow } from "../shared/samples";
import { ROLES } from "../shared/types";
import { takes } from "../shared/validity";

export const roleCannotEscalate = stackRule({
  id: "role-cannot-escalate",
  title: "Roles have no way to more rights",
  why: "A role that may attach a policy, or pass a stronger role to a service, has every right already.",
  fix: {
    text: "Take the action away, or bind it to what cannot do more than the role itself, with a permissions boundary.",
    code: `permissionsBoundary: boundary.arn`,
  },
  severity: "critical",
  frameworks: ["PCI 7.2.2", "SOC2 CC6.3"],
  types: ROLES,
  guards: [
    {
      type: "aws:iam/rolePolicy:RolePolicy",
      path: "policy",
      broken: [allow("iam:AttachRolePolicy", "arn:aws:iam::111122223333:role/x")],
    },
  ],
  check(role, judge, stack) {
    const policies = effectivePolicies(role, stack);
    for (const name of policies.unknown) {
      judge.doubt("", `the policy ${name} is not known yet`);
    }
    const statements = policies.documents.flatMap(({ statements: all }) => all);
    const everything = statements.some(
      ({ effect, actions, resources }) =>
        effect === "Allow" && actions?.some((action) => /^[*?:]+$/.test(action)) && resources?.includes("*"),
    );
    if (statements.length === 0 || everything) {
      judge.skip(everything ? "an administrator: another rule speaks" : "the role has no policy of its own");
      return;
    }
    for (const method of [...DIRECT_METHODS, ...TAKEOVER_METHODS, ...PASS_ROLE_METHODS]) {
      const open = TAKEOVER_METHODS.includes(method);
      if (
        method.actions.every((action) => reaches(action, role, policies, open)) &&
        passable(method, role, policies, stack)
      ) {
        judge.fail(
          new Node("", role.name),
          "no such permission",
          `Role ${role.name} can gain rights by ${method.name}.`,
        );
      }
    }
  },
});

/** May the role do this to anything that its policies name; for takeovers, to anything that it likes? */
function reaches(action: string, role: Subject, policies: EffectivePolicies, open: boolean): boolean {
  const named = policies.documents
    .flatMap(({ statements }) => statements)
    .filter((statement) => statement.effect === "Allow" && actionMatches(statement, action))
    .flatMap((statement) => statement.resources ?? ["*"]);
  const candidates = open ? named.filter(namesNothing) : named;
  return candidates.some(
    (resource) => takes(action, resource) && allowed(action, resource.replaceAll("*", "x"), role, policies),
  );
}

function allowed(action: string, resource: string, role: Subject, policies: EffectivePolicies): boolean {
  const arn = arnOf(role);
  const context = new RequestContext({}, (key) =>
    /^aws:(resourceaccount|principalaccount)$/.test(key) ? undefined : ANY,
  );
  const request = {
    caller: { kind: "aws", arn },
    action,
    resource,
    resourceAccount: arn.split(":")[4] ?? "",
    context,
  } as const;
  const { documents: identity, boundary } = policies;
  return evaluateRequest(request, { identity, boundary }, "possible").decision === "allowed";
}

/** Passing a role helps only where the role trusts the service, and is not the passer's own. */
function passable(method: EscalationMethod, role: Subject, policies: EffectivePolicies, stack: Stack): boolean {
  const service = method.passTo;
  if (service === undefined) {
    return true;
  }
  const open = policies.documents
    .flatMap(({ statements }) => statements)
    .some(
      (statement) =>
        statement.effect === "Allow" &&
        actionMatches(statement, "iam:PassRole") &&
        (statement.resources ?? ["*"]).some(namesNothing),
    );
  return (
    open ||
    rolesOf(stack).some((target) => {
      const services = parsePolicy(target.get("assumeRolePolicy").raw).statements.flatMap(
        ({ principals }) => principals?.services ?? [],
      );
      return (
        target !== role &&
        services.includes(service) &&
        target.get("name").present &&
        allowed("iam:PassRole", arnOf(target), role, policies) &&
        strongerThan(target, policies, stack)
      );
    })
  );
}

/** Does the target hold an action that the passer lacks? */
function strongerThan(target: Subject, policies: EffectivePolicies, stack: Stack): boolean {
  const own = new Set(actionsIn(policies));
  return actionsIn(effectivePolicies(target, stack)).some((action) => !own.has(action));
}

function actionsIn(policies: EffectivePolicies): readonly string[] {
  return policies.documents
    .flatMap(({ statements }) => statements)
    .flatMap(({ effect, actions }) => (effect === "Allow" ? (actions ?? []) : []));
}
