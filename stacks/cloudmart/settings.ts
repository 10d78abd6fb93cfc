import { z } from "zod";
import { awsTargetSchema, azureTargetSchema, gcpTargetSchema } from "../providers";
import { cidrSchema } from "../settings";
import { cacheSchema, nodeGroupSchema, platformSchema, workloadsSchema } from "./settings-cluster";

/** Days for which something is kept, one of the periods that CloudWatch Logs offers. */
const retentionSchema = z.literal([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731]);

const subnetSchema = z.strictObject({
  cidr: cidrSchema,
  zone: z.string(),
  tier: z.enum(["public", "private", "isolated"]),
});

const emailSchema = z.email({ error: "an e-mail address" });

/** Everything in which CloudMart's environments differ; the program is the same for all of them. */
export const cloudMartSchema = z.strictObject({
  aws: awsTargetSchema,
  gcp: gcpTargetSchema,
  azure: azureTargetSchema.extend({
    /** First labels of the AI accounts' endpoints, unique in the world. */
    subdomains: z.strictObject({ language: z.string(), multiService: z.string() }),
  }),
  network: z.strictObject({
    cidrBlock: cidrSchema,
    zones: z.array(z.string()).min(2).max(6),
    nat: z.enum(["none", "single", "perZone", "regional"]),
    subnets: z.record(z.string(), subnetSchema),
  }),
  cluster: z.strictObject({
    name: z.string(),
    version: z.enum(["1.34", "1.35", "1.36"]),
    nodeGroups: z.record(z.string(), nodeGroupSchema),
    /** ARNs of the roles that administer the cluster, by team. */
    administrators: z.record(z.string(), z.string()),
  }),
  workloads: workloadsSchema,
  platform: platformSchema,
  cache: cacheSchema,
  data: z.strictObject({
    /** Neither a cloud nor Pulumi deletes tables, buckets and the cluster. */
    deletionProtection: z.boolean(),
    /** Days that point-in-time recovery reaches back. */
    recoveryDays: z.int().min(1).max(35),
  }),
  /** How AWS signs in to the other clouds: `federation` without a stored credential, or by Secrets Manager. */
  identity: z.strictObject({ gcp: z.enum(["federation", "secret"]), azure: z.enum(["federation", "secret"]) }),
  ai: z.strictObject({
    /** Bedrock's model or inference profile, by its id. */
    bedrockModel: z.string(),
    openAiModel: z.string(),
    /** Who answers first; the other one stands in. */
    answerOrder: z.tuple([z.enum(["bedrock", "openai"]), z.enum(["bedrock", "openai"])]),
  }),
  analytics: z.strictObject({
    /** How the Cloud Storage lake reaches BigQuery: a job that never ends, one a day, or none. */
    dataflow: z.discriminatedUnion("mode", [
      z.strictObject({ mode: z.literal("streaming") }),
      z.strictObject({ mode: z.literal("scheduled") }),
      z.strictObject({ mode: z.literal("none") }),
    ]),
    /** Storage Transfer from the S3 lake; the subject id is that of the project's transfer agent. */
    transfer: z.strictObject({ subjectId: z.string(), startDate: z.iso.date() }).exactOptional(),
    /** Google groups that read the reports in Data Studio, by name. */
    readers: z.record(z.string(), emailSchema),
    /** The daily copy of the S3 lake. */
    etl: z.boolean(),
    /** Tag of the backend's image that the backfill task runs. */
    backfillTag: z.string(),
  }),
  edge: z.strictObject({
    /** The public Route 53 zone of the shop's names. */
    zone: z.strictObject({ name: z.string(), id: z.string() }),
    /** Addresses from which administrators come, past CloudFront; none makes no such way. */
    administratorCidrs: z.array(cidrSchema),
  }),
  /** The GitHub repository that delivers; the ids stay when names change hands. */
  delivery: z.strictObject({ repository: z.string(), repositoryId: z.string(), ownerId: z.string() }),
  budget: z.strictObject({
    /** US dollars a month; on Azure in the subscription's currency. */
    monthlyUsd: z.strictObject({ aws: z.number().positive(), gcp: z.int().positive(), azure: z.number().positive() }),
    /** Google's billing account: `012345-567890-ABCDEF`. */
    billingAccount: z.string(),
    /** First day of Azure's first month: `2026-12-01`. */
    startDate: z.iso.date(),
  }),
  /** The design's roadmap: nothing of it exists until its flag is set. */
  future: z.strictObject({
    rds: z.boolean(),
    entraId: z.boolean(),
    bigtable: z.boolean(),
    /** A VPN to Azure. */
    vpn: z.boolean(),
    /** A vault on Azure, reached by the VPN only; its name is unique in the world. */
    keyVault: z.strictObject({ name: z.string() }).exactOptional(),
    /** Another VPC on AWS. */
    peering: z
      .strictObject({ vpcId: z.string(), cidrBlock: cidrSchema, routeTableIds: z.record(z.string(), z.string()) })
      .exactOptional(),
  }),
  logs: z.strictObject({ retentionDays: retentionSchema }),
  /** Who hears of alarms, by name. */
  alarms: z.strictObject({
    page: z.record(z.string(), emailSchema),
    ticket: z.record(z.string(), emailSchema),
  }),
});

export type CloudMartSettings = z.infer<typeof cloudMartSchema>;
