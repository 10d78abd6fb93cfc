import * as authorization from "@pulumi/azure-native/authorization";
import * as managedidentity from "@pulumi/azure-native/managedidentity";
import * as pulumi from "@pulumi/pulumi";
import { EstateComponent, Faults } from "../core";
import { checkSource, GITHUB_ISSUER, type GitHubSource, subjectOf } from "./github";

/** Audience of a token that Entra ID exchanges (Entra documentation, "Workload identity federation", read 2026-11). */
const AZURE_AUDIENCE = "api://AzureADTokenExchange";

/** Built-in roles that reach everything or hand out rights (Azure built-in roles, read 2026-11). */
const BROAD_ROLES: Readonly<Record<string, string>> = {
  "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
  "b24988ac-6180-42a0-ab88-20f7382dd24c": "Contributor",
  "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
  "f58310d9-a9f6-439a-9e8d-f62e7b41a168": "Role Based Access Control Administrator",
};

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A role on a resource or a resource group. */
export interface AzureGrant {
  /** GUID of the role's definition, built in or custom. */
  readonly roleId: string;
  /** Id of the resource or resource group. */
  readonly scope: pulumi.Input<string>;
  /**
   * For a custom role that may assign others: GUIDs of the only roles that it may assign and take away, as the stack does that
   * it deploys. @default the role assigns nothing, or whatever its definition allows
   */
  readonly mayAssign?: readonly string[];
}

/** Arguments of {@link AzureDeliveryRole}. */
export interface AzureDeliveryRoleArgs {
  readonly source: GitHubSource;
  /** Where the identity stands. `AzureGroup` fits. */
  readonly group: {
    readonly groupName: pulumi.Input<string>;
    readonly location: string;
    readonly tags: Readonly<Record<string, string>>;
  };
  /** Roles by name. @default none */
  readonly grants?: Readonly<Record<string, AzureGrant>>;
}

/**
 * An identity of Azure that jobs of one GitHub repository sign in as, without a stored key.
 *
 * Creates a managed identity, one federated credential with the exact subject, and its role assignments. Costs nothing.
 *
 * @example
 * new AzureDeliveryRole("cloudmart-prod", {
 *   source, group,
 *   grants: { ai: { roleId: "25fbc0a9-bd7c-42a3-aa1a-3b75d497ee68", scope: group.group.id } },
 * });
 */
export class AzureDeliveryRole extends EstateComponent {
  public readonly managedIdentity: managedidentity.UserAssignedIdentity;
  public readonly clientId: pulumi.Output<string>;
  public readonly tenantId: pulumi.Output<string>;

  public constructor(name: string, args: AzureDeliveryRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    const faults = new Faults("AzureDeliveryRole", name);
    checkAzureDelivery(faults, args);
    faults.throwIfAny();
    super("estate:delivery:AzureDeliveryRole", name, args, opts);
    const { groupName, location, tags } = args.group;
    this.managedIdentity = new managedidentity.UserAssignedIdentity(
      this.childName("identity"),
      { resourceGroupName: groupName, location, tags: { ...tags } },
      this.childOptions(),
    );
    this.clientId = this.managedIdentity.clientId;
    this.tenantId = this.managedIdentity.tenantId;
    this.admitSubject(args);
    for (const [key, grant] of Object.entries(args.grants ?? {})) {
      this.grantRole(key, grant);
    }
    this.registerOutputs({ clientId: this.clientId, tenantId: this.tenantId });
  }

  private admitSubject(args: AzureDeliveryRoleArgs): void {
    new managedidentity.FederatedIdentityCredential(
      this.childName("credential"),
      {
        resourceGroupName: args.group.groupName,
        resourceName: this.managedIdentity.name,
        issuer: GITHUB_ISSUER,
        subject: subjectOf(args.source),
        audiences: [AZURE_AUDIENCE],
      },
      this.childOptions(),
    );
  }

  private grantRole(key: string, { roleId, scope, mayAssign }: AzureGrant): void {
    new authorization.RoleAssignment(
      this.childName("role", key),
      {
        scope,
        roleDefinitionId: pulumi
          .output(scope)
          .apply((id) => `${subscriptionOf(id)}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`),
        principalId: this.managedIdentity.principalId,
        // Without it Azure looks the principal up, and fails while a new one is not yet known everywhere.
        principalType: "ServicePrincipal",
        ...(mayAssign === undefined ? {} : { condition: onlyAssigns(mayAssign), conditionVersion: "2.0" }),
      },
      this.childOptions(),
    );
  }
}

/** Azure's condition for delegated assignments ("Delegate Azure role assignment management with conditions", read 2026-11). */
function onlyAssigns(roleIds: readonly string[]): string {
  const assignments = "Microsoft.Authorization/roleAssignments";
  const only = (action: string, side: string) =>
    `((!(ActionMatches{'${assignments}/${action}'})) OR ` +
    `(@${side}[${assignments}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${roleIds.join(", ")}}))`;
  return `${only("write", "Request")} AND ${only("delete", "Resource")}`;
}

function subscriptionOf(id: string): string {
  return /^\/subscriptions\/[^/]+/.exec(id)?.[0] ?? "";
}

/** Checks the arguments. */
export function checkAzureDelivery(faults: Faults, args: Pick<AzureDeliveryRoleArgs, "source" | "grants">): void {
  checkSource(faults, args.source);
  for (const [key, { roleId, scope, mayAssign = [] }] of Object.entries(args.grants ?? {})) {
    for (const assigned of mayAssign) {
      faults.check(GUID.test(assigned) && !(assigned in BROAD_ROLES), {
        property: `grants.${key}.mayAssign`,
        given: BROAD_ROLES[assigned] ?? assigned,
        allowed: "GUIDs of roles for one service, in lower case",
        fix: "name the roles that the stack assigns",
      });
    }
    faults.check(GUID.test(roleId), {
      property: `grants.${key}.roleId`,
      given: roleId,
      allowed: "the GUID of a role definition, in lower case",
      fix: "copy it from the list of built-in roles",
    });
    faults.check(!(roleId in BROAD_ROLES), {
      property: `grants.${key}.roleId`,
      given: BROAD_ROLES[roleId],
      allowed: "a role for one service, such as Cognitive Services Contributor",
      fix: "name the service's own role",
    });
    faults.check(typeof scope !== "string" || /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/.test(scope), {
      property: `grants.${key}.scope`,
      given: scope,
      allowed: "the id of a resource or resource group",
      fix: "narrow the scope: a subscription holds more than this estate",
    });
  }
}
