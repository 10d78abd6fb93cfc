import type { Client } from "@opensearch-project/opensearch";
import * as z from "zod";
import { type Environment, readEnvironment, regionOf } from "../shared/environment";
import { type LambdaHandler, lambda, observe } from "../shared/observe";
import { type Guarded, guard } from "../shared/resilience";
import { searchClient } from "../shared/search";
import { needs } from "./needs";

const observer = observe("search-setup");

/** Longest single request, in milliseconds: the security plugin reloads after each. */
const REQUEST_TIMEOUT_MS = 15_000;

/** Where an administrator may write: the security plugin's own interface, and index templates. */
const PATH = /^\/(_plugins\/_security\/api\/[a-z0-9/_-]+|_index_template\/[a-z0-9_-]+)$/;

const eventSchema = z.strictObject({
  requests: z
    .array(
      z.strictObject({
        method: z.literal("PUT"),
        path: z.string().regex(PATH),
        body: z.record(z.string(), z.unknown()),
      }),
    )
    .min(1),
});

/** What to bring in. */
export type SetupEvent = z.infer<typeof eventSchema>;

/** How many requests the domain took. */
export interface SetupAnswer {
  readonly done: number;
}

/**
 * Brings in roles, who has them, and how indexes are made. Requests go in their order, since a mapping names a role that must
 * stand; each can be sent again without harm, so that a run that failed is simply repeated.
 */
export function createHandler(environment: Environment): LambdaHandler<SetupEvent, SetupAnswer> {
  const settings = readEnvironment(needs, environment);
  const client = searchClient(settings.SEARCH_ENDPOINT, regionOf(environment), "es", REQUEST_TIMEOUT_MS);
  const guarded = guard({ timeoutMs: REQUEST_TIMEOUT_MS, attempts: 4, firstDelayMs: 500, breakAfter: 5 });
  return async (event) => {
    const { requests } = eventSchema.parse(event);
    for (const request of requests) {
      await send(client, guarded, request);
    }
    observer.count("RequestsDone", requests.length);
    return { done: requests.length };
  };
}

function send(client: Client, guarded: Guarded, { method, path, body }: SetupEvent["requests"][number]) {
  return guarded(() => client.transport.request({ method, path, body }));
}

export const handler = lambda(observer, () => createHandler(process.env));
