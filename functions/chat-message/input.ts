import * as z from "zod";

/** A message of the customer, as the browser sends it. */
export const chatMessage = z.strictObject({
  /** The route that API Gateway selects. */
  action: z.literal("message"),
  /** The conversation, chosen by the browser; it belongs to the customer who is signed in. */
  sessionId: z.string().regex(/^[A-Za-z0-9-]{1,64}$/),
  text: z.string().trim().min(1).max(4000),
});

/** A line of a conversation, as it stands in the table. */
export const chatLine = z.object({ role: z.enum(["user", "assistant"]), text: z.string() });
export type ChatLine = z.output<typeof chatLine>;

/** What goes back over the socket. */
export type ChatReply =
  | { readonly type: "answer"; readonly sessionId: string; readonly text: string; readonly sources: readonly string[] }
  | { readonly type: "problem"; readonly problem: object };
