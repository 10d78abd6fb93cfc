import { z } from "zod";
import { awsTargetSchema, gcpTargetSchema } from "../providers";
import { cidrSchema } from "../settings";
import {
  alarmsSchema,
  cacheSchema,
  clusterSchema,
  dataSchema,
  deliverySchema,
  emailSchema,
  imageSchema,
  logsSchema,
  networkSchema,
  nodeGroupSchema,
  prometheusSchema,
  quotaSchema,
  serviceSchema,
  zoneSchema,
} from "../shared/settings";

/** The five services of the shop. */
export const SERVICES = ["api-gateway", "user", "product", "order", "notification"] as const;
export type Service = (typeof SERVICES)[number];

function forEachService<Schema extends z.ZodType>(schema: Schema) {
  return z.strictObject({
    "api-gateway": schema,
    user: schema,
    product: schema,
    order: schema,
    notification: schema,
  } satisfies Record<Service, Schema>);
}

/** Kafka: brokers of a size, or none to be sized. */
const streamSchema = z.discriminatedUnion("mode", [
  z.strictObject({
    mode: z.literal("provisioned"),
    brokers: z.int().min(2).max(15),
    instanceType: z.string(),
    storageGiB: z.int().min(1),
  }),
  z.strictObject({ mode: z.literal("serverless") }),
]);

/** The Flink cluster on Google Cloud, and the way to it. */
const analyticsSchema = z.discriminatedUnion("mode", [
  z.strictObject({
    mode: z.literal("flink"),
    machineType: z.string(),
    workers: z.int().min(2),
    /** Most workers; left out, their number is fixed. */
    maxWorkers: z.int().min(2).exactOptional(),
    /** Autonomous systems of both ends of the VPN, from the private range. */
    asn: z.strictObject({ aws: z.int(), gcp: z.int() }),
  }),
  // The lake alone: Dataproc and four tunnels cost more than all the rest of a development environment.
  z.strictObject({ mode: z.literal("lake") }),
]);

/** Everything in which the shop's environments differ; the program is the same for both. */
export const microservicesSchema = z
  .strictObject({
    aws: awsTargetSchema,
    gcp: gcpTargetSchema,
    network: networkSchema,
    /** Google's network; apart from AWS's, since a VPN joins them. */
    googleCidr: cidrSchema,
    cluster: clusterSchema,
    workloads: z.strictObject({
      /** The services' images; an absent one runs the components' demonstration image. */
      images: forEachService(imageSchema),
      services: forEachService(serviceSchema),
      quota: quotaSchema,
    }),
    /** Argo CD's source: the repository with the rendered manifests. */
    gitOps: z.strictObject({
      repository: z.url({ error: "the repository's address, such as https://github.com/acme/shop.git" }),
      revision: z.string(),
      /** Two of each of Argo CD's parts. */
      highAvailability: z.boolean(),
      /** Sign-in by OpenID Connect; without it Argo CD has its own administrator. */
      signIn: z.strictObject({ url: z.url(), name: z.string(), issuer: z.url(), clientId: z.string() }).exactOptional(),
    }),
    platform: z.strictObject({
      /** Nodes of the platform alone. */
      nodes: nodeGroupSchema,
      prometheus: prometheusSchema,
      /** Elasticsearch, with Fluent Bit and Kibana. */
      logging: z.strictObject({
        nodes: z.literal([1, 3, 5]),
        storage: z.string(),
        memory: z.string(),
        retentionDays: z.int().min(1),
      }),
    }),
    database: z.strictObject({
      instanceClass: z.string(),
      multiZone: z.boolean(),
      replicas: z.int().min(0).max(15),
      /** Pools connections in front of the database. */
      proxy: z.boolean(),
      storageGiB: z.int().min(20),
    }),
    stream: streamSchema,
    analytics: analyticsSchema,
    data: dataSchema,
    notifications: z.strictObject({
      /** Domain of the shop's mail; SES signs for it. */
      domain: z.string(),
      /** Operators who hear of failures, by name. */
      operations: z.record(z.string(), emailSchema),
    }),
    edge: z.strictObject({
      zone: zoneSchema,
      /** The gateway's name in the zone. */
      domainName: z.string(),
    }),
    delivery: deliverySchema,
    budget: z.strictObject({
      /** US dollars a month. */
      monthlyUsd: z.strictObject({ aws: z.number().positive(), gcp: z.int().positive() }),
      /** Google's billing account: `012345-567890-ABCDEF`. */
      billingAccount: z.string(),
    }),
    /** The design's roadmap: nothing of it exists until its flag is set. */
    future: z.strictObject({
      istio: z.boolean(),
      kong: z.boolean(),
      redis: cacheSchema.exactOptional(),
      cloudFront: z.boolean(),
      /** Copies of the products, the uploads and the database's backups in another region. */
      secondRegion: z.string().exactOptional(),
      openTelemetry: z.boolean(),
      /** A group of spare capacity beside the main one. */
      spot: nodeGroupSchema.exactOptional(),
    }),
    logs: logsSchema,
    alarms: alarmsSchema,
  })
  .refine(({ analytics, stream }) => analytics.mode !== "flink" || stream.mode === "provisioned", {
    path: ["stream", "mode"],
    error:
      "provisioned, where analytics.mode is flink: no role of AWS reaches Flink, and a serverless stream knows no users",
  });

export type MicroservicesSettings = z.infer<typeof microservicesSchema>;
