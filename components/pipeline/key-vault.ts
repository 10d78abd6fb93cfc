import * as authorization from "@pulumi/azure-native/authorization";
import * as keyvault from "@pulumi/azure-native/keyvault";
import * as monitor from "@pulumi/azure-native/monitor";
import * as network from "@pulumi/azure-native/network";
import * as privatedns from "@pulumi/azure-native/privatedns";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core";
import type { AzureGroup } from "./azure-group";
import { planVault, rotationPolicy, VAULT_ROLES, type VaultPlan, type VaultUse } from "./key-vault-plan";

/** Where the vault's private endpoint stands: `AzureVpn.endpointPlace` gives one. */
export interface VaultNetwork {
  readonly virtualNetworkId: pulumi.Input<string>;
  readonly subnetId: pulumi.Input<string>;
  /** A free private address of that subnet. */
  readonly address: string;
}

/** Who is let in: an identity of Azure. */
export interface VaultPrincipal {
  /** Unique among the vault's principals. */
  readonly name: string;
  readonly principalId: pulumi.Input<string>;
}

/** Arguments of {@link KeyVault}. */
export interface KeyVaultArgs {
  readonly group: AzureGroup;
  /** The Entra tenant whose identities the vault trusts, a UUID. */
  readonly tenantId: pulumi.Input<string>;
  /** First label of the host, 3 to 24 characters, unique in the world: `cloudmart-prod`. */
  readonly vaultName: string;
  readonly network: VaultNetwork;
  /** Keys that the vault makes and rotates, by what they protect. @default none */
  readonly keys?: readonly string[];
  /** Days between rotations of the keys, 28 to 730. @default 365 */
  readonly keyRotationDays?: number;
  /** `premium` keeps the keys in hardware modules. @default "standard" */
  readonly sku?: "standard" | "premium";
  /** Days for which deleted things can be recovered, 7 to 90. Cannot be changed later. @default 90 */
  readonly recoveryDays?: number;
  /** Pulumi does not delete the vault. Azure keeps a deleted one for `recoveryDays` in any case. @default true */
  readonly deletionProtection?: boolean;
}

/** The zone in which Azure's own networks find private endpoints of vaults. */
const PRIVATE_ZONE = "privatelink.vaultcore.azure.net";

/**
 * An Azure Key Vault that has no public address: reached by its private endpoint, opened by roles on this vault alone, never
 * purged before its time, every access logged.
 *
 * Creates the vault, a private endpoint with a fixed address, the private zone for Azure's own networks, keys where asked
 * for, and diagnostics. The endpoint drives the cost, about 7 US dollars per month; operations cost three cents per 10,000.
 *
 * @example
 * const vault = new KeyVault("vault", { group, tenantId, vaultName: "cloudmart-prod", network: vpn.endpointPlace(0) });
 * vault.grant("readSecrets", { name: "backend", principalId: identity.principalId });
 */
export class KeyVault extends EstateComponent {
  public readonly vault: keyvault.Vault;
  public readonly vaultId: pulumi.Output<string>;
  /** `cloudmart-prod.vault.azure.net` */
  public readonly host: string;
  /** The private endpoint's address. */
  public readonly address: string;
  private readonly keys: ReadonlyMap<string, keyvault.Key>;

  public constructor(name: string, args: KeyVaultArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planVault(name, args);
    super("estate:pipeline:KeyVault", name, args, opts);
    this.host = `${plan.vaultName}.vault.azure.net`;
    this.address = args.network.address;
    this.vault = this.makeVault(plan, args);
    this.vaultId = this.vault.id;
    const endpoint = this.makeEndpoint(args);
    this.makePrivateZone(args, endpoint);
    this.logAccess(args.group);
    this.keys = new Map(plan.keys.map((key) => [key, this.makeKey(key, plan, args.group)]));
    this.registerOutputs({ host: this.host, address: this.address });
  }

  /** A key as services take it that encrypt by it: `LanguageAccount.vaultKey`. */
  public key(name: string): {
    readonly vaultUri: pulumi.Output<string>;
    readonly keyName: pulumi.Output<string>;
    readonly keyVersion: pulumi.Output<string>;
  } {
    const key = this.keys.get(name);
    if (key === undefined) {
      throw new Error(
        `KeyVault "${this.componentName}" has no key "${name}"; it has ${[...this.keys.keys()].join(", ")}.`,
      );
    }
    const keyVersion = key.keyUriWithVersion.apply((uri) => uri.split("/").at(-1) ?? "");
    return { vaultUri: key.keyUri.apply((uri) => uri.replace(/keys\/.*$/, "")), keyName: key.name, keyVersion };
  }

