import { checkLogRetention, checkLogsKey, Faults } from "../core";

/** The topics: one reaches those who buy, the other those who run the shop. */
export const AUDIENCES = ["customers", "operations"] as const;
export type Audience = (typeof AUDIENCES)[number];

/** Longest name of a configuration set, in characters (SES API v2, `CreateConfigurationSet`, read 2026-11). */
export const CONFIGURATION_SET_LIMIT = 64;
/** Most values in one filter policy, all keys together (SNS developer guide, filter policy constraints, read 2026-11). */
const FILTER_VALUES_LIMIT = 150;
/** Most keys of one filter policy (SNS developer guide, filter policy constraints, read 2026-11). */
const FILTER_KEYS_LIMIT = 5;

/** Where a topic's messages go. */
export interface NotificationSubscription {
  readonly protocol: "email" | "https" | "sms";
  /** An e-mail address, a URL, or a phone number with its country: `+491701234567`. */
  readonly endpoint: string;
  /**
   * Only messages whose JSON body has one of the values under each of the keys: `{ type: ["order.confirmed"] }`.
   * @default every message
   */
  readonly filter?: Readonly<Record<string, readonly string[]>>;
}

/** How text messages are sent: settings of the whole account in its region, so that one estate may own them. */
export interface TextMessages {
  /** US dollars a month, above which SNS sends no more; AWS raises the account's own limit of 1 on request. */
  readonly monthlySpendLimitUsd: number;
  /** Promotional messages cost less and may be lost. @default "Transactional" */
  readonly kind?: "Promotional" | "Transactional";
  /** Shown as the sender where a country allows it: up to 11 letters and digits. @default a number of SNS' own */
  readonly senderId?: string;
}

/** Mail from a domain of one's own. */
export interface Mail {
  /** The domain that senders' addresses end in: `shop.example.com`. */
  readonly domain: string;
  /**
   * The public Route 53 zone that holds the domain; DKIM, SPF and DMARC records are made there.
   * @default none: somebody else makes the records that the outputs name
   */
  readonly zone?: { readonly name: string; readonly id: string };
  /** Label of the domain that bounces return to, below `domain`: `bounce`. @default SES' own domain */
  readonly mailFrom?: string;
  /** What receivers shall do with mail that fails both checks (DMARC). @default "quarantine" */
  readonly onFailure?: "none" | "quarantine" | "reject";
}

/** What the plan looks at. */
export interface NotificationsShape {
  readonly key: { readonly componentName: string; readonly services: readonly string[] };
  readonly subscriptions?: Partial<Readonly<Record<Audience, Readonly<Record<string, NotificationSubscription>>>>>;
  readonly textMessages?: TextMessages;
  readonly mail?: Mail;
  readonly prefix?: string;
  readonly logRetentionDays?: number;
}

export const NOTIFICATION_DEFAULTS = { logRetentionDays: 365, kind: "Transactional", onFailure: "quarantine" } as const;

/** The arguments with every default filled in. */
export interface NotificationsPlan {
  /** Begins physical names. */
  readonly prefix: string;
  readonly logRetentionDays: number;
  readonly subscriptions: readonly (NotificationSubscription & { readonly audience: Audience; readonly key: string })[];
  readonly textMessages?: Required<Omit<TextMessages, "senderId">> & Pick<TextMessages, "senderId">;
  readonly mail?: Required<Omit<Mail, "mailFrom" | "zone">> & Pick<Mail, "mailFrom" | "zone">;
}

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planNotifications(name: string, args: NotificationsShape): NotificationsPlan {
  const faults = new Faults("Notifications", name);
  const prefix = args.prefix ?? name;
  const subscriptions = AUDIENCES.flatMap((audience) =>
    Object.entries(args.subscriptions?.[audience] ?? {}).map(([key, one]) => ({ ...one, audience, key })),
  );
  for (const one of subscriptions) {
    checkSubscription(faults, `subscriptions.${one.audience}.${one.key}`, one);
  }
  checkTextMessages(faults, args);
  checkMail(faults, args, prefix);
  checkLogRetention(faults, args.logRetentionDays ?? NOTIFICATION_DEFAULTS.logRetentionDays);
  faults.throwIfAny();
  return {
    prefix,
    logRetentionDays: args.logRetentionDays ?? NOTIFICATION_DEFAULTS.logRetentionDays,
    subscriptions,
    ...(args.textMessages === undefined
      ? {}
      : { textMessages: { kind: NOTIFICATION_DEFAULTS.kind, ...args.textMessages } }),
    ...(args.mail === undefined ? {} : { mail: { onFailure: NOTIFICATION_DEFAULTS.onFailure, ...args.mail } }),
  };
}

