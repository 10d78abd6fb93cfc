import * as z from "zod";

/** What Secrets Manager sends at each of the four steps. */
export const rotationEvent = z.object({
  Step: z.enum(["createSecret", "setSecret", "testSecret", "finishSecret"]),
  SecretId: z.string().startsWith("arn:"),
  ClientRequestToken: z.string().min(32).max(64),
});

export type RotationEvent = z.output<typeof rotationEvent>;

/** The secret's content: whatever else it holds stays. */
export const secretContent = z.record(z.string(), z.unknown());
