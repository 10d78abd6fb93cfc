import * as z from "zod";

/** Longest message, in characters: what Azure AI Language takes as one document (service limits, read 2026-11). */
export const MESSAGE_LIMIT = 5120;

/** A support request. The caller makes the ticket's id, so that a repeated request is the same ticket. */
export const supportRequest = z.strictObject({
  ticketId: z.string().regex(/^[A-Za-z0-9-]{8,64}$/, "8 to 64 letters, digits and dashes"),
  customerId: z.string().min(1).max(128),
  subject: z.string().min(1).max(200),
  message: z.string().min(1).max(MESSAGE_LIMIT),
  /** Language of the message, ISO 639-1. */
  language: z
    .string()
    .regex(/^[a-z]{2}$/)
    .default("en"),
});

export type SupportRequest = z.output<typeof supportRequest>;

/** Who can answer. */
export const PROVIDERS = ["bedrock", "openai"] as const;
export type ProviderName = (typeof PROVIDERS)[number];

/** `ANSWER_ORDER`: every provider at most once, at least one. */
export const answerOrder = z
  .string()
  .transform((text) => text.split(",").map((name) => name.trim()))
  .pipe(z.array(z.enum(PROVIDERS)).min(1))
  .refine((names) => new Set(names).size === names.length, "each provider once");

/** What Azure found; what it did not find, or could not be asked, is absent. */
export interface Analysis {
  readonly sentiment?: string;
  readonly keyPhrases?: readonly string[];
  /** What the customer wants, by the project of conversational language understanding. */
  readonly intent?: string;
}

/**
 * What the caller learns. `ANSWERED` carries the answer; `QUEUED` means that the ticket waits for a person, and that it is
 * kept either in the table or in the queue.
 */
export interface SupportAnswer {
  readonly ticketId: string;
  readonly status: "ANSWERED" | "QUEUED";
  readonly answer?: string;
  readonly answeredBy?: ProviderName;
  readonly sentiment?: string;
  readonly intent?: string;
  readonly priority: "normal" | "high";
}
