import * as managedidentity from "@pulumi/azure-native/managedidentity";
import * as pulumi from "@pulumi/pulumi";
import { type Bindable, EstateComponent, type Grantee, grant } from "../core";
import {
  AZURE_AUDIENCE,
  AZURE_SCOPE,
  CREDENTIAL_LIMIT,
  planAzureIdentity,
  tokenStatement,
} from "./aws-to-azure-identity-plan";
import { READ_SECRET } from "./aws-to-gcp-identity-plan";
import type { AzureGroup } from "./azure-group";

/**
 * How callers sign in to Azure. `federation` is keyless: the role's own token is exchanged. `secret` relaxes: an operator
 * puts the account's key into the secret, rotates it, and the account keeps taking keys.
 */
export type AzureIdentityMode =
  | {
      readonly mode: "federation";
      /** The AWS account's issuer of outbound tokens, from IAM's account settings or `OutboundWebIdentityFederation`. */
      readonly issuerUrl: pulumi.Input<string>;
      /** Longest life of AWS's token, in seconds, 60 to 3600; the caller must ask for it by number. @default 300 */
      readonly tokenSeconds?: number;
    }
  | { readonly mode: "secret"; readonly secret: Bindable };

/** Arguments of {@link AwsToAzureIdentity}. */
export interface AwsToAzureIdentityArgs {
  readonly group: AzureGroup;
  readonly identity: AzureIdentityMode;
}

/**
 * Lets AWS roles act as an identity of Azure, without a stored key: Entra ID checks a token that AWS signs for the role.
 *
 * Creates a managed identity, and per allowed role a federated credential and the right to ask AWS for Azure's tokens; in
 * secret mode neither, only the right to read the secret. Costs nothing.
 *
 * @example
 * const identity = new AwsToAzureIdentity("shop-ai", { group, identity: { mode: "federation", issuerUrl } });
 * identity.allow(aiService);
 * language.grantUse(identity);
 */
export class AwsToAzureIdentity extends EstateComponent {
  /** Absent in secret mode. */
  public readonly managedIdentity: managedidentity.UserAssignedIdentity | undefined;
  /** What a caller's environment holds, as JSON. No secret in it. */
  public readonly configuration: pulumi.Output<string>;
  private readonly args: AwsToAzureIdentityArgs;
  private readonly tokenSeconds: number;
  private readonly credentials = new Map<string, managedidentity.FederatedIdentityCredential>();

  public constructor(name: string, args: AwsToAzureIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planAzureIdentity(name, args.identity);
    super("estate:pipeline:AwsToAzureIdentity", name, args, opts);
    this.args = args;
    this.tokenSeconds = plan.tokenSeconds;
    this.managedIdentity = args.identity.mode === "federation" ? this.makeIdentity() : undefined;
    this.configuration = this.makeConfiguration();
    this.registerOutputs({ clientId: this.managedIdentity?.clientId });
  }

  /** Lets the grantee's role act as the identity; in secret mode it may read the secret instead. */
  public allow(caller: Grantee): void {
    const { identity } = this.args;
    if (identity.mode === "secret") {
      grant(caller, `${this.componentName}-secret`, identity.secret.bindingStatements(READ_SECRET, {}));
      return;
    }
    this.checkRoom(caller.granteeName);
    this.credentials.set(caller.granteeName, this.makeCredential(caller, identity.issuerUrl));
    grant(caller, `${this.componentName}-token`, [tokenStatement(this.tokenSeconds)]);
  }

  private checkRoom(key: string): void {
    if (this.credentials.size >= CREDENTIAL_LIMIT) {
      throw new Error(
        `AwsToAzureIdentity "${this.componentName}" has ${CREDENTIAL_LIMIT} credentials, the most that Azure takes; ` +
          `make a second identity for "${key}".`,
      );
    }
  }

  private makeIdentity(): managedidentity.UserAssignedIdentity {
    const { group } = this.args;
    return new managedidentity.UserAssignedIdentity(
      this.childName("identity"),
      { resourceGroupName: group.groupName, location: group.location, tags: group.tags },
      this.childOptions(),
    );
  }

  private makeCredential(caller: Grantee, issuer: pulumi.Input<string>): managedidentity.FederatedIdentityCredential {
    // Azure refuses two writes at a time to one identity's credentials, so each waits for the one before.
    const before = [...this.credentials.values()].slice(-1);
    return new managedidentity.FederatedIdentityCredential(
      this.childName("credential", caller.granteeName),
      {
        resourceGroupName: this.args.group.groupName,
        resourceName: this.managedIdentity?.name ?? "",
        issuer,
        subject: caller.role.arn,
        audiences: [AZURE_AUDIENCE],
      },
      this.childOptions({ dependsOn: before }),
    );
  }

  private makeConfiguration(): pulumi.Output<string> {
    const { identity } = this.args;
    return identity.mode === "secret"
      ? pulumi.jsonStringify({ source: "secret", secretArn: identity.secret.bindingReference })
      : pulumi.jsonStringify({
          source: "federation",
          tenantId: this.managedIdentity?.tenantId,
          clientId: this.managedIdentity?.clientId,
          audience: AZURE_AUDIENCE,
          scope: AZURE_SCOPE,
        });
  }
}
