import * as route53 from "@pulumi/aws/route53";
import * as ses from "@pulumi/aws/ses";
import * as sesv2 from "@pulumi/aws/sesv2";
import * as pulumi from "@pulumi/pulumi";
import { EstateComponent, parseArn } from "../core";
import type { NotificationsPlan } from "./notifications-plan";

/** Seconds for which a DNS answer may be cached. */
const RECORD_TTL = 3600;
/** SES signs with three keys by name, so that it can change them one by one. */
const SIGNATURES = ["first", "second", "third"] as const;
/** Events that somebody must act on. */
const REPORTED_EVENTS = ["BOUNCE", "COMPLAINT", "REJECT", "RENDERING_FAILURE"] as const;
/** Events that are counted. */
const COUNTED_EVENTS = [...REPORTED_EVENTS, "SEND", "DELIVERY", "DELIVERY_DELAY"] as const;

/** Arguments of {@link MailSender}. */
export interface MailSenderArgs {
  readonly mail: NonNullable<NotificationsPlan["mail"]>;
  /** Physical name of the configuration set. */
  readonly configurationSetName: string;
}

/**
 * A domain that mail is sent from: signed by DKIM, over TLS only, and never again to an address that bounced.
 *
 * Creates an identity and a configuration set with its events; with a label for bounces the MAIL FROM domain; with a zone
 * the records of DKIM, SPF and DMARC, and a wait until SES has found them. Cost follows the mails: ten cents for a thousand.
 */
export class MailSender extends EstateComponent {
  public readonly identity: sesv2.EmailIdentity;
  public readonly configurationSet: sesv2.ConfigurationSet;
  /** The identity's ARN; with a zone it is known once SES has verified the domain, which others refuse to send from before. */
  public readonly verifiedArn: pulumi.Output<string>;
  private readonly args: MailSenderArgs;

  public constructor(name: string, args: MailSenderArgs, opts?: pulumi.ComponentResourceOptions) {
    super("estate:serverless:MailSender", name, args, opts);
    this.args = args;
    this.configurationSet = this.makeConfigurationSet();
    this.identity = this.makeIdentity();
    this.makeMailFrom();
    this.verifiedArn = this.makeVerification(this.makeRecords());
    this.makeCounts();
    this.registerOutputs({ identityArn: this.identity.arn, configurationSetArn: this.configurationSet.arn });
  }

  /** Sends bounces, complaints and rejections to a topic, whose policy and key admit SES. */
  public reportTo(topicArn: pulumi.Input<string>): void {
    new sesv2.ConfigurationSetEventDestination(
      this.childName("reports"),
      {
        configurationSetName: this.configurationSet.configurationSetName,
        eventDestinationName: "operations",
        eventDestination: {
          enabled: true,
          matchingEventTypes: [...REPORTED_EVENTS],
          snsDestination: { topicArn },
        },
      },
      this.childOptions(),
    );
  }

  private makeConfigurationSet(): sesv2.ConfigurationSet {
    return new sesv2.ConfigurationSet(
      this.childName("configuration"),
      {
        configurationSetName: this.args.configurationSetName,
        deliveryOptions: { tlsPolicy: "REQUIRE" },
        reputationOptions: { reputationMetricsEnabled: true },
        sendingOptions: { sendingEnabled: true },
        suppressionOptions: { suppressedReasons: ["BOUNCE", "COMPLAINT"] },
      },
      this.childOptions(),
    );
  }

  private makeIdentity(): sesv2.EmailIdentity {
    return new sesv2.EmailIdentity(
      this.childName("identity"),
      {
        emailIdentity: this.args.mail.domain,
        configurationSetName: this.configurationSet.configurationSetName,
        dkimSigningAttributes: { nextSigningKeyLength: "RSA_2048_BIT" },
      },
      this.childOptions(),
    );
  }

  private makeMailFrom(): void {
    const { domain, mailFrom, zone } = this.args.mail;
    if (mailFrom === undefined) {
      return;
    }
    const mailFromDomain = `${mailFrom}.${domain}`;
    new sesv2.EmailIdentityMailFromAttributes(
      this.childName("mail-from"),
      // Mail that would go out under SES' own name fails instead, and is seen to.
      { emailIdentity: this.identity.emailIdentity, mailFromDomain, behaviorOnMxFailure: "REJECT_MESSAGE" },
      this.childOptions(),
    );
    if (zone !== undefined) {
      const region = this.configurationSet.arn.apply((arn) => parseArn(arn).region);
      const exchange = pulumi.interpolate`10 feedback-smtp.${region}.amazonses.com`;
      this.makeRecord("mail-from-mx", mailFromDomain, "MX", exchange);
      this.makeRecord("mail-from-spf", mailFromDomain, "TXT", "v=spf1 include:amazonses.com -all");
    }
  }

  /** @returns the records of DKIM, by which SES sees whose domain it is */
  private makeRecords(): readonly route53.Record[] {
    const { domain, onFailure, zone } = this.args.mail;
    if (zone === undefined) {
      return [];
    }
    this.makeRecord("dmarc", `_dmarc.${domain}`, "TXT", `v=DMARC1; p=${onFailure}; adkim=s; aspf=r`);
    return SIGNATURES.map((key, position) => {
      // Before the identity stands, its attributes are only what was asked for.
      const token = pulumi
        .all([this.identity.dkimSigningAttributes, this.identity.arn])
        .apply(([{ tokens }]) => tokens[position] ?? "");
      const name = pulumi.interpolate`${token}._domainkey.${domain}`;
      return this.makeRecord(`dkim-${key}`, name, "CNAME", pulumi.interpolate`${token}.dkim.amazonses.com`);
    });
  }

  /**
   * SES looks for the records every few minutes. The wait is of its first API, which tells of the same identities (read
   * 2026-11; not tried against an identity that DKIM alone verifies).
   */
  private makeVerification(records: readonly route53.Record[]): pulumi.Output<string> {
    if (records.length === 0) {
      return this.identity.arn;
    }
    const { arn } = new ses.DomainIdentityVerification(
      this.childName("verification"),
      { domain: this.identity.emailIdentity },
      this.childOptions({ dependsOn: [...records] }),
    );
    return arn;
  }

  private makeRecord(
    role: string,
    name: pulumi.Input<string>,
    type: "CNAME" | "MX" | "TXT",
    value: pulumi.Input<string>,
  ): route53.Record {
    const zoneId = this.args.mail.zone?.id ?? "";
    return new route53.Record(
      this.childName(role),
      { zoneId, name, type, ttl: RECORD_TTL, records: [value] },
      this.childOptions(),
    );
  }

  private makeCounts(): void {
    new sesv2.ConfigurationSetEventDestination(
      this.childName("counts"),
      {
        configurationSetName: this.configurationSet.configurationSetName,
        eventDestinationName: "metrics",
        eventDestination: {
          enabled: true,
          matchingEventTypes: [...COUNTED_EVENTS],
          cloudWatchDestination: {
            dimensionConfigurations: [
              {
                dimensionName: "ses:configuration-set",
                dimensionValueSource: "MESSAGE_TAG",
                defaultDimensionValue: this.args.configurationSetName,
              },
            ],
          },
        },
      },
      this.childOptions(),
    );
  }
}
