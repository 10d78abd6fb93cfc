import { checkLogRetention, checkLogsKey, Faults } from "../core";
import type { PoolClient, PoolDomain, PoolGroup, UserPoolArgs } from "./user-pool-args";

const SOURCE = "Cognito API reference, read 2026-11";
/** Shortest and longest password that may be asked for, in characters; Cognito itself would take six. */
export const PASSWORD_LENGTH = { min: 12, max: 99 } as const;
/** How long id and access tokens may be good, in minutes. */
const TOKEN_MINUTES = { min: 5, max: 1440 } as const;
/** How long a user may stay signed in, in days. */
const REFRESH_DAYS = { min: 1, max: 3650 } as const;
/** Requests of one address in five minutes (WAF API, `RateBasedStatement`, read 2026-11). */
export const RATE_LIMIT = { min: 10, max: 2_000_000_000 } as const;

export const POOL_DEFAULTS = {
  groups: { admin: { description: "Changes products", precedence: 1 } },
  mfa: "optional",
  tier: "ESSENTIALS",
  passwordLength: PASSWORD_LENGTH.min,
  selfSignUp: true,
  rateLimit: 1000,
  logRetentionDays: 365,
  deletionProtection: true,
} as const satisfies Partial<UserPoolArgs>;

export const CLIENT_DEFAULTS = { tokenMinutes: 60, refreshDays: 30 } as const;

/** What the plan looks at. */
export type PoolShape = Omit<UserPoolArgs, "key"> & {
  readonly key: { readonly componentName: string; readonly services: readonly string[] };
};

/** An application with every default filled in. */
export interface ClientPlan {
  readonly name: string;
  readonly callbackUrls: readonly string[];
  readonly logoutUrls: readonly string[];
  readonly tokenMinutes: number;
  readonly refreshDays: number;
}

/** The arguments with every default filled in. */
export interface PoolPlan {
  readonly clients: readonly ClientPlan[];
  readonly groups: Readonly<Record<string, PoolGroup>>;
  readonly domain?: PoolDomain;
  readonly mfa: "off" | "optional" | "required";
  readonly tier: "ESSENTIALS" | "LITE" | "PLUS";
  readonly threatProtection: "audit" | "enforced" | "off";
  readonly passwordLength: number;
  readonly selfSignUp: boolean;
  readonly rateLimit: number | "none";
  readonly logRetentionDays: number;
  readonly deletionProtection: boolean;
}

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planUserPool(name: string, args: PoolShape): PoolPlan {
  const faults = new Faults("UserPool", name);
  const plan = resolve(args);
  checkRange(faults, "passwordLength", plan.passwordLength, PASSWORD_LENGTH);
  checkRate(faults, plan.rateLimit);
  checkLogsKey(faults, args.key);
  checkLogRetention(faults, plan.logRetentionDays);
  checkThreats(faults, plan);
  checkDomain(faults, plan);
  checkGroups(faults, plan.groups);
  faults.check(plan.clients.length > 0, {
    property: "clients",
    given: args.clients,
    allowed: "at least one application",
    fix: 'add one: { shop: { callbackUrls: ["https://shop.example.com/"] } }',
  });
  for (const client of plan.clients) {
    checkClient(faults, client);
  }
  faults.check(args.mail === undefined || /^[^@]*@[^@\s]+$/.test(args.mail.from), {
    property: "mail.from",
    given: args.mail?.from,
    allowed: 'an address, with a name before it or without: "Shop <no-reply@shop.example.com>"',
    fix: "correct the address",
  });
  faults.throwIfAny();
  return plan;
}

function resolve(args: PoolShape): PoolPlan {
  const { groups, mfa, tier, passwordLength, selfSignUp, rateLimit, logRetentionDays, deletionProtection } = {
    ...POOL_DEFAULTS,
    ...args,
  };
  return {
    clients: Object.entries(args.clients).map(([name, client]) => resolveClient(name, client)),
    ...{ groups, mfa, tier, passwordLength, selfSignUp, rateLimit, logRetentionDays, deletionProtection },
    threatProtection: args.threatProtection ?? (tier === "PLUS" ? "enforced" : "off"),
    ...(args.domain === undefined ? {} : { domain: args.domain }),
  };
}

