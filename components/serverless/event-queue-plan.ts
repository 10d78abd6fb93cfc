import { Faults } from "../core";

const SOURCE = "SQS quotas, read 2026-11";
/** Longest visibility timeout, in seconds. */
const VISIBILITY_LIMIT = 43_200;
/** Lambda's advice: the batch may be tried several times before it becomes visible again. */
export const VISIBILITY_FACTOR = 6;
/** Days that a message can be kept. */
const RETENTION_DAYS = { min: 1, max: 14 } as const;
/** Longest delay, in seconds. */
const DELAY_LIMIT = 900;
/** Attempts before a message goes to the dead-letter queue. */
const RECEIVES = { min: 1, max: 1000 } as const;
/** Longest name, `.fifo` included, in characters. */
const NAME_LIMIT = 80;

/** What the plan looks at. */
export interface QueueShape {
  readonly reader?: "function" | "people";
  readonly consumerTimeoutSeconds?: number;
  readonly visibilitySeconds?: number;
  readonly retentionDays?: number;
  readonly maxReceives?: number;
  readonly delaySeconds?: number;
  readonly fifo?: boolean;
  readonly oldestMessageSeconds?: number;
  readonly queueName?: string;
}

export const QUEUE_DEFAULTS = {
  reader: "function",
  consumerTimeoutSeconds: 30,
  retentionDays: 4,
  maxReceives: 5,
  delaySeconds: 0,
  fifo: false,
  oldestMessageSeconds: 900,
} as const;

/** What differs where people read: they look at a message as often as they like, and some are on holiday. */
const PEOPLE_DEFAULTS = { retentionDays: RETENTION_DAYS.max, maxReceives: RECEIVES.max } as const;

/** The arguments with every default filled in. */
export interface QueuePlan {
  readonly reader: "function" | "people";
  readonly visibilitySeconds: number;
  readonly retentionDays: number;
  readonly maxReceives: number;
  readonly delaySeconds: number;
  readonly fifo: boolean;
  readonly oldestMessageSeconds: number;
  /** Physical names, where they are explicit. */
  readonly names?: { readonly queue: string; readonly deadLetters: string };
}

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planQueue(name: string, args: QueueShape): QueuePlan {
  const { consumerTimeoutSeconds, ...settings } = {
    ...QUEUE_DEFAULTS,
    ...(args.reader === "people" ? PEOPLE_DEFAULTS : {}),
    ...args,
  };
  const least = consumerTimeoutSeconds * VISIBILITY_FACTOR;
  const visibilitySeconds = args.visibilitySeconds ?? least;
  const faults = new Faults("EventQueue", name);
  faults.check(
    Number.isInteger(visibilitySeconds) && visibilitySeconds >= least && visibilitySeconds <= VISIBILITY_LIMIT,
    {
      property: "visibilitySeconds",
      given: visibilitySeconds,
      allowed: `${least} (${VISIBILITY_FACTOR} times the consumer's timeout of ${consumerTimeoutSeconds} s) to ${VISIBILITY_LIMIT} (${SOURCE})`,
      fix: "lengthen it, or shorten the consumer's timeout",
    },
  );
  checkRange(faults, "retentionDays", settings.retentionDays, RETENTION_DAYS);
  checkRange(faults, "maxReceives", settings.maxReceives, RECEIVES);
  checkRange(faults, "delaySeconds", settings.delaySeconds, { min: 0, max: DELAY_LIMIT });
  checkRange(faults, "oldestMessageSeconds", settings.oldestMessageSeconds, {
    min: 1,
    max: settings.retentionDays * 86_400,
  });
  const names = physicalNames(args);
  faults.check(
    names === undefined || (/^[\w-]+(\.fifo)?$/.test(names.deadLetters) && names.deadLetters.length <= NAME_LIMIT),
    {
      property: "queueName",
      given: args.queueName,
      allowed: `letters, digits, "-" and "_", so that "${names?.deadLetters}" has up to ${NAME_LIMIT} characters (${SOURCE})`,
      fix: "shorten or rename it",
    },
  );
  faults.throwIfAny();
  const { visibilitySeconds: _given, queueName: _name, ...rest } = settings;
  return { ...rest, visibilitySeconds, ...(names === undefined ? {} : { names }) };
}

function physicalNames(args: QueueShape): QueuePlan["names"] {
  if (args.queueName === undefined) {
    return undefined;
  }
  const suffix = args.fifo === true ? ".fifo" : "";
  const base = args.queueName.replace(/\.fifo$/, "");
  return { queue: `${base}${suffix}`, deadLetters: `${base}-dead-letters${suffix}` };
}

function checkRange(faults: Faults, property: string, given: number, limit: { min: number; max: number }): void {
  faults.check(Number.isInteger(given) && given >= limit.min && given <= limit.max, {
    property,
    given,
    allowed: `a whole number from ${limit.min} to ${limit.max} (${SOURCE})`,
    fix: "choose a number in that range",
  });
}
