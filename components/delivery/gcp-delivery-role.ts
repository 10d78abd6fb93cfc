import * as iam from "@pulumi/gcp/iam";
import * as projects from "@pulumi/gcp/projects";
import * as serviceaccount from "@pulumi/gcp/serviceaccount";
import * as pulumi from "@pulumi/pulumi";
import { EstateComponent, Faults } from "../core";
import { checkGcpDelivery, type GcpDeliveryPlan, planGcpDelivery } from "./gcp-delivery-plan";
import { attributeCondition, GITHUB_ISSUER, type GitHubSource, mayChange, subjectOf } from "./github";

/** Id of the one provider in the pool. */
const PROVIDER_ID = "github";

/** What reading and writing a project's policy takes (IAM documentation, "Set limits on granting roles", read 2026-11). */
const GRANTER_PERMISSIONS = ["resourcemanager.projects.getIamPolicy", "resourcemanager.projects.setIamPolicy"];

/** Arguments of {@link GcpDeliveryRole}. */
export interface GcpDeliveryRoleArgs {
  readonly source: GitHubSource;
  /** Project id. */
  readonly project: string;
  /**
   * Roles on the project, predefined (`roles/dataflow.developer`) or custom (`projects/shop-analytics/roles/deployer`): none that
   * administers. Grant narrower ones on resources, to `member`. @default none
   */
  readonly roles?: readonly string[];
  /**
   * The only roles that the account may grant on the project and take away, up to 10: what the stack that it deploys grants
   * there. Refused for jobs of pull requests. @default none, and no right to read or write the project's policy
   */
  readonly mayGrant?: readonly string[];
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
 * branch only; a service account, the right of the one subject to act as it, and its roles; where it grants roles itself, a
 * custom role for that under a condition that names them. Costs nothing.
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
    if (plan.mayGrant.length > 0) {
      this.letGrant(plan, after);
    }
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
        this.childName("role", role.replace(/^roles\//, "").replaceAll("/", "-")),
        { project: plan.project, role, member: this.member },
        this.childOptions(),
      );
    }
  }

  /** IAM looks at the roles that a change of the policy touches, whatever else the caller may do. */
  private letGrant(plan: GcpDeliveryPlan, after: pulumi.CustomResourceOptions): void {
    const granter = new projects.IAMCustomRole(
      this.childName("granter"),
      {
        project: plan.project,
        roleId: plan.granterId,
        title: `${this.componentName}: grant on the project`,
        description: "Read and write the project's policy, under a condition",
        permissions: GRANTER_PERMISSIONS,
      },
      after,
    );
    const roles = plan.mayGrant.map((role) => `'${role}'`).join(", ");
    new projects.IAMMember(
      this.childName("grants"),
      {
        project: plan.project,
        role: granter.name,
        member: this.member,
        condition: {
          title: "only-these-roles",
          expression: `api.getAttribute('iam.googleapis.com/modifiedGrantsByRole', []).hasOnly([${roles}])`,
        },
      },
      this.childOptions(),
    );
  }
}
