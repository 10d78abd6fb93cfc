import * as pulumi from "@pulumi/pulumi";
import { EstateComponent, Faults } from "../core";
import { checkAwsDelivery } from "./aws-delivery-plan";
import { AwsDeliveryRole, type AwsDeliveryRoleArgs } from "./aws-delivery-role";
import { AzureDeliveryRole, type AzureDeliveryRoleArgs, checkAzureDelivery } from "./azure-delivery-role";
import { checkGcpDelivery, planGcpDelivery } from "./gcp-delivery-plan";
import { GcpDeliveryRole, type GcpDeliveryRoleArgs } from "./gcp-delivery-role";
import { checkSource, type GitHubSource } from "./github";

/** Arguments of {@link DeliveryRole}. */
export interface DeliveryRoleArgs {
  readonly source: GitHubSource;
  readonly aws: Omit<AwsDeliveryRoleArgs, "source">;
  /** @default no role on Google Cloud */
  readonly gcp?: Omit<GcpDeliveryRoleArgs, "source">;
  /** @default no identity on Azure */
  readonly azure?: Omit<AzureDeliveryRoleArgs, "source">;
}

/**
 * One job of one repository in every cloud of an estate, without a stored key: a stack's deployment, or its preview.
 *
 * Creates a role per cloud; see `AwsDeliveryRole`, `GcpDeliveryRole` and `AzureDeliveryRole`. Costs nothing.
 *
 * @example
 * const source = { repository: "example/shop", repositoryId: "123456", ownerId: "7890" };
 * const deploy = new DeliveryRole("shop-prod", {
 *   source: { ...source, trigger: { environment: "shop-prod", branch: "main" } },
 *   aws: { state, statements }, gcp: { project: "shop-analytics" }, azure: { group },
 * });
 * new DeliveryRole("shop-preview", {
 *   source: { ...source, trigger: { pullRequest: true } },
 *   aws: { state, identityProviderArn: deploy.aws.identityProviderArn },
 * });
 */
export class DeliveryRole extends EstateComponent {
  public readonly aws: AwsDeliveryRole;
  public readonly gcp: GcpDeliveryRole | undefined;
  public readonly azure: AzureDeliveryRole | undefined;
  /** What the workflows read as variables of the environment or the repository. None is a secret. */
  public readonly variables: pulumi.Output<Record<string, string>>;

  public constructor(name: string, args: DeliveryRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    checkDelivery(name, args);
    super("estate:delivery:DeliveryRole", name, args, opts);
    const { source } = args;
    this.aws = new AwsDeliveryRole(this.childName("aws"), { ...args.aws, source }, { parent: this });
    this.gcp = args.gcp && new GcpDeliveryRole(this.childName("gcp"), { ...args.gcp, source }, { parent: this });
    this.azure =
      args.azure && new AzureDeliveryRole(this.childName("azure"), { ...args.azure, source }, { parent: this });
    this.variables = pulumi.all(this.collectVariables());
    this.registerOutputs({ variables: this.variables });
  }

  private collectVariables(): Record<string, pulumi.Output<string>> {
    const { aws, gcp, azure } = this;
    return {
      AWS_ROLE_ARN: aws.roleArn,
      ...(gcp && { GCP_IDENTITY_PROVIDER: gcp.providerName, GCP_SERVICE_ACCOUNT: gcp.email }),
      ...(azure && { AZURE_CLIENT_ID: azure.clientId, AZURE_TENANT_ID: azure.tenantId }),
    };
  }
}

/** All clouds' faults at once, those of the source once. */
function checkDelivery(name: string, args: DeliveryRoleArgs): void {
  const { source } = args;
  const faults = new Faults("DeliveryRole", name);
  const collect = (cloud: string, check: (found: Faults) => void) => {
    const found = new Faults("DeliveryRole", name);
    check(found);
    const own = found.list().filter((fault) => !fault.property.startsWith("source"));
    faults.addAll(own.map((fault) => ({ ...fault, property: `${cloud}.${fault.property}` })));
  };
  checkSource(faults, source);
  collect("aws", (found) => checkAwsDelivery(found, { ...args.aws, source }));
  const { gcp, azure } = args;
  if (gcp !== undefined) {
    collect("gcp", (found) => checkGcpDelivery(found, planGcpDelivery(`${name}-gcp`, { ...gcp, source })));
  }
  if (azure !== undefined) {
    collect("azure", (found) => checkAzureDelivery(found, { ...azure, source }));
  }
  faults.throwIfAny();
}
