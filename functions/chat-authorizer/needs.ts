import type { FunctionNeeds } from "../shared/needs";

/** Decides who may open a WebSocket. */
export const needs = {
  resources: {
    users: { kind: "user-pool", actions: [], variable: "USER_POOL_ID" },
  },
  environment: {
    USER_POOL_CLIENT_ID: { description: "App clients whose tokens are taken, comma-separated." },
  },
  endpoints: [{ host: "cognito-idp.*.amazonaws.com", purpose: "read the keys that sign the user pool's tokens" }],
} as const satisfies FunctionNeeds;
