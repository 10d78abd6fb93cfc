import * as authorization from "@pulumi/azure-native/authorization";
import * as cognitiveservices from "@pulumi/azure-native/cognitiveservices";
import * as monitor from "@pulumi/azure-native/monitor";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core";
import type { AwsToAzureIdentity } from "./aws-to-azure-identity";
import type { AzureGroup } from "./azure-group";
import {
  type AccountAccess,
  type AccountKind,
  type AccountPlan,
  AUTHORING_ROLES,
  type AuthoringRole,
  DATA_ROLES,
  KINDS,
  planAccount,
} from "./language-account-plan";

export type { AccountAccess, AccountKind, AuthoringRole } from "./language-account-plan";

/** A key of yours in an Azure key vault. */
export interface VaultKey {
  readonly vaultUri: pulumi.Input<string>;
  readonly keyName: pulumi.Input<string>;
  readonly keyVersion: pulumi.Input<string>;
}

/** Somebody of Entra ID who makes projects of language understanding: a group of people, or a delivery pipeline. */
export interface LanguageAuthor {
  /** Object id in Entra ID. */
  readonly principalId: pulumi.Input<string>;
  readonly principalType: "Group" | "User" | "ServicePrincipal";
  /** `writer` labels, trains and tests; `owner` also deploys and deletes. @default "writer" */
  readonly role?: AuthoringRole;
}

/** Arguments of {@link LanguageAccount}. */
export interface LanguageAccountArgs {
  readonly group: AzureGroup;
  /**
   * First label of the endpoint, unique in the world: `cloudmart-prod-language`. A deleted account keeps it for 48 hours,
   * unless somebody purges the account.
   */
  readonly subdomain: string;
  /**
   * Who reaches the endpoint. `private`: a private endpoint, which the caller makes. `addresses`: these public addresses
   * and nobody else; callers in another cloud have no private way, so give the addresses of their NAT gateways.
   */
  readonly access: AccountAccess;
  /** `language` analyses text; `multiService` serves several AI services at one endpoint. @default "language" */
  readonly kind?: AccountKind;
  /** Take the account's keys. It relaxes: a key carries no identity, and whoever holds it is in. @default false */
  readonly localAuth?: boolean;
  /** Customer key of what the account stores. @default a key that Microsoft manages */
  readonly vaultKey?: VaultKey;
  /** Pricing tier. @default "S" for language, "S0" for multiService */
  readonly sku?: string;
}

/**
 * An Azure AI account: signed in to through Entra ID alone, reached from named addresses alone, every call logged.
 *
 * Creates the account and its diagnostic setting. Cost follows the calls, by the thousand text records.
 *
 * @example
 * const language = new LanguageAccount("shop-language", {
 *   group,
 *   subdomain: "shop-language",
 *   access: { mode: "addresses", addresses: network.natAddresses },
 * });
 * language.grantUse(identity);
 */
export class LanguageAccount extends EstateComponent {
  public readonly account: cognitiveservices.Account;
  public readonly accountId: pulumi.Output<string>;
  /** `https://<subdomain>.cognitiveservices.azure.com/` */
  public readonly endpoint: string;
  private readonly plan: AccountPlan;

  public constructor(name: string, args: LanguageAccountArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planAccount(name, args);
    super("estate:pipeline:LanguageAccount", name, args, opts);
    this.plan = plan;
    this.endpoint = `https://${plan.subdomain}.cognitiveservices.azure.com/`;
    this.account = this.makeAccount(args);
    this.accountId = this.account.id;
    this.makeDiagnostics(args.group);
    this.registerOutputs({ endpoint: this.endpoint });
  }

  /**
   * Lets an identity call the account's data plane, by the smallest built-in role, on this account alone. An identity in
   * secret mode has nothing to grant to: who holds the account's key is in.
   */
  public grantUse(identity: AwsToAzureIdentity): authorization.RoleAssignment | undefined {
    const { managedIdentity } = identity;
    if (managedIdentity === undefined) {
      return undefined;
    }
    // Without the type Azure looks the principal up, and fails while a new one is not yet known everywhere.
    const principal = { principalId: managedIdentity.principalId, principalType: "ServicePrincipal" };
    return this.assign("use", identity.componentName, DATA_ROLES[this.plan.kind], principal);
  }

  /**
   * Lets somebody make projects of conversational language understanding. Projects live in the account's data plane, where
   * no resource manager sees them; those who run them need {@link grantUse} alone.
   * @param key unique among the account's authors: `linguists`
   * @throws {Error} where the account is none for language
   */
  public grantAuthoring(key: string, author: LanguageAuthor): authorization.RoleAssignment {
    if (this.plan.kind !== "language") {
      throw new Error(
        `LanguageAccount "${this.componentName}" is of kind ${this.plan.kind}, which has no projects of language ` +
          `understanding; let "${key}" author in an account of kind language.`,
      );
    }
    const { principalId, principalType, role = "writer" } = author;
    return this.assign("author", key, AUTHORING_ROLES[role], { principalId, principalType });
  }

  /** A built-in role on this account alone. */
  private assign(
    kind: string,
    key: string,
    role: string,
    principal: { readonly principalId: pulumi.Input<string>; readonly principalType: string },
  ): authorization.RoleAssignment {
    const definition = (id: string) =>
      `/subscriptions/${id.split("/")[2]}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
    return new authorization.RoleAssignment(
      this.childName(kind, key),
      { scope: this.accountId, roleDefinitionId: this.accountId.apply(definition), ...principal },
      this.childOptions(),
    );
  }

  private makeAccount(args: LanguageAccountArgs): cognitiveservices.Account {
    const { plan } = this;
    const { group, vaultKey } = args;
    return new cognitiveservices.Account(
      this.childName("account"),
      {
        resourceGroupName: group.groupName,
        location: group.location,
        tags: group.tags,
        kind: KINDS[plan.kind],
        sku: { name: plan.sku },
        identity: { type: "SystemAssigned" },
        properties: {
          customSubDomainName: plan.subdomain,
          disableLocalAuth: !plan.localAuth,
          ...networkRules(args.access),
          ...(vaultKey === undefined ? {} : encryption(vaultKey)),
        },
      },
      this.childOptions(),
    );
  }

  private makeDiagnostics(group: AzureGroup): monitor.DiagnosticSetting {
    return new monitor.DiagnosticSetting(
      this.childName("diagnostics"),
      {
        resourceUri: this.accountId,
        workspaceId: group.workspace.id,
        logs: [{ categoryGroup: "allLogs", enabled: true }],
        metrics: [{ category: "AllMetrics", enabled: true }],
      },
      this.childOptions(),
    );
  }
}

function networkRules(access: AccountAccess) {
  return access.mode === "private"
    ? { publicNetworkAccess: "Disabled", networkAcls: { defaultAction: "Deny" } }
    : {
        publicNetworkAccess: "Enabled",
        networkAcls: { defaultAction: "Deny", ipRules: access.addresses.map((value) => ({ value })) },
      };
}

function encryption(key: VaultKey) {
  const keyVaultProperties = { keyVaultUri: key.vaultUri, keyName: key.keyName, keyVersion: key.keyVersion };
  return { encryption: { keySource: "Microsoft.KeyVault", keyVaultProperties } };
}