const ENDPOINTS = {
  email: { pattern: /^[^@\s]+@[^@\s]+$/, allowed: "an e-mail address" },
  https: { pattern: /^https:\/\/[^\s/]+/, allowed: 'an address that begins with "https://"' },
  sms: { pattern: /^\+[1-9]\d{6,14}$/, allowed: "a phone number with its country, such as +491701234567" },
} as const;

function checkSubscription(faults: Faults, property: string, { protocol, endpoint, filter }: NotificationSubscription) {
  const { pattern, allowed } = ENDPOINTS[protocol];
  faults.check(pattern.test(endpoint), {
    property: `${property}.endpoint`,
    given: endpoint,
    allowed,
    fix: "correct the address, or change the protocol",
  });
  const keys = Object.keys(filter ?? {}).length;
  const values = Object.values(filter ?? {}).flat().length;
  faults.check(filter === undefined || (keys >= 1 && keys <= FILTER_KEYS_LIMIT && values <= FILTER_VALUES_LIMIT), {
    property: `${property}.filter`,
    given: filter,
    allowed: `1 to ${FILTER_KEYS_LIMIT} keys with up to ${FILTER_VALUES_LIMIT} values together`,
    fix: "filter by fewer keys, or omit the filter",
  });
}

function checkTextMessages(faults: Faults, { textMessages, key }: NotificationsShape): void {
  if (textMessages === undefined) {
    return;
  }
  const { monthlySpendLimitUsd, senderId } = textMessages;
  faults.check(Number.isInteger(monthlySpendLimitUsd) && monthlySpendLimitUsd >= 1, {
    property: "textMessages.monthlySpendLimitUsd",
    given: monthlySpendLimitUsd,
    allowed: "whole US dollars a month, at least 1",
    fix: "set what text messages may cost",
  });
  faults.check(senderId === undefined || (/^[A-Za-z0-9]{1,11}$/.test(senderId) && /[A-Za-z]/.test(senderId)), {
    property: "textMessages.senderId",
    given: senderId,
    allowed: "1 to 11 letters and digits, at least one letter",
    fix: "shorten the sender",
  });
  checkLogsKey(faults, key);
}

function checkMail(faults: Faults, { mail, key }: NotificationsShape, prefix: string): void {
  if (mail === undefined) {
    return;
  }
  const { domain, zone, mailFrom } = mail;
  faults.check(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/.test(domain), {
    property: "mail.domain",
    given: domain,
    allowed: "a domain name in lower case, such as shop.example.com",
    fix: "write the part of the senders' addresses after the @",
  });
  faults.check(zone === undefined || domain === zone.name || domain.endsWith(`.${zone.name}`), {
    property: "mail.domain",
    given: domain,
    allowed: `${zone?.name} or a name inside it`,
    fix: "pass the zone that holds the domain",
  });
  faults.check(mailFrom === undefined || /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(mailFrom), {
    property: "mail.mailFrom",
    given: mailFrom,
    allowed: 'one label of letters, digits and "-", such as bounce',
    fix: "write the label without the domain",
  });
  faults.check(/^[\w-]+$/.test(prefix) && prefix.length <= CONFIGURATION_SET_LIMIT, {
    property: "prefix",
    given: prefix,
    allowed: `letters, digits, "_" and "-", up to ${CONFIGURATION_SET_LIMIT} characters, for the configuration set`,
    fix: "shorten or rename it",
  });
  faults.check(key.services.includes("ses.amazonaws.com"), {
    property: "key.services",
    given: key.services,
    allowed: "a key that ses.amazonaws.com may use, or bounces and complaints are lost",
    fix: `add "ses.amazonaws.com" to the services of EncryptionKey "${key.componentName}"`,
  });
}

/** @throws {pulumi.InputPropertiesError} unless the address belongs to the domain that mail is sent from */
export function checkSender(name: string, from: string, mail: Pick<Mail, "domain"> | undefined): void {
  const faults = new Faults("Notifications", name);
  const domain = from.split("@")[1] ?? "";
  const fits = mail !== undefined && (domain === mail.domain || domain.endsWith(`.${mail.domain}`));
  faults.check(fits && /^[^@\s]+@[^@\s]+$/.test(from), {
    property: "from",
    given: from,
    allowed: mail === undefined ? "nothing: no mail is set up" : `an address of ${mail.domain}`,
    fix: mail === undefined ? "pass mail with the domain" : "send from that domain",
  });
  faults.throwIfAny();
}

/** @throws {pulumi.InputPropertiesError} where no text messages are set up */
export function checkTexts(name: string, textMessages: unknown): void {
  const faults = new Faults("Notifications", name);
  faults.check(textMessages !== undefined, {
    property: "textMessages",
    given: textMessages,
    allowed: "settings of text messages, for those who send them",
    fix: "pass textMessages with a limit a month",
  });
  faults.throwIfAny();
}
