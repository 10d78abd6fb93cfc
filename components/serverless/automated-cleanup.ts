import type * as pulumi from "@pulumi/pulumi";
import { type Alarmed, type AlarmSpec, type EncryptionKey, EstateComponent, Faults } from "../core";
import type { FunctionServiceArgs } from "./function-args";
import { FunctionService } from "./function-service";
import { StorageScope, type StorageScopeArgs } from "./storage-scope";

/** Arguments of {@link AutomatedCleanup}. */
export interface AutomatedCleanupArgs {
  /** Code and needs of the function `storage-cleanup`. */
  readonly source: Pick<FunctionServiceArgs, "code" | "needs"> & Partial<Pick<FunctionServiceArgs, "handler">>;
  /** The customer key of the function; its services must name `logs`. */
  readonly key: EncryptionKey;
  /** Marks the volumes and snapshots that are this estate's: nothing else is ever touched. */
  readonly tag: StorageScopeArgs["tag"];
  /** Delete what is found. @default false: it only says in its log what it would delete */
  readonly deletes?: boolean;
  /**
   * What becomes of volumes that a cluster made. `clean` treats them as others: a claim that waits for a pod longer than
   * `unattachedDays` loses its volume, so that backups should be kept.
   * @default "keep", under which a tag that only a cluster's volumes carry cleans nothing
   */
  readonly clusterVolumes?: "clean" | "keep";
  /** When it looks, in UTC. @default "rate(1 day)" */
  readonly schedule?: string;
  /** Days for which a volume must have been seen unattached. @default 14 */
  readonly unattachedDays?: number;
  /** Age from which a snapshot without its volume goes, in days: longer than backups are kept. @default 35 */
  readonly orphanDays?: number;
  /** Most deletions of one run, so that a mistake stays small. @default 20 */
  readonly deletionsPerRun?: number;
}

const DEFAULTS = {
  deletes: false,
  clusterVolumes: "keep",
  schedule: "rate(1 day)",
  unattachedDays: 14,
  orphanDays: 35,
  deletionsPerRun: 20,
} as const satisfies Partial<AutomatedCleanupArgs>;

/** Seconds for an account with thousands of volumes. */
const TIMEOUT_SECONDS = 300;

/**
 * A daily look at volumes that nobody uses and snapshots whose volume is gone. Until `deletes` is set it only reports, and its
 * role can touch nothing but what carries the estate's tag and not the one that exempts.
 *
 * Creates a function with its role, log and failure queue, and a schedule. Costs a few cents a month.
 *
 * @example
 * const cleanup = new AutomatedCleanup("shop-cleanup", { source: functionArgs("storage-cleanup"), key, tag: { key: "system", value: "shop" } });
 * observability.watch(cleanup);
 */
export class AutomatedCleanup extends EstateComponent implements Alarmed {
  public readonly alarmSource: string;
  public readonly function: FunctionService;

  public constructor(name: string, args: AutomatedCleanupArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planCleanup(name, args);
    super("estate:serverless:AutomatedCleanup", name, args, opts);
    this.alarmSource = name;
    const storage = new StorageScope(this.childName("scope"), { tag: args.tag, anchor: args.key }, { parent: this });
    this.function = new FunctionService(
      this.childName("function"),
      {
        ...args.source,
        key: args.key,
        bindings: { storage },
        environment: {
          DRY_RUN: String(!plan.deletes),
          KUBERNETES_VOLUMES: plan.clusterVolumes,
          UNATTACHED_DAYS: String(plan.unattachedDays),
          ORPHAN_DAYS: String(plan.orphanDays),
          DELETIONS_PER_RUN: String(plan.deletionsPerRun),
        },
        timeoutSeconds: TIMEOUT_SECONDS,
        // Two runs at once would count each other's deletions twice.
        reservedConcurrency: 1,
      },
      { parent: this },
    );
    this.function.onSchedule("look", { expression: plan.schedule });
    this.registerOutputs({ functionArn: this.function.arn });
  }

  /** The function's own. */
  public alarms(): readonly AlarmSpec[] {
    return this.function.alarms();
  }
}

/** @throws {pulumi.InputPropertiesError} with every fault */
function planCleanup(name: string, args: AutomatedCleanupArgs) {
  const plan = { ...DEFAULTS, ...args };
  const faults = new Faults("AutomatedCleanup", name);
  for (const property of ["unattachedDays", "orphanDays", "deletionsPerRun"] as const) {
    faults.check(Number.isInteger(plan[property]) && plan[property] >= 1, {
      property,
      given: plan[property],
      allowed: "a whole number, 1 or more",
      fix: "write a number of days, or of deletions",
    });
  }
  faults.throwIfAny();
  return plan;
}
