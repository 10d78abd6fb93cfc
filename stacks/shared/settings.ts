import { z } from "zod";
import { cidrSchema } from "../settings";

/** Days for which something is kept, one of the periods that CloudWatch Logs offers. */
export const retentionSchema = z.literal([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731]);

export const emailSchema = z.email({ error: "an e-mail address" });

const subnetSchema = z.strictObject({
  cidr: cidrSchema,
  zone: z.string(),
  tier: z.enum(["public", "private", "isolated"]),
});

/** A VPC whose subnets the design prescribes. */
export const networkSchema = z.strictObject({
  cidrBlock: cidrSchema,
  zones: z.array(z.string()).min(2).max(6),
  nat: z.enum(["none", "single", "perZone", "regional"]),
  subnets: z.record(z.string(), subnetSchema),
});

/** A managed group of nodes. */
export const nodeGroupSchema = z.strictObject({
  instanceTypes: z.array(z.string()).min(1),
  min: z.int().min(0),
  max: z.int().min(1),
  desired: z.int().min(0).exactOptional(),
  capacity: z.enum(["on-demand", "spot"]).exactOptional(),
  /** Pods per node: a block of sixteen addresses for each sixteen of them. @default 110 */
  maxPods: z.int().min(11).max(250).exactOptional(),
});

/** From where the Kubernetes API can be reached. Whoever deploys must be in one of the two; nodes and pods need neither. */
const apiAccessSchema = z
  .strictObject({
    /** Addresses on the internet, such as an office's or a runner's with a fixed address; none closes the public endpoint. */
    publicCidrs: z.array(cidrSchema).max(40),
    /** Networks that a peering or VPN joins to the cluster's, by name: where runners stand. */
    privateCidrs: z.record(z.string(), cidrSchema),
  })
  .refine(({ publicCidrs, privateCidrs }) => publicCidrs.length + Object.keys(privateCidrs).length > 0, {
    path: ["publicCidrs"],
    error: "a block here or in privateCidrs: otherwise whoever deploys does not reach the Kubernetes API",
  });

export const clusterSchema = z
  .strictObject({
    name: z.string(),
    version: z.enum(["1.34", "1.35", "1.36"]),
    nodeGroups: z.record(z.string(), nodeGroupSchema),
    /**
     * ARNs of the roles that administer the cluster, by name: people, and the role that deploys the stack. Who creates the
     * cluster has no other right in it, so that the first `pulumi up` takes one of these roles.
     */
    administrators: z.record(z.string(), z.string()).refine((roles) => Object.keys(roles).length > 0, {
      error: "at least one role: without an administrator nothing can be installed in the cluster",
    }),
    /** ARNs of the roles that only read the cluster's objects, without its secrets: the one that previews the stack. @default none */
    viewers: z.record(z.string(), z.string()).exactOptional(),
    apiAccess: apiAccessSchema,
  })
  .refine(({ administrators, viewers = {} }) => Object.keys(viewers).every((name) => !(name in administrators)), {
    path: ["viewers"],
    error: "names that no administrator has: a name is one role with one right",
  });

/** An image by digest, or by a tag that is never moved. */
export const imageSchema = z.string().exactOptional();

/** How many pods of a service there are, and what each reserves. */
export const serviceSchema = z.strictObject({
  /** Pods at all times. */
  min: z.int().min(1),
  /** Most pods; left out, their number is fixed. */
  max: z.int().min(2).exactOptional(),
  cpu: z.string(),
  memory: z.string(),
});

/** Most that all pods of a namespace may reserve, those of an update in progress included. */
export const quotaSchema = z.strictObject({ cpu: z.string(), memory: z.string(), pods: z.int().min(7) });

/** How long Prometheus remembers, and on what. */
export const prometheusSchema = z.strictObject({
  retention: z.string(),
  /** Size of its volume; `none` keeps the samples as long as the pod lives. */
  storage: z.string(),
  memory: z.string(),
});

/** A cache by its nodes. */
export const cacheSchema = z.strictObject({
  nodeType: z.string(),
  /** Copies beside the primary, in other zones. */
  replicas: z.int().min(0).max(5),
});

/** The public Route 53 zone of an estate's names. */
export const zoneSchema = z.strictObject({ name: z.string(), id: z.string() });

/** The GitHub repository that delivers; the ids stay when names change hands. */
export const deliverySchema = z.strictObject({
  repository: z.string(),
  repositoryId: z.string(),
  ownerId: z.string(),
  /** ARN of GitHub's identity provider, where the account has it already: IAM takes one. Without it the stack makes it. */
  identityProviderArn: z.string().exactOptional(),
});

/** Who hears of alarms, by name. */
export const alarmsSchema = z.strictObject({
  page: z.record(z.string(), emailSchema),
  ticket: z.record(z.string(), emailSchema),
});

export const dataSchema = z.strictObject({
  /** Neither a cloud nor Pulumi deletes tables, buckets and the cluster. */
  deletionProtection: z.boolean(),
  /** Days that point-in-time recovery reaches back. */
  recoveryDays: z.int().min(1).max(35),
});

export const logsSchema = z.strictObject({ retentionDays: retentionSchema });

export type ClusterSettings = z.infer<typeof clusterSchema>;
export type NodeGroupSettings = z.infer<typeof nodeGroupSchema>;
export type DeliverySettings = z.infer<typeof deliverySchema>;
export type AlarmSettings = z.infer<typeof alarmsSchema>;
export type NetworkSettings = z.infer<typeof networkSchema>;
