import { z } from "zod";
import { imageSchema, nodeGroupSchema, prometheusSchema, quotaSchema, serviceSchema } from "../shared/settings";

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
  quota: quotaSchema,
});

/** What the cluster offers its workloads. */
export const platformSchema = z.strictObject({
  /** Nodes of Prometheus, Grafana and Jaeger alone. */
  nodes: nodeGroupSchema,
  prometheus: prometheusSchema,
  jaeger: z.strictObject({ memory: z.string() }),
});

export type WorkloadSettings = z.infer<typeof workloadsSchema>;
export type PlatformSettings = z.infer<typeof platformSchema>;
