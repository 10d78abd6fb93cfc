import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as iam from "@pulumi/gcp/iam";
import * as serviceaccount from "@pulumi/gcp/serviceaccount";
import * as pulumi from "@pulumi/pulumi";
import { type Bindable, EstateComponent, type Grantee, grant } from "../core";
import {
  ATTRIBUTE_MAPPING,
  assumedRoleArn,
  attributeCondition,
  externalAccountConfig,
  type GcpIdentityPlan,
  PROVIDER_ID,
  planGcpIdentity,
  READ_SECRET,
} from "./aws-to-gcp-identity-plan";
import { CollectedRoles } from "./collected-roles";
import type { GcpProject } from "./gcp-project";

/**
 * Where callers find the sign-in configuration. Both ways are keyless, and the configuration holds no secret:
 * `federation` puts it into their environment; `secret` keeps it in Secrets Manager, which logs who reads it.
 */
export type GcpIdentityMode = { readonly mode: "federation" } | { readonly mode: "secret"; readonly secret: Bindable };

/** Arguments of {@link AwsToGcpIdentity}. */
export interface AwsToGcpIdentityArgs {
  readonly gcp: GcpProject;
  /** @default federation */
  readonly identity?: GcpIdentityMode;
  /** Pool id, unique in the project, and for thirty days after its deletion. @default after the component */
  readonly poolId?: string;
  /** Service account id, unique in the project. @default after the component */
  readonly accountId?: string;
  /** Seconds for which a token lives, 600 to 3600. @default 3600 */
  readonly tokenSeconds?: number;
  /** What must stand first: the enabled services. @default nothing */
  readonly after?: readonly pulumi.Resource[];
}

/**
 * Lets AWS roles act as a Google Cloud service account, without a stored key: Google checks the role's own signature.
 *
 * Creates a workload identity pool with one AWS provider that admits exactly the allowed roles, a service account, and per
 * role the right to act as it; where the configuration is kept in Secrets Manager, the secret's value. Costs nothing.
 *
 * @example
 * const identity = new AwsToGcpIdentity("shop-pipeline", { gcp });
 * const pipeline = new FunctionService("pipeline", { ..., identities: { gcp: identity.configuration } });
 * identity.allow(pipeline);
 * warehouse.grantAppend("orders_stream", "pipeline", identity.member);
 */
export class AwsToGcpIdentity extends EstateComponent {
  public readonly pool: iam.WorkloadIdentityPool;
  public readonly provider: iam.WorkloadIdentityPoolProvider;
  public readonly serviceAccount: serviceaccount.Account;
  public readonly email: pulumi.Output<string>;
  /** `serviceAccount:…`, as grants take it. */
  public readonly member: pulumi.Output<string>;
  /** What a caller's environment holds, as JSON: the configuration, or the secret that holds it. No secret in it. */
  public readonly configuration: pulumi.Output<string>;
  private readonly mode: GcpIdentityMode;
  private readonly roles: CollectedRoles;

  public constructor(name: string, args: AwsToGcpIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planGcpIdentity(name, args);
    super("estate:pipeline:AwsToGcpIdentity", name, args, opts);
    this.mode = args.identity ?? { mode: "federation" };
    this.roles = new CollectedRoles(`AwsToGcpIdentity "${name}"`);
    this.pool = this.makePool(plan, args.after ?? []);
    this.provider = this.makeProvider(plan);
    this.serviceAccount = this.makeAccount(plan, args.after ?? []);
    this.email = this.serviceAccount.email;
    this.member = this.serviceAccount.member;
    this.configuration = this.makeConfiguration(plan);
    this.registerOutputs({ email: this.email, provider: this.provider.name });
  }

  /** Lets the grantee's role act as the service account; in secret mode it may read the secret too. */
  public allow(caller: Grantee): void {
    this.roles.add(caller.granteeName, caller.role.arn);
    new serviceaccount.IAMMember(
      this.childName("caller", caller.granteeName),
      {
        serviceAccountId: this.serviceAccount.name,
        role: "roles/iam.workloadIdentityUser",
        member: pulumi
          .all([this.pool.name, caller.role.arn])
          .apply(
            ([pool, arn]) => `principalSet://iam.googleapis.com/${pool}/attribute.aws_role/${assumedRoleArn(arn)}`,
          ),
      },
      this.childOptions(),
    );
    if (this.mode.mode === "secret") {
      grant(caller, `${this.componentName}-secret`, this.mode.secret.bindingStatements(READ_SECRET, {}));
    }
  }

  private makePool(plan: GcpIdentityPlan, after: readonly pulumi.Resource[]): iam.WorkloadIdentityPool {
    return new iam.WorkloadIdentityPool(
      this.childName("pool"),
      { project: plan.gcp.project, workloadIdentityPoolId: plan.poolId, displayName: plan.poolId },
      this.childOptions({ dependsOn: [...after] }),
    );
  }

  private makeProvider(plan: GcpIdentityPlan): iam.WorkloadIdentityPoolProvider {
    const owner = `AwsToGcpIdentity "${this.componentName}"`;
    const admitted = this.roles.arns.apply((arns) => attributeCondition(owner, arns));
    return new iam.WorkloadIdentityPoolProvider(
      this.childName("provider"),
      {
        project: plan.gcp.project,
        workloadIdentityPoolId: this.pool.workloadIdentityPoolId,
        workloadIdentityPoolProviderId: PROVIDER_ID,
        aws: { accountId: admitted.account },
        attributeMapping: { ...ATTRIBUTE_MAPPING },
        attributeCondition: admitted.condition,
      },
      this.childOptions(),
    );
  }

  private makeAccount(plan: GcpIdentityPlan, after: readonly pulumi.Resource[]): serviceaccount.Account {
    return new serviceaccount.Account(
      this.childName("account"),
      {
        project: plan.gcp.project,
        accountId: plan.accountId,
        displayName: `${this.componentName}: AWS roles act as this account`,
      },
      this.childOptions({ dependsOn: [...after] }),
    );
  }

  /** The provider's name is put together and not read, so that a caller need not wait for the provider, which names it. */
  private makeConfiguration(plan: GcpIdentityPlan): pulumi.Output<string> {
    const { mode } = this;
    const config = pulumi
      .all([this.pool.name, this.email])
      .apply(([pool, email]) => externalAccountConfig({ pool, email, tokenSeconds: plan.tokenSeconds }));
    if (mode.mode === "federation") {
      return pulumi.jsonStringify({ source: "federation", config });
    }
    new secretsmanager.SecretVersion(
      this.childName("secret-value"),
      { secretId: mode.secret.bindingReference, secretString: pulumi.jsonStringify(config) },
      this.childOptions(),
    );
    return pulumi.jsonStringify({ source: "secret", secretArn: mode.secret.bindingReference });
  }
}
