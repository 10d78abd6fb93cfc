import { hasWildcard, resourceRule } from "../../engine";
import { expandAction, findAction, isReadOnly, isWildcardOnly, type PolicyStatement } from "../../iam";
import { DIRECT_METHODS } from "../shared/escalation";
import {
  eachAllow,
  IDENTITY_POLICIES,
  identityPolicies,
  namesNothing,
  type PlacedPolicy,
  scopes,
} from "../shared/identity";
import { allow } from "../shared/samples";
import { takes } from "../shared/validity";

const ELSEWHERE: ReadonlySet<string> = new Set([
  "iam:passrole",
  "kms:decrypt",
  "kms:reencryptfrom",
  "kms:reencryptto",
  ...DIRECT_METHODS.flatMap(({ actions }) => actions.map((action) => action.toLowerCase())),
]);

export const policyNamesItsResources = resourceRule({
  id: "policy-names-its-resources",
  title: "Policies name the resources of each action",
  why: "A star hands over every resource of the account, those of other systems and of tomorrow included.",
  fix: {
    text: "Name ARNs; keep the star for actions that know no resource, in a statement of their own, or add a condition on tags.",
    code: `{ Effect: "Allow", Action: "dynamodb:GetItem", Resource: table.arn }`,
  },
  severity: "high",
  frameworks: ["PCI 7.2.5", "SOC2 CC6.3"],
  types: IDENTITY_POLICIES,
  guards: [
    {
      path: "policy",
      broken: [
        allow("s3:PutObject", "*"),
        allow("dynamodb:GetItem", "arn:aws:dynamodb:us-east-1:111122223333:table/*"),
      ],
    },
  ],
  check(subject, judge) {
    const policies = identityPolicies(subject, judge);
    const bound = boundInterfaces(policies);
    const telephones = deniesTopics(policies);
    eachAllow(subject, judge, (statement, place) => {
      const open = (statement.resources ?? []).filter(namesNothing);
      if (open.length === 0 || scopes(statement)) {
        return;
      }
      const unbound = (statement.actions ?? [])
        .filter((pattern) => !/^[*?]+(:[*?]+)?$/.test(pattern))
        .filter((pattern) => expandAction(pattern).every((action) => !hasWildcard(pattern) || isReadOnly(action)))
        .flatMap(expandAction)
        .filter((action) => !isWildcardOnly(action) && !ELSEWHERE.has(action.toLowerCase()))
        .filter((action) => !pinned(action, statement) && !(bound && isInterface(action, open)))
        .filter((action) => !(telephones && action.toLowerCase() === PUBLISH));
      if (unbound.length > 0) {
        judge.fail(
          place("Resource"),
          "ARNs",
          `${subject.name} allows ${list(unbound)} on everything, though a resource can be named.`,
        );
      }
    });
  },
});

function list(actions: readonly string[]): string {
  return actions.length > 3 ? `${actions.slice(0, 3).join(", ")} and ${actions.length - 3} more` : actions.join(", ");
}

/** An action that touches several resources at once is bound where one of them is named: the interface in a named subnet. */
function pinned(action: string, statement: PolicyStatement): boolean {
  const several = (findAction(action)?.resourceTypes.length ?? 0) > 1 && !(statement.resources ?? []).includes("*");
  return several && (statement.resources ?? []).some((resource) => !namesNothing(resource) && takes(action, resource));
}

/** Lambda makes network interfaces itself, so that nobody can name them beforehand. */
const INTERFACE_ACTIONS: readonly string[] = [
  "ec2:AssignPrivateIpAddresses",
  "ec2:DeleteNetworkInterface",
  "ec2:UnassignPrivateIpAddresses",
];

/** Interfaces of one account and region, in a policy that makes them in named subnets only. */
function isInterface(action: string, open: readonly string[]): boolean {
  const own = /^arn:aws[a-z-]*:ec2:[a-z0-9-]+:\d{12}:network-interface\/\*$/;
  return INTERFACE_ACTIONS.includes(action) && open.every((resource) => own.test(resource));
}

function boundInterfaces(policies: readonly PlacedPolicy[]): boolean {
  const making = policies
    .flatMap(({ document }) => document.statements)
    .filter(({ effect, actions }) => effect === "Allow" && actions?.includes("ec2:CreateNetworkInterface"));
  return making.length > 0 && making.every((statement) => pinned("ec2:CreateNetworkInterface", statement));
}

const PUBLISH = "sns:publish";

/** A telephone has no ARN. Where publishing to every topic is denied, publishing to everything reaches telephones alone. */
function deniesTopics(policies: readonly PlacedPolicy[]): boolean {
  return policies
    .flatMap(({ document }) => document.statements)
    .some(
      ({ effect, actions = [], resources = [], conditions }) =>
        effect === "Deny" &&
        conditions.length === 0 &&
        actions.some((action) => action.toLowerCase() === PUBLISH) &&
        resources.some((resource) => /^arn:aws[a-z-]*:sns:\*:\*:\*$/.test(resource)),
    );
}
