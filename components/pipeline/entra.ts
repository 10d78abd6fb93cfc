import * as azureactivedirectory from "@pulumi/azure-native/azureactivedirectory";
import * as pulumi from "@pulumi/pulumi";
import { EstateComponent, Faults } from "../core";
import type { AzureGroup } from "./azure-group";

/** Where a tenant's data may live (azure-native, CIAMTenant.location, read 2026-11). */
export type TenantLocation = "United States" | "Europe" | "Asia Pacific" | "Australia";

/** Arguments of {@link EntraTenant}. */
export interface EntraTenantArgs {
  readonly group: AzureGroup;
  /** First label of the tenant's domains, unique in the world: `cloudmartprod`. Cannot be changed later. */
  readonly subdomain: string;
  /** What customers see when they sign in: `CloudMart`. */
  readonly displayName: string;
  /** Country whose rules hold, ISO 3166 with two letters: `US`. Cannot be changed later. */
  readonly countryCode: string;
  /** Where the data lives. Cannot be changed later. @default "United States" */
  readonly location?: TenantLocation;
  /** Pulumi does not delete the tenant and its accounts. @default true */
  readonly deletionProtection?: boolean;
}

const DEFAULTS = { location: "United States", deletionProtection: true } as const satisfies Partial<EntraTenantArgs>;
/** Subdomains: letters and digits ("Create an external tenant"; from memory, recheck before release). */
const SUBDOMAIN = /^[a-z][a-z0-9]{2,26}$/;

/**
 * A tenant of Microsoft Entra External ID, in which customers have their accounts.
 *
 * Azure AD's directory objects (applications, users, groups) belong to Microsoft Graph, which Azure's resource manager does
 * not speak; what it can make is the directory itself, and identities of workloads, which `AwsToAzureIdentity` covers. Azure
 * AD B2C takes no new customers since May 2025, so that External ID is the one for customers. The application's registration
 * stays a step in the new tenant, by its administrator.
 *
 * Creates one tenant. It is free up to 50,000 monthly active users.
 *
 * @example
 * const customers = new EntraTenant("customers", { group, subdomain: "cloudmartprod", displayName: "CloudMart",
 *   countryCode: "US" });
 * const issuer = customers.issuer; // what the backend checks tokens against
 */
export class EntraTenant extends EstateComponent {
  public readonly tenant: azureactivedirectory.CIAMTenant;
  /** The tenant's UUID. */
  public readonly tenantId: pulumi.Output<string>;
  /** `cloudmartprod.onmicrosoft.com` */
  public readonly domain: string;
  /** Who signs the customers' tokens. */
  public readonly issuer: pulumi.Output<string>;
  /** Where clients and back ends find addresses and public keys. */
  public readonly discoveryUrl: pulumi.Output<string>;

  public constructor(name: string, args: EntraTenantArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planTenant(name, args);
    super("estate:pipeline:EntraTenant", name, args, opts);
    this.domain = `${plan.subdomain}.onmicrosoft.com`;
    this.tenant = this.makeTenant(plan);
    this.tenantId = this.tenant.tenantId.apply((id) => id ?? "");
    this.issuer = pulumi.interpolate`https://${this.tenantId}.ciamlogin.com/${this.tenantId}/v2.0`;
    this.discoveryUrl = pulumi.interpolate`https://${plan.subdomain}.ciamlogin.com/${this.tenantId}/v2.0/.well-known/openid-configuration`;
    this.registerOutputs({ tenantId: this.tenantId, domain: this.domain, issuer: this.issuer });
  }

  private makeTenant(plan: Required<EntraTenantArgs>): azureactivedirectory.CIAMTenant {
    const { group, displayName, countryCode } = plan;
    return new azureactivedirectory.CIAMTenant(
      this.childName("tenant"),
      {
        resourceGroupName: group.groupName,
        resourceName: plan.subdomain,
        location: plan.location,
        tags: group.tags,
        sku: { name: "Base", tier: "A0" },
        createTenantProperties: { countryCode, displayName },
      },
      this.childOptions(plan.deletionProtection ? { protect: true } : {}),
    );
  }
}

/** Checks the arguments and fills in the defaults. @throws {pulumi.InputPropertiesError} with every fault */
export function planTenant(name: string, args: EntraTenantArgs): Required<EntraTenantArgs> {
  const plan = { ...DEFAULTS, ...args };
  const faults = new Faults("EntraTenant", name);
  faults.check(SUBDOMAIN.test(plan.subdomain), {
    property: "subdomain",
    given: plan.subdomain,
    allowed: "3 to 27 lower-case letters and digits, a letter first, unique in the world",
    fix: "choose the first label of the tenant's domain, such as cloudmartprod",
  });
  faults.check(plan.displayName.trim() !== "", {
    property: "displayName",
    given: plan.displayName,
    allowed: "the name that customers see",
    fix: "name the shop",
  });
  faults.check(/^[A-Z]{2}$/.test(plan.countryCode), {
    property: "countryCode",
    given: plan.countryCode,
    allowed: "two capital letters of ISO 3166, such as US",
    fix: "write the country's code",
  });
  faults.throwIfAny();
  return plan;
}
