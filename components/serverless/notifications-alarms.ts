import type * as pulumi from "@pulumi/pulumi";
import type { AlarmSpec } from "../core";
import type { Audience } from "./notifications-plan";

/**
 * Shares of mail at which SES looks at an account, and at which it stops it (SES developer guide, "Monitoring your sender
 * reputation", read 2026-11). The tickets come before the first, the pages before the second.
 */
const BOUNCE_SHARE = { ticket: 0.04, page: 0.08 } as const;
const COMPLAINT_SHARE = { ticket: 0.0008, page: 0.003 } as const;
/** Share of the month's limit for text messages that opens a ticket. */
const SPEND_SHARE = 0.8;
/** Reputation is an hourly figure, in seconds. */
const REPUTATION_PERIOD = 3600;

/** What the alarms are about. */
export interface AlarmedNotifications {
  readonly name: string;
  readonly topicNames: Readonly<Record<Audience, pulumi.Output<string>>>;
  readonly configurationSetName?: pulumi.Output<string>;
  readonly textLimitUsd?: number;
}

/** Messages that reached nobody, a sender's reputation, the month's text messages. */
export function notificationAlarms(subject: AlarmedNotifications): readonly AlarmSpec[] {
  return [
    undelivered("customers", subject),
    undelivered("operations", subject),
    ...(subject.configurationSetName === undefined ? [] : reputation(subject.name, subject.configurationSetName)),
    ...(subject.textLimitUsd === undefined ? [] : [spending(subject.name, subject.textLimitUsd)]),
  ];
}

function undelivered(audience: Audience, subject: AlarmedNotifications): AlarmSpec {
  return {
    key: `${audience}-undelivered`,
    summary: `Messages of ${subject.name} to ${audience} reach nobody: look at the topic's subscriptions.`,
    severity: audience === "operations" ? "page" : "ticket",
    metric: {
      namespace: "AWS/SNS",
      name: "NumberOfNotificationsFailed",
      dimensions: { TopicName: subject.topicNames[audience] },
      statistic: "Sum",
    },
    comparison: "atLeast",
    threshold: 1,
    periodSeconds: 300,
    evaluationPeriods: 1,
  };
}

function reputation(name: string, configurationSet: pulumi.Output<string>): readonly AlarmSpec[] {
  const alarm = (
    key: string,
    metric: string,
    severity: AlarmSpec["severity"],
    threshold: number,
    summary: string,
  ): AlarmSpec => ({
    key,
    summary,
    severity,
    metric: {
      namespace: "AWS/SES",
      name: metric,
      dimensions: { "ses:configuration-set": configurationSet },
      statistic: "Average",
    },
    comparison: "atLeast",
    threshold,
    periodSeconds: REPUTATION_PERIOD,
    evaluationPeriods: 1,
    missingData: "ignore",
  });
  const bounces = `Mail of ${name} bounces: read the events in the topic of operations, clean the addresses.`;
  const complaints = `Receivers call mail of ${name} spam: look at what was sent, and to whom.`;
  return [
    alarm("bounces", "Reputation.BounceRate", "ticket", BOUNCE_SHARE.ticket, bounces),
    alarm("bounces-stop", "Reputation.BounceRate", "page", BOUNCE_SHARE.page, `${bounces} SES stops sending soon.`),
    alarm("complaints", "Reputation.ComplaintRate", "ticket", COMPLAINT_SHARE.ticket, complaints),
    alarm(
      "complaints-stop",
      "Reputation.ComplaintRate",
      "page",
      COMPLAINT_SHARE.page,
      `${complaints} SES stops sending soon.`,
    ),
  ];
}

function spending(name: string, limitUsd: number): AlarmSpec {
  return {
    key: "text-spending",
    summary: `Text messages of ${name} near their limit of ${limitUsd} USD a month, above which none is sent.`,
    severity: "ticket",
    metric: { namespace: "AWS/SNS", name: "SMSMonthToDateSpentUSD", dimensions: {}, statistic: "Maximum" },
    comparison: "atLeast",
    threshold: limitUsd * SPEND_SHARE,
    periodSeconds: 300,
    evaluationPeriods: 1,
    missingData: "ignore",
  };
}
