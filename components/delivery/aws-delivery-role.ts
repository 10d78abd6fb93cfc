import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { EstateComponent, Faults, identityPolicy, type Statement, trustPolicy } from "../core";
import {
  checkAwsDelivery,
  githubTrust,
  SESSION_SECONDS,
  type StateStore,
  selfDefence,
  stateStatements,
} from "./aws-delivery-plan";
import { GITHUB_ISSUER, type GitHubSource, mayChange } from "./github";

export type { StateStore } from "./aws-delivery-plan";

/** Arguments of {@link AwsDeliveryRole}. */
export interface AwsDeliveryRoleArgs {
  readonly source: GitHubSource;
  /** Where the stacks' state is kept. @default none: Pulumi Cloud keeps it */
  readonly state?: StateStore;
  /** What the jobs may do beside their state, by exact actions; jobs of pull requests may only read. @default nothing */
  readonly statements?: readonly Statement[];
  /** ARN of GitHub's identity provider, of which an account has one. @default made here */
  readonly identityProviderArn?: pulumi.Input<string>;
}

/**
 * A role that jobs of one GitHub repository assume without a stored key: those of one environment, or of pull requests.
 *
 * Creates a role with sessions of an hour, its policy, and a boundary of the same statements, so that what anybody attaches
 * to the role later widens nothing; where none is given, GitHub's identity provider. The role can change neither itself nor
 * the boundary: make it in a stack that administrators apply, not in one that it deploys. Costs nothing.
 *
 * @example
 * new AwsDeliveryRole("cloudmart-prod", {
 *   source: {
 *     repository: "example/shop", repositoryId: "123456", ownerId: "7890",
 *     trigger: { environment: "cloudmart-prod", branch: "main" },
 *   },
 *   state: { bucketArn, keyArn, prefix: "cloudmart/" },
 *   statements: [{ actions: ["dynamodb:DescribeTable"], resources: [tableArn] }],
 * });
 */
export class AwsDeliveryRole extends EstateComponent {
  public readonly role: iam.Role;
  public readonly boundary: iam.Policy;
  /** Absent where one is given. */
  public readonly identityProvider: iam.OpenIdConnectProvider | undefined;
  /** ARN of GitHub's identity provider, for the account's other roles. */
  public readonly identityProviderArn: pulumi.Output<string>;
  /** Known once the role's policy stands. */
  public readonly roleArn: pulumi.Output<string>;

  public constructor(name: string, args: AwsDeliveryRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    const faults = new Faults("AwsDeliveryRole", name);
    checkAwsDelivery(faults, args);
    faults.throwIfAny();
    super("estate:delivery:AwsDeliveryRole", name, args, opts);
    const statements = [...stateStatements(args.state, mayChange(args.source)), ...(args.statements ?? [])];
    this.identityProvider = args.identityProviderArn === undefined ? this.makeProvider() : undefined;
    this.identityProviderArn = pulumi.output(this.identityProvider?.arn ?? args.identityProviderArn ?? "");
    this.boundary = this.makeBoundary(statements);
    this.role = this.makeRole(args.source);
    const policy = this.makePolicy(statements);
    this.roleArn = pulumi.all([this.role.arn, policy.id]).apply(([arn]) => arn);
    this.registerOutputs({ roleArn: this.roleArn });
  }

  /** IAM knows GitHub's certificates by itself; thumbprints are optional. */
  private makeProvider(): iam.OpenIdConnectProvider {
    return new iam.OpenIdConnectProvider(
      this.childName("github"),
      { url: GITHUB_ISSUER, clientIdLists: ["sts.amazonaws.com"] },
      this.childOptions(),
    );
  }

  /** IAM takes no policy without statements; a role that may do nothing yet is bounded to asking who it is. */
  private makeBoundary(statements: readonly Statement[]): iam.Policy {
    const who: Statement = { sid: "AskWhoItIs", actions: ["sts:GetCallerIdentity"], resources: ["*"] };
    return new iam.Policy(
      this.childName("boundary"),
      {
        description: `The most that ${this.componentName} may ever do`,
        policy: identityPolicy([who, ...statements]),
      },
      this.childOptions(),
    );
  }

  private makeRole(source: GitHubSource): iam.Role {
    return new iam.Role(
      this.childName("role"),
      {
        description: `GitHub Actions of ${source.repository}: ${mayChange(source) ? "deploys" : "previews"}`,
        assumeRolePolicy: trustPolicy([githubTrust(this.identityProviderArn, source)]),
        maxSessionDuration: SESSION_SECONDS,
        permissionsBoundary: this.boundary.arn,
      },
      this.childOptions(),
    );
  }

  private makePolicy(statements: readonly Statement[]): iam.RolePolicy {
    return new iam.RolePolicy(
      this.childName("policy"),
      {
        role: this.role.name,
        policy: identityPolicy([...statements, ...selfDefence(this.role.arn, this.boundary.arn)]),
      },
      this.childOptions(),
    );
  }
}
