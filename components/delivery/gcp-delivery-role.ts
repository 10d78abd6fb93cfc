import * as iam from "@pulumi/gcp/iam";
import * as projects from "@pulumi/gcp/projects";
import * as serviceaccount from "@pulumi/gcp/serviceaccount";
import * as pulumi from "@pulumi/pulumi";
import { EstateComponent, Faults } from "../core";
import { checkGcpDelivery, type GcpDeliveryPlan, planGcpDelivery } from "./gcp-delivery-plan";
import { attributeCondition, GITHUB_ISSUER, type GitHubSource, mayChange, subjectOf } from "./github";

/** Id of the one provider in the pool. */
const PROVIDER_ID = "github";

/** Arguments of {@link GcpDeliveryRole}. */
export interface GcpDeliveryRoleArgs {
  readonly source: GitHubSource;
  /** Project id. */
  readonly project: string;
  /** Roles on the project; grant narrower ones on resources, to `member`. @default none */
  readonly roles?: readonly string[];
  /** Pool id, unique in the project, and for thirty days after its deletion. @default after the component */
  readonly poolId?: string;
  /** Service account id, unique in the project. @default after the component */
  readonly accountId?: string;
  /** What must stand first: the enabled services. @default nothing */
  readonly after?: readonly pulumi.Resource[];
}

/**
 * A Google Cloud service account that jobs of one GitHub repository act as, without a stored key.
 *
 * Creates a workload identity pool with GitHub as its provider, which admits tokens of the repository's id, environment and
 * branch only; a service account, the right of the one subject to act as it, and its roles. Costs nothing.
 *
 * @example
 * const delivery = new GcpDeliveryRole("cloudmart-prod", { source, project: "shop-analytics", roles: ["roles/dataflow.developer"] });
 */
export class GcpDeliveryRole extends EstateComponent {
  public readonly pool: iam.WorkloadIdentityPool;
  public readonly provider: iam.WorkloadIdentityPoolProvider;
  public readonly serviceAccount: serviceaccount.Account;
  /** `projects/…/providers/github`, as the sign-in action takes it. */
  public readonly providerName: pulumi.Output<string>;
  public readonly email: pulumi.Output<string>;
  /** `serviceAccount:…`, as grants take it. */
  public readonly member: pulumi.Output<string>;

  public constructor(name: string, args: GcpDeliveryRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planGcpDelivery(name, args);
    const faults = new Faults("GcpDeliveryRole", name);
    checkGcpDelivery(faults, plan);
    faults.throwIfAny();
    super("estate:delivery:GcpDeliveryRole", name, args, opts);
    const after = this.childOptions({ dependsOn: [...(args.after ?? [])] });
    this.pool = new iam.WorkloadIdentityPool(
      this.childName("pool"),
      { project: plan.project, workloadIdentityPoolId: plan.poolId, displayName: plan.poolId },
      after,
    );
    this.provider = this.makeProvider(plan);
    this.serviceAccount = new serviceaccount.Account(
      this.childName("account"),
      {
        project: plan.project,
        accountId: plan.accountId,
        displayName: `GitHub Actions ${mayChange(args.source) ? "deploys" : "previews"}`,
      },
      after,
    );
    this.providerName = this.provider.name;
    this.email = this.serviceAccount.email;
    this.member = this.serviceAccount.member;
    this.admitSubject(args.source);
    this.grantRoles(plan);
    this.registerOutputs({ providerName: this.providerName, email: this.email });
  }

  private makeProvider(plan: GcpDeliveryPlan): iam.WorkloadIdentityPoolProvider {
    return new iam.WorkloadIdentityPoolProvider(
      this.childName("provider"),
      {
        project: plan.project,
        workloadIdentityPoolId: this.pool.workloadIdentityPoolId,
        workloadIdentityPoolProviderId: PROVIDER_ID,
        oidc: { issuerUri: GITHUB_ISSUER },
        attributeMapping: { "google.subject": "assertion.sub", "attribute.repository_id": "assertion.repository_id" },
        attributeCondition: attributeCondition(plan.source),
      },
      this.childOptions(),
    );
  }

  private admitSubject(source: GitHubSource): void {
    new serviceaccount.IAMMember(
      this.childName("caller"),
      {
        serviceAccountId: this.serviceAccount.name,
        role: "roles/iam.workloadIdentityUser",
        member: pulumi.interpolate`principal://iam.googleapis.com/${this.pool.name}/subject/${subjectOf(source)}`,
      },
      this.childOptions(),
    );
  }

  private grantRoles(plan: GcpDeliveryPlan): void {
    for (const role of plan.roles) {
      new projects.IAMMember(
        this.childName("role", role.replace(/^roles\//, "")),
        { project: plan.project, role, member: this.member },
        this.childOptions(),
      );
    }
  }
}
