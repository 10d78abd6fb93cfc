import type { FunctionNeeds } from "../shared/needs";

/** Decides who may open a WebSocket. */
export const needs = {
  environment: {
    USER_POOL_ID: { description: "User pool whose tokens are taken; its keys are public, so it takes no permission." },
    USER_POOL_CLIENT_ID: { description: "App clients whose tokens are taken, comma-separated." },
  },
  endpoints: [{ host: "cognito-idp.*.amazonaws.com", purpose: "read the keys that sign the user pool's tokens" }],
} as const satisfies FunctionNeeds;
