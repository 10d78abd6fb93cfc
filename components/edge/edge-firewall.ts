import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type { wafv2 as types } from "@pulumi/aws/types/input";
import * as wafv2 from "@pulumi/aws/wafv2";
import * as pulumi from "@pulumi/pulumi";
import { EstateComponent, parseArn } from "../core";
import { visibility } from "./firewall-rules";

/** The one region in which CloudFront's certificates, firewalls and log deliveries live. */
export const GLOBAL_REGION = "us-east-1";

/** Headers that a log must not hold. */
const REDACTED_HEADERS = ["authorization", "cookie", "x-api-key"] as const;
/** Outcomes worth keeping; what passed stands in the access logs. */
const KEPT_ACTIONS = ["BLOCK", "COUNT", "CAPTCHA", "CHALLENGE"] as const;

/** Arguments of {@link EdgeFirewall}. */
export interface EdgeFirewallArgs {
  /** `CLOUDFRONT` stands in us-east-1, wherever the estate is. */
  readonly scope: "CLOUDFRONT" | "REGIONAL";
  readonly rules: types.WebAclRule[];
  /** Customer key of the log, in the firewall's region. */
  readonly keyArn: pulumi.Input<string>;
  readonly retentionDays: number;
}

/**
 * A web application firewall and its log, which leaves out cookies and authorisation.
 *
 * Creates a web ACL, a log group and the link between them. Costs five US dollars a month, one for each rule, and sixty
 * cents for a million requests; the log holds only what was blocked or counted.
 *
 * @example
 * new EdgeFirewall("shop-global", { scope: "CLOUDFRONT", rules: entryRules(2000), keyArn: key.arn, retentionDays: 365 });
 */
export class EdgeFirewall extends EstateComponent {
  public readonly acl: wafv2.WebAcl;
  public readonly arn: pulumi.Output<string>;
  /** Under which CloudWatch knows it. */
  public readonly metricName: string;

  public constructor(name: string, args: EdgeFirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super("estate:edge:EdgeFirewall", name, args, opts);
    const shown = visibility(name);
    this.metricName = shown.metricName;
    const place = args.scope === "CLOUDFRONT" ? { region: GLOBAL_REGION } : {};
    this.acl = new wafv2.WebAcl(
      this.childName("acl"),
      {
        ...place,
        scope: args.scope,
        description: `Firewall of ${name}`,
        defaultAction: { allow: {} },
        rules: args.rules,
        visibilityConfig: shown,
      },
      this.childOptions(),
    );
    this.arn = this.acl.arn;
    this.makeLog(args, place);
    this.registerOutputs({ arn: this.arn });
  }

  /** WAF writes only to groups whose names begin with `aws-waf-logs-`, and gives itself the right to. */
  private makeLog(args: EdgeFirewallArgs, place: { readonly region?: string }): void {
    const group = new cloudwatch.LogGroup(
      this.childName("logs"),
      {
        ...place,
        name: pulumi.interpolate`aws-waf-logs-${this.acl.name}`,
        retentionInDays: args.retentionDays,
        kmsKeyId: args.keyArn,
      },
      this.childOptions(),
    );
    new wafv2.WebAclLoggingConfiguration(
      this.childName("logging"),
      {
        ...place,
        resourceArn: this.arn,
        logDestinationConfigs: [group.arn],
        redactedFields: REDACTED_HEADERS.map((name) => ({ singleHeader: { name } })),
        loggingFilter: {
          defaultBehavior: "DROP",
          filters: [
            {
              behavior: "KEEP",
              requirement: "MEETS_ANY",
              conditions: KEPT_ACTIONS.map((action) => ({ actionCondition: { action } })),
            },
          ],
        },
      },
      this.childOptions(),
    );
  }
}

/**
 * The ARN of the key of CloudFront's firewall log.
 * @param owner for messages: `WebEdge "shop"`
 * @throws where the key stands in another region
 */
export function keyInGlobalRegion(owner: string, key: { readonly arn: pulumi.Output<string> }): pulumi.Output<string> {
  return key.arn.apply((arn) => {
    const { region } = parseArn(arn);
    if (region !== GLOBAL_REGION) {
      throw new Error(
        `${owner} logs CloudFront's firewall in ${GLOBAL_REGION}, but its key stands in ${region}. ` +
          `Set globalKey to an EncryptionKey made with a provider of ${GLOBAL_REGION}.`,
      );
    }
    return arn;
  });
}
