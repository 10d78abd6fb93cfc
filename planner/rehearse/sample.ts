import { createHash } from "node:crypto";

/** The items in an order that the seed decides: the same seed gives the same order, wherever it runs. */
export function seededOrder<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  seed: string,
): readonly Item[] {
  const rank = (item: Item): string =>
    createHash("sha256")
      .update(`${seed} ${keyOf(item)}`)
      .digest("hex");
  return items
    .map((item) => ({ item, rank: rank(item) }))
    .sort((left, right) => left.rank.localeCompare(right.rank))
    .map(({ item }) => item);
}
