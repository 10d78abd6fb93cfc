import type { Client } from "@opensearch-project/opensearch";
import * as z from "zod";
import { guard } from "../shared/resilience";
import { PRODUCT_INDEX } from "../shared/search";
import type { BrowseQuery } from "./input";

/** Longest search, in milliseconds; then the table answers. */
export const SEARCH_TIMEOUT_MS = 1_500;

/** A product as the index knows it. */
const hit = z.object({
  productId: z.string(),
  name: z.string(),
  category: z.string(),
  priceCents: z.number(),
  currency: z.string(),
  description: z.string().optional(),
  imageUrl: z.string().optional(),
  stock: z.number().optional(),
});

export type Hit = z.output<typeof hit>;

/** Finds products by words. */
export type Search = (query: BrowseQuery & { readonly q: string }) => Promise<readonly Hit[]>;

/** Looks in names first, then in descriptions, and forgives a typing error. */
export function openSearch(client: Client): Search {
  const guarded = guard({ timeoutMs: SEARCH_TIMEOUT_MS, attempts: 2, breakAfter: 4, restMs: 15_000 });
  return async ({ q, category, limit }) => {
    const answer = await guarded(() =>
      client.search({
        index: PRODUCT_INDEX,
        // Equal searches are answered from the shards' request cache.
        request_cache: true,
        body: {
          size: limit,
          query: {
            bool: {
              must: [{ multi_match: { query: q, fields: ["name^3", "description"], fuzziness: "AUTO" } }],
              filter: [{ term: { deleted: false } }, ...(category === undefined ? [] : [{ term: { category } }])],
            },
          },
        },
      }),
    );
    return answer.body.hits.hits.flatMap(({ _source }) => hit.safeParse(_source).data ?? []);
  };
}
