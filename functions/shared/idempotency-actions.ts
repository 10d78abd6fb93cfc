/**
 * Actions on the table that remembers what was done: key `id`, time to live in `expiration`. Apart from the code that uses it,
 * so that a stack reads the needs without loading any client.
 */
export const IDEMPOTENCY_ACTIONS = ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"] as const;
