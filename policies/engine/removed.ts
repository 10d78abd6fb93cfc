/** Takes the property away, in a mutation. */
export const REMOVED: unique symbol = Symbol("removed");
