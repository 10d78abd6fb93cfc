import * as backup from "@pulumi/aws/backup";
import * as iam from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";
import {
  type Alarmed,
  type AlarmSpec,
  type EncryptionKey,
  EstateComponent,
  fitName,
  grant,
  parseArn,
  serviceTrust,
} from "../core";
import type { BackupSet, DisasterRecoveryArgs } from "./disaster-recovery-args";
import { NAME_LIMIT, type PlannedSet, planRecovery, type RecoveryPlan, WINDOWS } from "./disaster-recovery-plan";
import { backupStatements, storeArns } from "./disaster-recovery-role";

/** Types that AWS Backup can be turned on for; on, it still touches only what a plan selects (API reference, read 2026-11). */
const OPT_IN = ["Aurora", "DocumentDB", "DynamoDB", "EBS", "EC2", "EFS", "FSx", "Neptune", "RDS", "S3"] as const;
/** Seconds of a day, in which at least one backup must succeed. */
const DAY_SECONDS = 86_400;
/** Seconds over which failures are counted: an hourly backup that fails must show within the hour. */
const HOUR_SECONDS = 3600;

/**
 * Backups that outlive their region and whoever wants them gone: daily and hourly, copied to a second region, each under a
 * customer key, in vaults that are locked.
 *
 * Creates two vaults and their locks, per set a plan and a selection, and one role that may touch the selected stores and
 * nothing else. Backups cost about five cents per gigabyte and month (warm, EBS and S3; databases ten), twice with the copy,
 * and two cents per gigabyte for the transfer between regions.
 *
 * A backup that is copied is hours old when it is needed: what must lose less than that needs a replica. Declare the
 * targets with `RecoveryObjectives`; `estate plan` works out what is reached.
 *
 * @example
 * const recovery = new DisasterRecovery("shop-recovery", { key, copy: { region: "us-west-2", key: secondKey }, backups: {
 *   databases: { kind: "cluster", stores: { arns: { orders: database.cluster.arn } }, hourly: true },
 *   volumes: { kind: "volume", stores: { tag: { key: "system", value: "shop" } }, hourly: true },
 * } });
 * observability.watch(recovery);
 */
export class DisasterRecovery extends EstateComponent implements Alarmed {
  public readonly alarmSource: string;
  public readonly vault: backup.Vault;
  /** The vault in the other region. */
  public readonly copyVault: backup.Vault;
  /** What AWS Backup acts as. */
  public readonly role: iam.Role;
  private readonly plan: RecoveryPlan;

  public constructor(name: string, args: DisasterRecoveryArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planRecovery(name, args);
    super("estate:resilience:DisasterRecovery", name, args, opts);
    this.plan = plan;
    this.alarmSource = name;
    this.vault = this.makeVault("vault", args.key.arn, {});
    this.copyVault = this.makeVault("copies", inRegion(args.copy), { region: plan.copyRegion });
    this.role = this.makeRole(args.key);
    const policy = this.makePolicy(args);
    this.makeSettings();
    for (const [key, set] of plan.sets) {
      this.makePlan(key, set, args, policy);
    }
    this.registerOutputs({ vaultArn: this.vault.arn, copyVaultArn: this.copyVault.arn });
  }

  /** Backups and copies that fail or come too late, and days without any backup. */
  public alarms(): readonly AlarmSpec[] {
    const dimensions = { BackupVaultName: this.vault.name };
    const failing = ["BackupJobsFailed", "BackupJobsExpired", "CopyJobsFailed"].map(
      (what): AlarmSpec => ({
        key: what.replace(/[A-Z]/g, (letter, position) => `${position === 0 ? "" : "-"}${letter.toLowerCase()}`),
        summary: `${this.componentName}: ${what
          .replace(/([A-Z])/g, " $1")
          .trim()
          .toLowerCase()}. Look at the jobs of AWS Backup: the newest copy grows old.`,
        severity: "page",
        metric: { namespace: "AWS/Backup", name: `NumberOf${what}`, dimensions, statistic: "Sum" },
        comparison: "atLeast",
        threshold: 1,
        periodSeconds: HOUR_SECONDS,
        evaluationPeriods: 1,
      }),
    );
    return [
      ...failing,
      {
        key: "no-backup",
        summary: `${this.componentName} made no backup for a day: look at the selections and at the account's settings.`,
        severity: "page",
        metric: { namespace: "AWS/Backup", name: "NumberOfBackupJobsCompleted", dimensions, statistic: "Sum" },
        comparison: "below",
        threshold: 1,
        periodSeconds: DAY_SECONDS,
        evaluationPeriods: 1,
        missingData: "breaching",
      },
    ];
  }

