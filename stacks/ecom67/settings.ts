import { z } from "zod";
import { awsTargetSchema } from "../providers";
import {
  alarmsSchema,
  dataSchema,
  deliverySchema,
  emailSchema,
  logsSchema,
  networkSchema,
  zoneSchema,
} from "../shared/settings";

/** OpenSearch, by nodes or by the capacity that AWS chooses. */
const searchSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("domain"),
    instanceType: z.string(),
    zones: z.literal([1, 2, 3]),
    storageGiB: z.int().min(10),
  }),
  z.strictObject({ kind: z.literal("serverless"), standby: z.boolean() }),
]);

/** Everything in which E-Com67's environments differ; the program is the same for both. */
export const ecom67Schema = z.strictObject({
  aws: awsTargetSchema,
  /** For the search domain and the two functions that speak to it; nothing else is in a VPC. */
  network: networkSchema,
  edge: z.strictObject({ zone: zoneSchema }),
  identity: z.strictObject({
    /** Begins the sign-in pages' name below Cognito's domain, unique in the region. */
    domainPrefix: z.string(),
    mfa: z.enum(["off", "optional", "required"]),
    tier: z.enum(["LITE", "ESSENTIALS", "PLUS"]),
    /** Where developers run the single-page applications; empty in production. */
    developerUrls: z.array(z.url()),
  }),
  search: searchSchema,
  /** This stack makes the account's service-linked role of OpenSearch: true in one stack of an account. */
  serviceLinkedRole: z.boolean(),
  ai: z.strictObject({
    /** Model or inference profile that answers in the chat, by its id. */
    bedrockModel: z.string(),
    embeddingModel: z.string(),
  }),
  api: z.strictObject({
    /** All callers together: requests a second, and at once. */
    throttle: z.strictObject({ rate: z.number().positive(), burst: z.int().positive() }),
    /** The role by which API Gateway logs exists once in an account and region: one stack makes it. */
    accountLogging: z.enum(["create", "existing"]),
  }),
  data: dataSchema,
  notifications: z.strictObject({
    domain: z.string(),
    /** Operators who hear of failures, by name. */
    operations: z.record(z.string(), emailSchema),
    /**
     * Customers with a verified telephone get text messages, up to so many US dollars a month; left out, nobody gets any and the
     * account's settings stay as they are. AWS refuses a limit above the account's own, which is 1 until AWS raises it.
     */
    textMessagesUsd: z.int().min(1).exactOptional(),
  }),
  /** Stripe's publishable key, by which the shop shows Stripe's card form; left out, the shop takes no payments. */
  stripePublishableKey: z
    .string()
    .regex(/^pk_(test|live)_\w+$/)
    .exactOptional(),
  delivery: deliverySchema,
  budget: z.strictObject({ monthlyUsd: z.strictObject({ aws: z.number().positive() }) }),
  logs: logsSchema,
  alarms: alarmsSchema,
});

export type Ecom67Settings = z.infer<typeof ecom67Schema>;
