import type { FunctionNeeds } from "../shared/needs";

/** Sets a search domain up, as its administrator. The domain's policy lets it in; the binding tells it where. */
export const needs = {
  resources: {
    search: { kind: "search", actions: ["es:ESHttpPut"], variable: "SEARCH_ENDPOINT" },
  },
} as const satisfies FunctionNeeds;
