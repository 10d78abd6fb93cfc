import * as iam from "@pulumi/aws/iam";
import type * as serviceaccount from "@pulumi/gcp/serviceaccount";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent, type Grantee, trustPolicy } from "../core";

/** What a caller asks Google's token for, and AWS demands of it. */
export const AWS_AUDIENCE = "sts.amazonaws.com";
const SESSION_SECONDS = 3600;

/** Arguments of {@link GcpToAwsIdentity}. */
export interface GcpToAwsIdentityArgs {
  /** Who may act as the role. */
  readonly serviceAccount: serviceaccount.Account;
}

/**
 * Lets one Google Cloud service account act as an AWS role, without a stored key: AWS checks the token that Google's metadata
 * server gives to machines which run as the account.
 *
 * Creates a role that may do nothing until something is granted to it. Costs nothing.
 *
 * @example
 * const identity = new GcpToAwsIdentity("flink-aws", { serviceAccount: cluster.account });
 * stream.userSecret("flink").grantRead(identity);
 */
export class GcpToAwsIdentity extends EstateComponent implements Grantee {
  public readonly granteeName: string;
  public readonly role: iam.Role;
  public readonly roleArn: pulumi.Output<string>;

  public constructor(name: string, args: GcpToAwsIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("estate:pipeline:GcpToAwsIdentity", name, args, opts);
    this.granteeName = name;
    this.role = new iam.Role(
      this.childName("role"),
      {
        description: `${name}: one Google Cloud service account acts as this role`,
        maxSessionDuration: SESSION_SECONDS,
        // Google's token names the account by its number; the name could be given to another after a deletion.
        assumeRolePolicy: trustPolicy([
          {
            sid: "GoogleServiceAccount",
            principals: [{ federated: "accounts.google.com" }],
            actions: ["sts:AssumeRoleWithWebIdentity"],
            conditions: {
              StringEquals: {
                "accounts.google.com:oaud": AWS_AUDIENCE,
                "accounts.google.com:sub": args.serviceAccount.uniqueId,
              },
            },
          },
        ]),
      },
      this.childOptions(),
    );
    this.roleArn = this.role.arn;
    this.registerOutputs({ roleArn: this.roleArn });
  }
}
