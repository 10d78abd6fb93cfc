import { checkLogRetention, checkLogsKey, Faults, type KeyWithServices } from "../core";

const SOURCE = "ECS developer guide, Fargate task CPU and memory, read 2026-11";
/** Memory in MiB that goes with each CPU value: least, most, step. */
const SIZES: Readonly<Record<number, { readonly min: number; readonly max: number; readonly step: number }>> = {
  256: { min: 512, max: 2048, step: 512 },
  512: { min: 1024, max: 4096, step: 1024 },
  1024: { min: 2048, max: 8192, step: 1024 },
  2048: { min: 4096, max: 16_384, step: 1024 },
  4096: { min: 8192, max: 30_720, step: 1024 },
  8192: { min: 16_384, max: 61_440, step: 4096 },
  16384: { min: 32_768, max: 122_880, step: 8192 },
};
/** Scratch space in GiB; the least is free. */
const SCRATCH_GIB = { min: 21, max: 200 } as const;
/** Names that end in the environment of a container. */
const VARIABLE = /^[A-Z_][A-Z0-9_]*$/i;

/** What the plan looks at. */
export interface TaskShape {
  readonly key: KeyWithServices;
  readonly cpu?: number;
  readonly memoryMiB?: number;
  readonly architecture?: "arm64" | "x86_64";
  readonly user?: string;
  readonly scratchGiB?: number;
  readonly schedule?: string;
  readonly timezone?: string;
  readonly logRetentionDays?: number;
  readonly environment?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, unknown>>;
}

/** The arguments with every default filled in. */
export interface TaskPlan {
  readonly cpu: number;
  readonly memoryMiB: number;
  readonly architecture: "arm64" | "x86_64";
  readonly user: string;
  readonly scratchGiB?: number;
  readonly schedule?: string;
  readonly timezone: string;
  readonly logRetentionDays: number;
}

/** The values of the arguments that have a default. */
export const TASK_DEFAULTS = {
  cpu: 256,
  memoryMiB: 512,
  architecture: "arm64",
  user: "10001:10001",
  timezone: "UTC",
  logRetentionDays: 90,
} as const satisfies Partial<TaskShape>;

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planTask(name: string, args: TaskShape): TaskPlan {
  const { environment = {}, secrets = {}, key, ...settings } = { ...TASK_DEFAULTS, ...args };
  const faults = new Faults("ContainerTask", name);
  checkSize(faults, settings.cpu, settings.memoryMiB);
  faults.check(/^[1-9]\d*(:[1-9]\d*)?$/.test(settings.user), {
    property: "user",
    given: settings.user,
    allowed: "a numeric user, and a group after a colon, neither of them 0",
    fix: "run as a user without rights, such as 10001:10001",
  });
  const { min, max } = SCRATCH_GIB;
  faults.check(args.scratchGiB === undefined || (args.scratchGiB >= min && args.scratchGiB <= max), {
    property: "scratchGiB",
    given: args.scratchGiB,
    allowed: `${min} to ${max} GiB; without it the task has 20 (${SOURCE})`,
    fix: "choose a size in that range or leave it out",
  });
  faults.check(args.schedule === undefined || /^(rate|cron|at)\(.+\)$/.test(args.schedule), {
    property: "schedule",
    given: args.schedule,
    allowed: '"rate(1 day)", "cron(0 3 * * ? *)" or "at(2027-01-31T03:00:00)" (EventBridge Scheduler, read 2026-11)',
    fix: "write the schedule as one of these, or leave it out and start the task on demand",
  });
  checkLogsKey(faults, key);
  checkLogRetention(faults, settings.logRetentionDays);
  checkVariables(faults, Object.keys(environment), Object.keys(secrets));
  faults.throwIfAny();
  return settings;
}

function checkSize(faults: Faults, cpu: number, memoryMiB: number): void {
  const size = SIZES[cpu];
  if (size === undefined) {
    faults.add({
      property: "cpu",
      given: cpu,
      allowed: `one of ${Object.keys(SIZES).join(", ")} units, 1024 for a processor (${SOURCE})`,
      fix: "choose one of these",
    });
    return;
  }
  faults.check(memoryMiB >= size.min && memoryMiB <= size.max && memoryMiB % size.step === 0, {
    property: "memoryMiB",
    given: memoryMiB,
    allowed: `${size.min} to ${size.max} MiB in steps of ${size.step} with ${cpu} units of CPU (${SOURCE})`,
    fix: "choose a memory size that goes with the CPU",
  });
}

function checkVariables(faults: Faults, environment: readonly string[], secrets: readonly string[]): void {
  for (const variable of [...environment, ...secrets]) {
    faults.check(VARIABLE.test(variable), {
      property: environment.includes(variable) ? `environment.${variable}` : `secrets.${variable}`,
      given: variable,
      allowed: "letters, digits and underscores, no digit first",
      fix: "rename the variable",
    });
  }
  for (const variable of secrets.filter((secret) => environment.includes(secret))) {
    faults.add({
      property: `secrets.${variable}`,
      given: variable,
      allowed: "a variable that the environment does not set as well",
      fix: "keep it among the secrets only",
    });
  }
}
