import { z } from "zod";
import { awsTargetSchema, azureTargetSchema, gcpTargetSchema } from "../providers";
import { cidrSchema } from "../settings";
import {
  alarmsSchema,
  cacheSchema,
  clusterSchema,
  dataSchema,
  deliverySchema,
  emailSchema,
  logsSchema,
  networkSchema,
  zoneSchema,
} from "../shared/settings";
import { platformSchema, workloadsSchema } from "./settings-cluster";

/** Everything in which CloudMart's environments differ; the program is the same for all of them. */
export const cloudMartSchema = z.strictObject({
  aws: awsTargetSchema,
  gcp: gcpTargetSchema,
  azure: azureTargetSchema.extend({
    /** First labels of the AI accounts' endpoints, unique in the world. */
    subdomains: z.strictObject({ language: z.string(), multiService: z.string() }),
  }),
  network: networkSchema,
  cluster: clusterSchema,
  workloads: workloadsSchema,
  platform: platformSchema,
  cache: cacheSchema,
  data: dataSchema,
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
    /** Storage Transfer from the S3 lake. The subject id is that of the project's transfer agent: left out, Google is asked for it. */
    transfer: z.strictObject({ subjectId: z.string().exactOptional(), startDate: z.iso.date() }).exactOptional(),
    /** Google groups that read the reports in Data Studio, by name. */
    readers: z.record(z.string(), emailSchema),
    /** The daily copy of the S3 lake. */
    etl: z.boolean(),
    /** Tag of the backfill's image, which functions/backfill/Dockerfile makes. */
    backfillTag: z.string(),
  }),
  edge: z.strictObject({
    /** The public Route 53 zone of the shop's names. */
    zone: zoneSchema,
    /** Addresses from which administrators come, past CloudFront; none makes no such way. */
    administratorCidrs: z.array(cidrSchema),
  }),
  delivery: deliverySchema,
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
  logs: logsSchema,
  alarms: alarmsSchema,
});

export type CloudMartSettings = z.infer<typeof cloudMartSchema>;
