import * as operationalinsights from "@pulumi/azure-native/operationalinsights";
import * as resources from "@pulumi/azure-native/resources";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent, Faults } from "../core";

/** How long the workspace keeps logs, in days (Log Analytics workspaces, read 2026-11). */
export const WORKSPACE_RETENTION_DAYS = { min: 30, max: 730 } as const;

/** Arguments of {@link AzureGroup}. */
export interface AzureGroupArgs {
  /** Azure region: `eastus`. */
  readonly location: string;
  /** Azure has no provider-wide tags, so they are given here and carried on. @default none */
  readonly tags?: Readonly<Record<string, string>>;
  /** Days for which logs are kept, 30 to 730. @default 365 */
  readonly retentionDays?: number;
}

const DEFAULTS = { tags: {}, retentionDays: 365 } as const satisfies Partial<AzureGroupArgs>;

/**
 * A resource group and the workspace that its resources log to.
 *
 * Creates both. Cost follows the logs taken in, by the gigabyte.
 *
 * @example
 * const group = new AzureGroup("shop-ai", { location: "eastus", tags: tags(estate) });
 */
export class AzureGroup extends EstateComponent {
  public readonly group: resources.ResourceGroup;
  public readonly workspace: operationalinsights.Workspace;
  public readonly groupName: pulumi.Output<string>;
  public readonly location: string;
  public readonly tags: Record<string, string>;

  public constructor(name: string, args: AzureGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planGroup(name, args);
    super("estate:pipeline:AzureGroup", name, args, opts);
    this.location = plan.location;
    this.tags = { ...plan.tags };
    this.group = new resources.ResourceGroup(
      this.childName("group"),
      { location: this.location, tags: this.tags },
      this.childOptions(),
    );
    this.groupName = this.group.name;
    this.workspace = this.makeWorkspace(plan.retentionDays);
    this.registerOutputs({ groupName: this.groupName });
  }

  private makeWorkspace(retentionInDays: number): operationalinsights.Workspace {
    return new operationalinsights.Workspace(
      this.childName("logs"),
      {
        resourceGroupName: this.groupName,
        location: this.location,
        tags: this.tags,
        sku: { name: "PerGB2018" },
        retentionInDays,
        // Agents and readers sign in through Entra ID; the workspace's shared keys do not work.
        features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true },
      },
      this.childOptions(),
    );
  }
}

/** Checks the arguments and fills in the defaults. @throws {pulumi.InputPropertiesError} with every fault */
export function planGroup(name: string, args: AzureGroupArgs): Required<AzureGroupArgs> {
  const plan = { ...DEFAULTS, ...args };
  const faults = new Faults("AzureGroup", name);
  faults.check(/^[a-z]+[a-z0-9]*$/.test(plan.location), {
    property: "location",
    given: plan.location,
    allowed: "a region's short name, such as eastus",
    fix: "write the name in lower case without spaces",
  });
  const { min, max } = WORKSPACE_RETENTION_DAYS;
  faults.check(Number.isInteger(plan.retentionDays) && plan.retentionDays >= min && plan.retentionDays <= max, {
    property: "retentionDays",
    given: plan.retentionDays,
    allowed: `whole days from ${min} to ${max}`,
    fix: "choose a number of days in that range",
  });
  faults.throwIfAny();
  return plan;
}
