import type { FunctionNeeds } from "../shared/needs";

/** Removes volumes that nobody uses and snapshots whose volume is gone. A schedule invokes it. */
export const needs = {
  resources: {
    storage: {
      kind: "block-storage",
      actions: [
        "ec2:DescribeVolumes",
        "ec2:DescribeSnapshots",
        "ec2:DescribeImages",
        "ec2:CreateTags",
        "ec2:DeleteTags",
        "ec2:DeleteVolume",
        "ec2:DeleteSnapshot",
      ],
      variable: "STORAGE_SCOPE",
    },
  },
  environment: {
    DRY_RUN: { description: "true: it only says what it would do; false: it does it.", default: "true" },
    UNATTACHED_DAYS: { description: "Days for which a volume must have been seen unattached.", default: "14" },
    ORPHAN_DAYS: {
      description: "Age from which a snapshot without its volume goes, in days; longer than backups are kept.",
      default: "35",
    },
    KUBERNETES_VOLUMES: {
      description:
        "keep: a volume that a cluster made stays, as its claim may wait for a pod; clean: it goes like others.",
      default: "keep",
    },
    DELETIONS_PER_RUN: { description: "Most deletions of one run, so that a mistake stays small.", default: "20" },
  },
} as const satisfies FunctionNeeds;
