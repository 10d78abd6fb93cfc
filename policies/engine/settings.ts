import { z } from "zod";

/** How a finding counts: told, stopping the update, repaired, or not judged at all. */
export const LEVELS = ["advisory", "mandatory", "remediate", "disabled"] as const;
export type Level = (typeof LEVELS)[number];

/** A duration in whole days. */
const days = z.int().min(0).max(36_500);
const names = z.array(z.string().min(1));

/** Every number and list that a rule compares with; a stack may set any of them. */
export const thresholdsSchema = z.strictObject({
  logRetentionDays: days.describe("Shortest retention of logs, in days."),
  logRetentionCapDays: days.describe("Longest retention of logs outside production, in days."),
  backupRetentionDays: days.describe("Shortest retention of backups, in days."),
  keyRotationDays: days.describe("Longest period between two rotations of a key on Google Cloud, in days."),
  maxSessionSeconds: z.int().min(900).max(43_200).describe("Longest session of a role, in seconds."),
  requiredTags: names.describe("Tags or labels that every resource carries."),
  productionEnvironments: names.describe(
    "Environments that count as production. So does every environment that is not known to be another.",
  ),
  imageRegistries: names.describe("Registries whose images may run, as prefixes of the image's name; none means any."),
  trustedAccounts: z
    .array(z.string().regex(/^\d{12}$/))
    .describe("AWS accounts other than the stack's own that a policy may name."),
  federationIssuers: names.describe("Issuers that a federated credential on Azure may trust, as prefixes."),
  developmentInstanceTypes: names.describe("Instance types that may run outside production, as prefixes."),
  neededActions: z
    .record(z.string(), z.array(z.string()))
    .describe("Exact IAM actions that functions need, by the function's logical name."),
  privilegedNamespaces: names.describe("Kubernetes namespaces that run what needs the node itself."),
});

export type Thresholds = z.output<typeof thresholdsSchema>;
export type ThresholdName = keyof Thresholds;

export const DEFAULT_THRESHOLDS: Thresholds = {
  logRetentionDays: 30,
  logRetentionCapDays: 400,
  backupRetentionDays: 7,
  keyRotationDays: 90,
  maxSessionSeconds: 14_400,
  requiredTags: ["system", "environment", "owner"],
  productionEnvironments: ["prod", "production"],
  imageRegistries: [],
  trustedAccounts: [],
  federationIssuers: [
    "https://token.actions.githubusercontent.com",
    "https://oidc.eks.",
    "https://container.googleapis.com/",
    "https://accounts.google.com",
  ],
  developmentInstanceTypes: ["t3.", "t3a.", "t4g.", "db.t3.", "db.t4g.", "cache.t3.", "cache.t4g.", "kafka.t3."],
  neededActions: {},
  // What the node itself runs, and the agents that are on every node by their nature.
  privilegedNamespaces: [
    "kube-system",
    "amazon-cloudwatch",
    "falco",
    "filebeat",
    "fluent-bit",
    "istio-cni",
    "node-exporter",
  ],
};

const layerSchema = z.strictObject({
  levels: z.record(z.string(), z.enum(LEVELS)).optional(),
  thresholds: thresholdsSchema.partial().optional(),
});

/** What a stack may configure: levels by rule and thresholds, for all environments and for single ones. */
export const settingsSchema = z.strictObject({
  ...layerSchema.shape,
  environments: z.record(z.string(), layerSchema).optional(),
});

export type PolicySettings = z.input<typeof settingsSchema>;

export interface ResolvedSettings {
  readonly levels: Readonly<Record<string, Level>>;
  readonly thresholds: Thresholds;
}

/**
 * Checks the settings and lays the environment's own over the general ones.
 * @throws {z.ZodError} naming every fault
 */
export function resolveSettings(settings: PolicySettings | undefined, environment: string): ResolvedSettings {
  const parsed = settingsSchema.parse(settings ?? {});
  const own = parsed.environments?.[environment];
  const thresholds = thresholdsSchema.parse({ ...DEFAULT_THRESHOLDS, ...parsed.thresholds, ...own?.thresholds });
  return { levels: { ...parsed.levels, ...own?.levels }, thresholds };
}
