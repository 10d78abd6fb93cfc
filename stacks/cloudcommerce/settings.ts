import { z } from "zod";
import { awsTargetSchema } from "../providers";
import { cidrSchema } from "../settings";
import {
  alarmsSchema,
  cacheSchema,
  clusterSchema,
  dataSchema,
  deliverySchema,
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
export const SERVICES = ["user", "product", "order", "payment", "notification"] as const;
export type Service = (typeof SERVICES)[number];

function forEachService<Schema extends z.ZodType>(schema: Schema) {
  return z.strictObject({
    user: schema,
    product: schema,
    order: schema,
    payment: schema,
    notification: schema,
  } satisfies Record<Service, Schema>);
}

/** MongoDB by its operator: for what DocumentDB does not speak, or where one pod is too few. */
const documentOperatorSchema = z.strictObject({
  members: z.literal([1, 3, 5]),
  storage: z.string(),
  cpu: z.string(),
  memory: z.string(),
});

/** DocumentDB; or MongoDB by its operator, of which each region has its own and no copy follows in the other. */
const documentsSchema = z.discriminatedUnion("mode", [
  z.strictObject({
    mode: z.literal("documentDb"),
    instanceClass: z.string(),
    instances: z.int().min(1).max(16),
  }),
  z.strictObject({
    mode: z.literal("mongodb"),
    operator: documentOperatorSchema,
    /** What the shop accepts for users then: minutes of changes lost with a region, and minutes until they sign in again. */
    objectives: z.strictObject({ rpoMinutes: z.int().min(60), rtoMinutes: z.int().min(15) }),
  }),
]);

/** A cluster that somebody else keeps, such as Kind's or Minikube's: stores stand inside it, and no cloud is asked. */
const clusterHomeSchema = z.strictObject({
  mode: z.literal("cluster"),
  /** Name in the kubeconfig of whoever deploys. */
  context: z.string(),
  /** Addresses of its nodes, from which requests reach the gateway. */
  nodeCidr: cidrSchema,
  /** Where its Kubernetes API answers behind its Service: at Kind's 6443, at Minikube's 8443. */
  apiPort: z.int().min(1).max(65_535),
  /** Volumes of the stores. */
  storage: z.strictObject({ mongodb: z.string(), postgresql: z.string() }),
  /** Users' documents by MongoDB's operator; left out, one pod keeps them. */
  documentOperator: documentOperatorSchema.exactOptional(),
});

/** AWS in two regions: the second holds warm copies, and answers once the first no longer does. */
const awsHomeSchema = z.strictObject({
  mode: z.literal("aws"),
  aws: awsTargetSchema,
  network: networkSchema,
  cluster: clusterSchema,
  /** Nodes of the platform alone. */
  platformNodes: nodeGroupSchema,
  documents: documentsSchema,
  database: z.strictObject({ instanceClass: z.string(), instances: z.int().min(1).max(16), proxy: z.boolean() }),
  cache: cacheSchema,
  second: z.strictObject({ region: awsTargetSchema.shape.region, network: networkSchema, cluster: clusterSchema }),
  edge: z.strictObject({
    zone: zoneSchema,
    /** The API's name in the zone. */
    domainName: z.string(),
    /** The name of the shop's pages there. */
    siteName: z.string(),
  }),
  delivery: deliverySchema,
  /** US dollars a month. */
  budget: z.number().positive(),
  /** The account's quotas in the first region, as Service Quotas shows them. */
  quotas: z.strictObject({ onDemandProcessors: z.int().min(1), spotProcessors: z.int().min(1) }),
  data: dataSchema,
  /** Volumes of each region's cluster that nobody has used for long, and snapshots whose volume is gone. */
  cleanup: z.strictObject({
    /** False only writes into the log what would go. */
    deletes: z.boolean(),
    /** `keep` spares the volumes of claims, of which all those are that a cluster makes; `clean` does not. */
    clusterVolumes: z.enum(["clean", "keep"]),
    /** Days for which a volume must have been seen unattached. */
    unattachedDays: z.int().min(14),
  }),
  logs: logsSchema,
  alarms: alarmsSchema,
});

/** Everything in which the shop's environments differ; the program is the same for both. */
export const cloudCommerceSchema = z.strictObject({
  home: z.discriminatedUnion("mode", [clusterHomeSchema, awsHomeSchema]),
  workloads: z.strictObject({
    /** The services' images; an absent one runs the components' demonstration image. */
    images: forEachService(imageSchema),
    services: forEachService(serviceSchema),
    quota: quotaSchema,
  }),
  messages: z.strictObject({
    brokers: z.literal([1, 3, 5]),
    storage: z.string(),
    cpu: z.string(),
    memory: z.string(),
  }),
  platform: z.strictObject({
    prometheus: prometheusSchema,
    /** Memory of Jaeger. */
    traces: z.string(),
    /** Elasticsearch with Logstash, Filebeat and Kibana; left out, pods' logs stay on their nodes. */
    logging: z
      .strictObject({
        nodes: z.literal([1, 3, 5]),
        storage: z.string(),
        memory: z.string(),
        retentionDays: z.int().min(1),
      })
      .exactOptional(),
    /** Falco on every node, and Trivy's look through the images that run. */
    watch: z.boolean(),
    /** Pods of each part of the platform that can be two. */
    replicas: z.int().min(1).max(3),
    /** Our own images are let in with the signature of this workflow; left out, images are not verified. */
    signatures: z.strictObject({ images: z.array(z.string()).min(1), workflow: z.string() }).exactOptional(),
    /** Argo CD's source: the repository with the rendered manifests; left out, Pulumi applies them. */
    gitOps: z.strictObject({ repository: z.url(), revision: z.string() }).exactOptional(),
  }),
  gateway: z.strictObject({
    /** Origins of the shop's pages. */
    origins: z.array(z.string()).min(1),
    perMinute: z.int().min(1),
  }),
});

export type CloudCommerceSettings = z.infer<typeof cloudCommerceSchema>;
export type ClusterHomeSettings = z.infer<typeof clusterHomeSchema>;
export type DocumentOperatorSettings = z.infer<typeof documentOperatorSchema>;
export type AwsHomeSettings = z.infer<typeof awsHomeSchema>;
