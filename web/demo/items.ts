import type { QueryInput } from "@aws-sdk/client-dynamodb";
import type { Item } from "./expressions";

/** A table as `functions/tables.ts` declares it. */
export interface TableShape {
  readonly partitionKey: string;
  readonly sortKey?: string;
  readonly globalIndexes?: Readonly<Record<string, { readonly partitionKey: string; readonly sortKey?: string }>>;
}

/** A refusal in DynamoDB's words. */
export class Refusal extends Error {
  public override readonly name = "Refusal";
  public readonly type: string;
  public readonly more: object;

  public constructor(type: string, message: string, more: object = {}) {
    super(message);
    this.type = type;
    this.more = more;
  }
}

/** The items behind the start key, up to the limit, and the key of the last one where there are more. */
export function page(
  items: readonly Item[],
  keyAttributes: readonly (string | undefined)[],
  { Limit, ExclusiveStartKey }: Pick<QueryInput, "Limit" | "ExclusiveStartKey">,
): { readonly Items: readonly Item[]; readonly Count: number; readonly LastEvaluatedKey?: Item } {
  const names = [...new Set(keyAttributes.flatMap((name) => name ?? []))];
  const start = ExclusiveStartKey === undefined ? "" : text(picked(ExclusiveStartKey, names));
  const from = start === "" ? 0 : items.findIndex((item) => text(picked(item, names)) === start) + 1;
  const shown = items.slice(from, from + (Limit ?? items.length));
  const last = shown.at(-1);
  const more = last !== undefined && from + shown.length < items.length;
  return { Items: shown, Count: shown.length, ...(more ? { LastEvaluatedKey: picked(last, names) } : {}) };
}

/** The key of an item. */
export function keyOf({ partitionKey, sortKey }: TableShape, item: Item): Item {
  const names = sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
  if (names.some((name) => item[name] === undefined)) {
    throw new Refusal("ValidationException", `A key of ${names.join(" and ")} is needed.`);
  }
  return picked(item, names);
}

function picked(item: Item, names: readonly string[]): Item {
  return Object.fromEntries(names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
}

/** The same text for the same key, whatever its order. */
export function text(key: Item): string {
  return JSON.stringify(Object.entries(key).sort(([one], [other]) => (one < other ? -1 : 1)));
}