  /** Gives an identity one role on this vault alone. */
  public grant(use: VaultUse, principal: VaultPrincipal): authorization.RoleAssignment {
    const definition = (id: string) =>
      `/subscriptions/${id.split("/")[2]}/providers/Microsoft.Authorization/roleDefinitions/${VAULT_ROLES[use]}`;
    return new authorization.RoleAssignment(
      this.childName(use, principal.name),
      {
        scope: this.vaultId,
        roleDefinitionId: this.vaultId.apply(definition),
        principalId: principal.principalId,
        // Without it Azure looks the principal up, and fails while a new one is not yet known everywhere.
        principalType: "ServicePrincipal",
      },
      this.childOptions(),
    );
  }

  private makeVault(plan: VaultPlan, { group, tenantId }: KeyVaultArgs): keyvault.Vault {
    return new keyvault.Vault(
      this.childName("vault"),
      {
        resourceGroupName: group.groupName,
        location: group.location,
        tags: group.tags,
        vaultName: plan.vaultName,
        properties: {
          tenantId,
          sku: { family: "A", name: plan.sku },
          enableRbacAuthorization: true,
          enableSoftDelete: true,
          softDeleteRetentionInDays: plan.recoveryDays,
          enablePurgeProtection: true,
          enabledForDeployment: false,
          enabledForDiskEncryption: false,
          enabledForTemplateDeployment: false,
          publicNetworkAccess: "Disabled",
          // Azure's own services that encrypt by a key of the vault come this way; they still need a role.
          networkAcls: { defaultAction: "Deny", bypass: "AzureServices" },
        },
      },
      this.childOptions(plan.deletionProtection ? { protect: true } : {}),
    );
  }

  private makeEndpoint({ group, network: place }: KeyVaultArgs): network.PrivateEndpoint {
    return new network.PrivateEndpoint(
      this.childName("endpoint"),
      {
        resourceGroupName: group.groupName,
        location: group.location,
        tags: group.tags,
        subnet: { id: place.subnetId },
        privateLinkServiceConnections: [{ name: "vault", privateLinkServiceId: this.vaultId, groupIds: ["vault"] }],
        // The address is fixed, so that names elsewhere can lead to it.
        ipConfigurations: [{ name: "vault", groupId: "vault", memberName: "default", privateIPAddress: place.address }],
      },
      this.childOptions(),
    );
  }

  private makePrivateZone({ group, network: place }: KeyVaultArgs, endpoint: network.PrivateEndpoint): void {
    const zone = new privatedns.PrivateZone(
      this.childName("zone"),
      { resourceGroupName: group.groupName, location: "global", tags: group.tags, privateZoneName: PRIVATE_ZONE },
      this.childOptions(),
    );
    new privatedns.VirtualNetworkLink(
      this.childName("zone-link"),
      {
        resourceGroupName: group.groupName,
        location: "global",
        tags: group.tags,
        privateZoneName: zone.name,
        virtualNetwork: { id: place.virtualNetworkId },
        registrationEnabled: false,
      },
      this.childOptions(),
    );
    new network.PrivateDnsZoneGroup(
      this.childName("zone-group"),
      {
        resourceGroupName: group.groupName,
        privateEndpointName: endpoint.name,
        privateDnsZoneConfigs: [{ name: "vault", privateDnsZoneId: zone.id }],
      },
      this.childOptions(),
    );
  }

  private logAccess(group: AzureGroup): void {
    new monitor.DiagnosticSetting(
      this.childName("diagnostics"),
      {
        resourceUri: this.vaultId,
        workspaceId: group.workspace.id,
        logs: [{ categoryGroup: "allLogs", enabled: true }],
        metrics: [{ category: "AllMetrics", enabled: true }],
      },
      this.childOptions(),
    );
  }

  private makeKey(key: string, plan: VaultPlan, group: AzureGroup): keyvault.Key {
    return new keyvault.Key(
      this.childName("key", key),
      {
        resourceGroupName: group.groupName,
        vaultName: this.vault.name,
        keyName: key,
        tags: group.tags,
        properties: {
          kty: plan.sku === "premium" ? "RSA-HSM" : "RSA",
          keySize: 3072,
          keyOps: ["wrapKey", "unwrapKey"],
          rotationPolicy: rotationPolicy(plan.keyRotationDays),
        },
      },
      this.childOptions(plan.deletionProtection ? { protect: true } : {}),
    );
  }
}
