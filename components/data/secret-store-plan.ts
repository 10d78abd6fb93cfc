import { Faults } from "../core";

const SOURCE = "Secrets Manager API reference, read 2026-11";
/** Longest name, in characters. */
const NAME_LIMIT = 512;
/** Days between the order to delete a secret and its deletion. */
export const SECRET_RECOVERY_DAYS = { min: 7, max: 30 } as const;

/** What the plan looks at. */
export interface SecretsShape {
  readonly secrets: Readonly<Record<string, SecretShape>>;
  readonly prefix?: string;
  readonly recoveryDays?: number;
  readonly replicas?: readonly { readonly region: string }[];
  readonly deletionProtection?: boolean;
}

export interface SecretShape {
  readonly description: string;
  readonly secretName?: string;
  readonly rotation?: { readonly schedule: string; readonly window?: string };
  /** Looked at only to refuse plain text. */
  readonly value?: unknown;
}

/** The arguments with every default filled in. */
export interface SecretsPlan {
  readonly recoveryDays: number;
  readonly deletionProtection: boolean;
  /** Physical names by key, where they are explicit. */
  readonly names: ReadonlyMap<string, string>;
}

export const SECRETS_DEFAULTS = { recoveryDays: 30, deletionProtection: true } as const;

/**
 * Checks every secret and fills in the defaults. No message shows a value.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planSecrets(name: string, args: SecretsShape): SecretsPlan {
  const faults = new Faults("SecretStore", name);
  const recoveryDays = args.recoveryDays ?? SECRETS_DEFAULTS.recoveryDays;
  const { min, max } = SECRET_RECOVERY_DAYS;
  faults.check(Number.isInteger(recoveryDays) && recoveryDays >= min && recoveryDays <= max, {
    property: "recoveryDays",
    given: recoveryDays,
    allowed: `whole days from ${min} to ${max} (${SOURCE})`,
    fix: "choose a number of days in that range",
  });
  faults.check(Object.keys(args.secrets).length > 0, {
    property: "secrets",
    given: {},
    allowed: "at least one secret",
    fix: "declare a secret or leave the component out",
  });
  const regions = (args.replicas ?? []).map(({ region }) => region);
  faults.check(new Set(regions).size === regions.length, {
    property: "replicas",
    given: regions,
    allowed: "each region once",
    fix: "remove the repetition",
  });
  const names = new Map<string, string>();
  for (const [key, secret] of Object.entries(args.secrets)) {
    const physical = secret.secretName ?? (args.prefix === undefined ? undefined : `${args.prefix}/${key}`);
    checkSecret(faults, `secrets.${key}`, secret);
    if (physical !== undefined) {
      checkName(faults, `secrets.${key}.secretName`, physical, [...names.values()]);
      names.set(key, physical);
    }
  }
  faults.throwIfAny();
  return { recoveryDays, deletionProtection: args.deletionProtection ?? SECRETS_DEFAULTS.deletionProtection, names };
}

function checkSecret(faults: Faults, path: string, secret: SecretShape): void {
  faults.check(secret.description.trim() !== "", {
    property: `${path}.description`,
    given: secret.description,
    allowed: "a sentence that says what the secret opens, and who fills it",
    fix: "describe the secret",
  });
  faults.check(typeof secret.value !== "string", {
    property: `${path}.value`,
    given: "[plain text]",
    allowed: "a secret output, such as config.requireSecret(…), or nothing",
    fix: "move the value into the stack's encrypted configuration, or leave it to an operator or to rotation",
  });
  if (secret.rotation === undefined) {
    return;
  }
  faults.check(/^rate\(\d+ (hours?|days?)\)$|^cron\(.+\)$/.test(secret.rotation.schedule), {
    property: `${path}.rotation.schedule`,
    given: secret.rotation.schedule,
    allowed: `"rate(30 days)", "rate(12 hours)" or "cron(…)", in UTC (${SOURCE})`,
    fix: "write the schedule as one of these",
  });
  faults.check(secret.rotation.window === undefined || /^\d{1,2}h$/.test(secret.rotation.window), {
    property: `${path}.rotation.window`,
    given: secret.rotation.window,
    allowed: `hours with the unit, such as "3h" (${SOURCE})`,
    fix: "write the window in whole hours",
  });
}

function checkName(faults: Faults, property: string, given: string, taken: readonly string[]): void {
  faults.check(/^[A-Za-z0-9/_+=.@-]+$/.test(given) && given.length <= NAME_LIMIT && !taken.includes(given), {
    property,
    given,
    allowed: `up to ${NAME_LIMIT} letters, digits and "/_+=.@-", unlike every other secret's (${SOURCE})`,
    fix: "rename the secret",
  });
  faults.check(!/-[A-Za-z0-9]{6}$/.test(given), {
    property,
    given,
    allowed: `a name that does not end in a hyphen and six letters or digits, as the ARN's own suffix does (${SOURCE})`,
    fix: "lengthen or shorten the last word",
  });
}