  private makeVault(
    role: "vault" | "copies",
    kmsKeyArn: pulumi.Input<string>,
    where: { region?: string },
  ): backup.Vault {
    const vault = new backup.Vault(
      this.childName(role),
      { ...where, kmsKeyArn, forceDestroy: !this.plan.deletionProtection },
      this.childOptions(this.plan.deletionProtection ? { protect: true } : {}),
    );
    new backup.VaultLockConfiguration(
      this.childName("lock", role),
      { ...where, backupVaultName: vault.name, ...this.plan.lock },
      this.childOptions(),
    );
    return vault;
  }

  private makeRole(key: EncryptionKey): iam.Role {
    return new iam.Role(
      this.childName("role"),
      {
        description: "Makes backups of selected stores and copies them to another region",
        assumeRolePolicy: key.arn.apply((arn) =>
          serviceTrust("backup.amazonaws.com", { StringEquals: { "aws:SourceAccount": parseArn(arn).account } }),
        ),
      },
      this.childOptions(),
    );
  }

  private makePolicy(args: DisasterRecoveryArgs): iam.RolePolicy {
    const sets = Object.entries(args.backups).map(([key, { kind, stores, continuous }]) => ({
      key,
      kind,
      stores,
      continuous: continuous ?? false,
    }));
    const statements = backupStatements(sets, {
      anchor: args.key.arn,
      vaultArn: this.vault.arn,
      copyVaultArn: this.copyVault.arn,
      copyRegion: this.plan.copyRegion,
      keys: [args.key, args.copy.key, ...(args.sourceKeys ?? [])],
    });
    return grant({ granteeName: this.childName("role"), role: this.role }, "backups", statements);
  }

  /** Both regions decide for themselves what AWS Backup may touch. */
  private makeSettings(): void {
    if (!this.plan.accountSettings) {
      return;
    }
    const resourceTypeOptInPreference = Object.fromEntries(OPT_IN.map((type) => [type, true]));
    // DynamoDB's backups are copied to other regions only where AWS Backup manages them itself.
    const resourceTypeManagementPreference = { DynamoDB: true, EFS: true };
    const settings = { resourceTypeOptInPreference, resourceTypeManagementPreference };
    new backup.RegionSettings(this.childName("settings", "here"), settings, this.childOptions());
    new backup.RegionSettings(
      this.childName("settings", "there"),
      { ...settings, region: this.plan.copyRegion },
      this.childOptions(),
    );
  }

  private makePlan(key: string, set: PlannedSet, args: DisasterRecoveryArgs, policy: iam.RolePolicy): void {
    const plan = new backup.Plan(
      this.childName("plan", key),
      {
        name: fitName(`${this.componentName}-${key}`, NAME_LIMIT),
        rules: set.rules.map((rule) => ({
          ruleName: rule.key,
          targetVaultName: this.vault.name,
          schedule: rule.schedule,
          startWindow: WINDOWS.start,
          completionWindow: WINDOWS.completion,
          lifecycle: { deleteAfter: rule.keepDays },
          ...(rule.continuous
            ? { enableContinuousBackup: true }
            : {
                copyActions: [{ destinationVaultArn: this.copyVault.arn, lifecycle: { deleteAfter: rule.keepDays } }],
              }),
        })),
      },
      this.childOptions(),
    );
    const chosen = args.backups[key];
    if (chosen !== undefined) {
      this.select(key, chosen, plan, policy);
    }
  }

  private select(
    key: string,
    { kind, stores, continuous }: BackupSet,
    plan: backup.Plan,
    policy: iam.RolePolicy,
  ): void {
    const resources = storeArns({ kind, stores, continuous: continuous ?? false }, this.vault.arn);
    new backup.Selection(
      this.childName("selection", key),
      {
        name: key,
        planId: plan.id,
        iamRoleArn: this.role.arn,
        resources: [...resources],
        ...("tag" in stores
          ? { conditions: [{ stringEquals: [{ key: `aws:ResourceTag/${stores.tag.key}`, value: stores.tag.value }] }] }
          : {}),
      },
      // AWS Backup tries the role at once.
      this.childOptions({ dependsOn: [policy] }),
    );
  }
}

/** A vault takes a key of its own region only, and says so only while deploying. */
function inRegion({ region, key }: DisasterRecoveryArgs["copy"]): pulumi.Output<string> {
  return key.arn.apply((arn) => {
    const actual = parseArn(arn).region;
    if (actual !== region) {
      throw new Error(
        `The copies go to ${region}, but EncryptionKey "${key.componentName}" stands in ${actual}. ` +
          `Make it with a provider of ${region}.`,
      );
    }
    return arn;
  });
}