function resolveClient(name: string, client: PoolClient): ClientPlan {
  const { tokenMinutes, refreshDays } = { ...CLIENT_DEFAULTS, ...client };
  const callbackUrls = client.callbackUrls ?? [];
  return { name, callbackUrls, logoutUrls: client.logoutUrls ?? callbackUrls, tokenMinutes, refreshDays };
}

function checkThreats(faults: Faults, { threatProtection, tier, mfa }: PoolPlan): void {
  faults.check(threatProtection === "off" || tier === "PLUS", {
    property: "threatProtection",
    given: threatProtection,
    allowed: `"off" with tier "${tier}" (${SOURCE})`,
    fix: 'set tier: "PLUS", or leave threat protection out',
  });
  faults.check(threatProtection !== "enforced" || mfa !== "off", {
    property: "mfa",
    given: mfa,
    allowed: '"optional" or "required", for odd sign-ins are asked for a second factor',
    fix: 'set mfa: "optional", or threatProtection: "audit"',
  });
}

function checkDomain(faults: Faults, { domain, clients }: PoolPlan): void {
  if (domain !== undefined && "prefix" in domain) {
    const wellFormed = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(domain.prefix);
    faults.check(wellFormed && !/aws|amazon|cognito/.test(domain.prefix), {
      property: "domain.prefix",
      given: domain.prefix,
      allowed: `1 to 63 small letters, digits and "-", without "aws", "amazon" and "cognito" (${SOURCE})`,
      fix: "rename it",
    });
  }
  if (domain !== undefined && "name" in domain) {
    faults.check(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.){2,}[a-z]{2,}$/.test(domain.name), {
      property: "domain.name",
      given: domain.name,
      allowed: "a name below a domain, such as auth.example.com",
      fix: "write the whole name in small letters",
    });
  }
  const hosted = clients.filter((client) => client.callbackUrls.length > 0).map((client) => client.name);
  faults.check(domain !== undefined || hosted.length === 0, {
    property: "domain",
    given: undefined,
    allowed: `a domain for the hosted pages, from which ${hosted.join(", ")} takes users back`,
    fix: "set domain, or leave callbackUrls out",
  });
}

function checkGroups(faults: Faults, groups: Readonly<Record<string, PoolGroup>>): void {
  for (const [name, { precedence = 0 }] of Object.entries(groups)) {
    faults.check(/^[\w.@:-]{1,128}$/.test(name) && Number.isInteger(precedence) && precedence >= 0, {
      property: `groups.${name}`,
      given: { name, precedence },
      allowed: `a name of up to 128 letters, digits and ".@:_-", a precedence of 0 or more (${SOURCE})`,
      fix: "rename the group, or correct its precedence",
    });
  }
}

function checkClient(faults: Faults, client: ClientPlan): void {
  const property = `clients.${client.name}`;
  checkRange(faults, `${property}.tokenMinutes`, client.tokenMinutes, TOKEN_MINUTES);
  checkRange(faults, `${property}.refreshDays`, client.refreshDays, REFRESH_DAYS);
  for (const url of [...client.callbackUrls, ...client.logoutUrls]) {
    faults.check(/^https:\/\/[^\s#]+$/.test(url) || /^http:\/\/localhost(:\d+)?(\/[^\s#]*)?$/.test(url), {
      property: `${property}.callbackUrls`,
      given: url,
      allowed: 'addresses that begin with "https://", without "#"; "http://localhost" while developing',
      fix: "serve the application over HTTPS",
    });
  }
}

/** Adds a fault where the limit is none that WAF takes */
export function checkRate(faults: Faults, rateLimit: number | "none"): void {
  if (rateLimit !== "none") {
    checkRange(faults, "rateLimit", rateLimit, RATE_LIMIT);
  }
}

/** Adds a fault where the number is not whole, or out of range. */
export function checkRange(
  faults: Faults,
  property: string,
  given: number,
  limit: { readonly min: number; readonly max: number },
): void {
  faults.check(Number.isInteger(given) && given >= limit.min && given <= limit.max, {
    property,
    given,
    allowed: `a whole number from ${limit.min} to ${limit.max}`,
    fix: "choose a number in that range",
  });
}
