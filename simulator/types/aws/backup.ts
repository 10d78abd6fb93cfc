import { regionalArn, text } from "../../arn";
import type { TypeModel } from "../../model";
import { uuid } from "./uuid";

const VAULT = "aws:backup/vault:Vault";
const SOURCE = "AWS Backup API reference, read 2026-11";

/** AWS Backup. */
export const backupTypes: readonly TypeModel[] = [
  {
    type: VAULT,
    nameProperty: "name",
    nameLimit: { max: 50, pattern: /^[\w-]{2,}$/, source: `${SOURCE}, CreateBackupVault` },
    outputs: (request) => ({
      arn: regionalArn(request, "backup", `backup-vault:${request.physicalName}`),
      recoveryPoints: 0,
      region: request.cloud.aws.region,
    }),
    replaceOn: ["name", "kmsKeyArn", "region"],
    minutes: { create: 0.1, delete: 0.1 },
    stateful: true,
    references: { kmsKeyArn: "aws:kms/key:Key" },
  },
  {
    type: "aws:backup/vaultLockConfiguration:VaultLockConfiguration",
    id: (request) => text(request, "backupVaultName"),
    outputs: (request) => ({
      backupVaultArn: regionalArn(request, "backup", `backup-vault:${text(request, "backupVaultName")}`),
    }),
    replaceOn: ["backupVaultName", "changeableForDays", "maxRetentionDays", "minRetentionDays", "region"],
    references: { backupVaultName: VAULT },
  },
  {
    type: "aws:backup/plan:Plan",
    nameProperty: "name",
    nameLimit: { max: 50, pattern: /^[\w.-]+$/, source: `${SOURCE}, BackupPlan` },
    nameScope: "none",
    id: uuid,
    outputs: (request, id) => ({
      arn: regionalArn(request, "backup", `backup-plan:${id}`),
      version: request.digits(48, "alphanumeric", "version"),
    }),
    replaceOn: ["region"],
    references: { "rules[*].targetVaultName": VAULT },
  },
  {
    type: "aws:backup/selection:Selection",
    nameProperty: "name",
    nameLimit: { max: 50, pattern: /^[\w.-]+$/, source: `${SOURCE}, BackupSelection` },
    nameScope: "none",
    id: uuid,
    replaceOn: ["name", "planId", "iamRoleArn", "resources", "notResources", "selectionTags", "conditions", "region"],
    references: { planId: "aws:backup/plan:Plan", iamRoleArn: "aws:iam/role:Role" },
  },
  {
    type: "aws:backup/regionSettings:RegionSettings",
    id: (request) => request.cloud.aws.region,
    replaceOn: ["region"],
  },
];
