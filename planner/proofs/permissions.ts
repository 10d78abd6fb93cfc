import type { Permission } from "../plan/document";
import type { RecordedResource, Recording } from "../recorder";
import { listOf, objectOf, property, statementsOf, textOf, textsOf } from "./read";

/** How one kind of resource grants something. */
interface GrantReader {
  matches(type: string): boolean;
  read(grant: RecordedResource, directory: Directory): readonly Permission[];
}

/** Finds the principals that grants name. */
interface Directory {
  /** URN of the role with this name; the name itself where the stack does not manage it. */
  role(name: string | undefined): string;
  /** URN of the identity with this e-mail or principal id. */
  identity(id: string | undefined): string;
  policy(arn: string): RecordedResource | undefined;
}

const READERS: readonly GrantReader[] = [
  {
    matches: (type) => type === "aws:iam/rolePolicy:RolePolicy",
    read: (grant, directory) => allowed(grant, directory.role(textOf(grant.inputs["role"])), grant.inputs["policy"]),
  },
  {
    matches: (type) => type === "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    read: (grant, directory) => {
      const arn = textOf(grant.inputs["policyArn"]) ?? "";
      const principal = directory.role(textOf(grant.inputs["role"]));
      const policy = directory.policy(arn);
      return policy === undefined
        ? [permission(grant, principal, "aws", [`everything in ${arn}`], ["*"])]
        : allowed(grant, principal, policy.inputs["policy"]);
    },
  },
  {
    matches: (type) => type === "aws:iam/role:Role",
    read: (role) =>
      listOf(role.inputs["inlinePolicies"]).flatMap((inline) => allowed(role, role.urn, objectOf(inline)["policy"])),
  },
  {
    matches: (type) => type.startsWith("gcp:") && /IAMMember$/i.test(type),
    read: (grant, directory) => [
      permission(
        grant,
        directory.identity(textOf(grant.inputs["member"])?.replace(/^serviceAccount:/, "")),
        "gcp",
        [textOf(grant.inputs["role"]) ?? "an unknown role"],
        [gcpTarget(grant)],
        "condition" in grant.inputs,
      ),
    ],
  },
  {
    matches: (type) => type === "gcp:bigquery/datasetAccess:DatasetAccess",
    read: (grant, directory) => {
      const { userByEmail, groupByEmail, iamMember, view, role, datasetId } = grant.inputs;
      const who = textOf(userByEmail) ?? textOf(groupByEmail) ?? textOf(iamMember);
      const shown =
        view === undefined ? directory.identity(who) : `the view ${textOf(objectOf(view)["tableId"]) ?? ""}`;
      return [permission(grant, shown, "gcp", [textOf(role) ?? "reads as authorized"], [textOf(datasetId) ?? "*"])];
    },
  },
  {
    matches: (type) => type === "azure-native:authorization:RoleAssignment",
    read: (grant, directory) => [
      permission(
        grant,
        directory.identity(textOf(grant.inputs["principalId"])),
        "azure",
        [textOf(grant.inputs["roleDefinitionId"]) ?? "an unknown role"],
        [textOf(grant.inputs["scope"]) ?? "an unknown scope"],
        "condition" in grant.inputs,
      ),
    ],
  },
  {
    matches: (type) => /^kubernetes:rbac\.authorization\.k8s\.io\/v1:(Cluster)?Role$/.test(type),
    read: (role) =>
      listOf(role.inputs["rules"]).map((item) => {
        const rule = objectOf(item);
        return permission(role, role.urn, "kubernetes", textsOf(rule["verbs"]), textsOf(rule["resources"]));
      }),
  },
];

/** Who may do what, as far as the stack itself grants it: AWS roles, Google and Azure identities, Kubernetes roles. */
export function findPermissions(recording: Recording): readonly Permission[] {
  const directory = directoryOf(recording);
  return recording.resources
    .flatMap((resource) =>
      READERS.filter((reader) => reader.matches(resource.type)).flatMap((reader) => reader.read(resource, directory)),
    )
    .sort((left, right) => compare(`${left.principal} ${left.through}`, `${right.principal} ${right.through}`));
}

function allowed(
  grant: RecordedResource,
  principal: string,
  document: Parameters<typeof statementsOf>[0],
): readonly Permission[] {
  return statementsOf(document)
    .filter((statement) => statement.allow)
    .map(({ actions, resources, conditional }) => permission(grant, principal, "aws", actions, resources, conditional));
}

function permission(
  grant: RecordedResource,
  principal: string,
  cloud: Permission["cloud"],
  actions: readonly string[],
  resources: readonly string[],
  conditional = false,
): Permission {
  return { principal, cloud, through: grant.urn, actions, resources, conditional };
}

/** What a Google grant applies to: the one input that is neither the role nor the member. */
function gcpTarget(grant: RecordedResource): string {
  const [target] = Object.entries(grant.inputs).filter(
    ([key]) => !["role", "member", "condition", "project"].includes(key),
  );
  return textOf(target?.[1]) ?? textOf(grant.inputs["project"]) ?? "the project";
}

function directoryOf(recording: Recording): Directory {
  const roles = new Map<string, string>();
  const identities = new Map<string, string>();
  const policies = new Map<string, RecordedResource>();
  for (const resource of recording.resources) {
    const remember = (map: Map<string, string>, key: string | undefined): unknown =>
      key !== undefined && map.set(key, resource.urn);
    switch (resource.type) {
      case "aws:iam/role:Role":
        remember(roles, textOf(property(resource, "name")));
        remember(roles, resource.id);
        break;
      case "aws:iam/policy:Policy":
        policies.set(textOf(resource.outputs["arn"]) ?? resource.urn, resource);
        break;
      case "azure-native:authorization:RoleAssignment":
        // It repeats the principal's id among its outputs, and is not the principal.
        break;
      default:
        remember(identities, textOf(resource.outputs["email"]));
        remember(identities, textOf(resource.outputs["principalId"]));
    }
  }
  return {
    role: (name = "an unknown role") => roles.get(name) ?? name,
    identity: (id = "an unknown identity") => identities.get(id) ?? id,
    policy: (arn) => policies.get(arn),
  };
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
