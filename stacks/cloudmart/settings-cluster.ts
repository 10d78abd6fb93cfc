import { z } from "zod";

/** A managed group of nodes. */
export const nodeGroupSchema = z.strictObject({
  instanceTypes: z.array(z.string()).min(1),
  min: z.int().min(0),
  max: z.int().min(1),
  desired: z.int().min(0).exactOptional(),
  capacity: z.enum(["on-demand", "spot"]).exactOptional(),
});

/** An image by digest, or by a tag that is never moved. */
const imageSchema = z.string().exactOptional();

const serviceSchema = z.strictObject({
  /** Pods at all times. */
  min: z.int().min(1),
  /** Most pods; left out, their number is fixed. */
  max: z.int().min(2).exactOptional(),
  /** What each pod reserves. */
  cpu: z.string(),
  memory: z.string(),
});

/** What runs in CloudMart's namespace. */
export const workloadsSchema = z.strictObject({
  /** The three images of the shop; an absent one runs the components' demonstration image. */
  images: z.strictObject({ frontend: imageSchema, backend: imageSchema, ai: imageSchema }),
  services: z.strictObject({
    frontend: serviceSchema,
    backend: serviceSchema,
    authentication: serviceSchema,
    product: serviceSchema,
    order: serviceSchema,
    support: serviceSchema,
    ai: serviceSchema,
  }),
  /** Most that all pods of the namespace may reserve, those of an update in progress included. */
  quota: z.strictObject({ cpu: z.string(), memory: z.string(), pods: z.int().min(7) }),
});

/** What the cluster offers its workloads. */
export const platformSchema = z.strictObject({
  /** Nodes of Prometheus, Grafana and Jaeger alone. */
  nodes: nodeGroupSchema,
  prometheus: z.strictObject({
    retention: z.string(),
    /** Size of its volume; `none` keeps the samples as long as the pod lives. */
    storage: z.string(),
    memory: z.string(),
  }),
  jaeger: z.strictObject({ memory: z.string() }),
});

/** The cache of products and orders. */
export const cacheSchema = z.strictObject({
  nodeType: z.string(),
  /** Copies beside the primary, in other zones. */
  replicas: z.int().min(0).max(5),
});

export type WorkloadSettings = z.infer<typeof workloadsSchema>;
export type PlatformSettings = z.infer<typeof platformSchema>;
export type CacheSettings = z.infer<typeof cacheSchema>;
