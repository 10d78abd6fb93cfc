import * as iam from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core";

/**
 * Turns on the account's issuer of outbound tokens, by which other clouds recognise its roles without a stored key.
 *
 * It is one switch for the whole AWS account: one stack of an account has it, the others take the URL as a setting. Costs
 * nothing.
 *
 * @example
 * const issuer = new AwsTokenIssuer("shop-issuer");
 * new AzureLanguage("shop-ai", { ..., identity: { mode: "federation", issuerUrl: issuer.url } });
 */
export class AwsTokenIssuer extends EstateComponent {
  /** `https://<id>.tokens.sts.global.api.aws`. */
  public readonly url: pulumi.Output<string>;

  public constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("estate:pipeline:AwsTokenIssuer", name, {}, opts);
    const federation = new iam.OutboundWebIdentityFederation(this.childName("federation"), {}, this.childOptions());
    this.url = federation.issuerIdentifier;
    this.registerOutputs({ url: this.url });
  }
}
