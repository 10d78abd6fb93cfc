import type { Permission, StackPlan } from "../../plan/document";
import { statementsOf, textOf } from "../../proofs/read";
import type { Relation } from "./arrows";
import { cloudOf, type Resources } from "./resources";

/** What an action does, by the first word of its name or by the word in a role's. The first that fits counts. */
const VERBS: readonly (readonly [RegExp, string])[] = [
  [/^sts:|workloadIdentityUser|serviceAccountTokenCreator/, "acts as"],
  [/:(Invoke|Converse|StartExecution|Execute|RunTask)/, "invokes"],
  [/:Connect$/, "connects"],
  [/:(Publish|SendEmail)|publisher$/, "publishes"],
  [/:(Send)/, "sends"],
  [/:(Receive)/, "receives"],
  [/:(GetShardIterator|GetRecords|DescribeStream)/, "reads stream"],
  [/:(Get|List|Query|Scan|BatchGet|Describe|Select|Head|Download)|[vV]iewer$|[rR]eader$/, "reads"],
  [/:(Put|Update|Delete|BatchWrite|Create|Upload|Abort)|[eE]ditor$|[cC]reator$|[aA]dmin$|[oO]wner$/, "writes"],
];

/** Services of a cloud that a program uses without making anything there. */
const SERVICES: readonly (readonly [RegExp, string, string])[] = [
  [/^arn:aws[^:]*:bedrock:/, "Amazon Bedrock", "foundation models"],
  [/^arn:aws[^:]*:ses:/, "Amazon SES", "e-mail"],
];

/** Who may use what, by the plan's permissions. */
export function accessArrows(plan: StackPlan, resources: Resources): readonly Relation[] {
  const pods = podRoles(resources);
  const isKey = (urn: string): boolean => /kms|keyvault:Key/.test(resources.byUrn.get(urn)?.type ?? "");
  return plan.permissions.flatMap((permission) => {
    const principal = principalOf(permission, resources);
    if (principal === undefined) {
      return [];
    }
    const from = pods.get(principal) ?? principal;
    const label = verbsOf(permission.actions);
    return permission.resources.flatMap((text): readonly Relation[] => {
      const to = resources.named(text);
      if (to !== undefined) {
        return isKey(to) ? [] : [{ from, to, kind: "access", label }];
      }
      const service = SERVICES.find(([pattern]) => pattern.test(text));
      return service === undefined ? [] : [usesService(from, label, service)];
    });
  });
}

function usesService(from: string, label: string, [, title, subtitle]: (typeof SERVICES)[number]): Relation {
  const id = `outside:${title}`;
  return { from, to: id, kind: "access", label, outside: { id, title, subtitle } };
}

function principalOf({ principal }: Permission, resources: Resources): string | undefined {
  if (resources.byUrn.has(principal)) {
    return principal;
  }
  // A role of AWS, as Google's and Azure's grants spell it: `…:assumed-role/name`.
  return resources.named(principal) ?? resources.named(principal.split("/").at(-1));
}

function verbsOf(actions: readonly string[]): string {
  const verbs = actions.map((action) => VERBS.find(([pattern]) => pattern.test(action))?.[1] ?? "uses");
  const known = verbs.filter((verb) => verb !== "uses");
  return [...new Set(known.length > 0 ? known : verbs)].sort().join(", ");
}

/** The roles that pods have, by EKS Pod Identity or through their service account, with the account's URN for each role. */
function podRoles(resources: Resources): ReadonlyMap<string, string> {
  const accounts = new Map(
    resources.ofType("kubernetes:core/v1:ServiceAccount").map((account) => {
      const metadata = account.inputs["metadata"];
      return [metadataKey(metadata), account.urn] as const;
    }),
  );
  return new Map(
    resources.ofType("aws:eks/podIdentityAssociation:PodIdentityAssociation").flatMap(({ inputs }) => {
      const role = resources.named(textOf(inputs["roleArn"]));
      const account = accounts.get(`${textOf(inputs["namespace"])}/${textOf(inputs["serviceAccount"])}`);
      return role === undefined || account === undefined ? [] : [[role, account] as const];
    }),
  );
}

function metadataKey(metadata: unknown): string {
  const { namespace, name } = (typeof metadata === "object" && metadata !== null ? metadata : {}) as {
    readonly namespace?: unknown;
    readonly name?: unknown;
  };
  return `${String(namespace)}/${String(name)}`;
}

/** Issuers outside of the estate whose tokens open a role. */
const ISSUERS: readonly (readonly [RegExp, string, string])[] = [
  [/token\.actions\.githubusercontent\.com/, "GitHub Actions", "by OIDC, no stored key"],
];

/** Which principal may become another one: from outside of the estate, or from another cloud. */
export function trustArrows(resources: Resources): readonly Relation[] {
  return [...outsideTrust(resources), ...federation(resources)];
}

/** A credential of Azure that trusts a role of AWS. */
function federation(resources: Resources): readonly Relation[] {
  const pods = podRoles(resources);
  return resources.all
    .filter((resource) => /FederatedIdentityCredential$/i.test(resource.type))
    .flatMap(({ urn, inputs }) => {
      const role = resources.named(textOf(inputs["subject"]));
      return role === undefined
        ? []
        : [{ from: pods.get(role) ?? role, to: urn, kind: "access" as const, label: "acts as" }];
    });
}

function outsideTrust(resources: Resources): readonly Relation[] {
  return resources.all
    .filter((resource) => resource.custom && cloudOf(resource.type) !== undefined)
    .flatMap(({ urn, type, inputs }) => {
      const trust =
        type === "aws:iam/role:Role"
          ? JSON.stringify(statementsOf(inputs["assumeRolePolicy"]).map((statement) => statement.principals ?? ""))
          : /workloadIdentityPoolProvider|FederatedIdentityCredential|applicationFederatedIdentityCredential/i.test(
                type,
              )
            ? JSON.stringify(inputs)
            : "";
      return ISSUERS.filter(([pattern]) => pattern.test(trust)).map(([, title, subtitle]) => ({
        ...{ from: `outside:${title}`, to: urn, kind: "access" as const, label: "signs in" },
        outside: { id: `outside:${title}`, title, subtitle },
      }));
    });
}
