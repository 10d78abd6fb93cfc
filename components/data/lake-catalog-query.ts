import type { LakeColumn, LakeTransform } from "./lake-catalog-plan";

/**
 * Copies the rows of the day before from a table to another one, each once, casting where the columns' types differ. A
 * second run of the same day adds nothing.
 *
 * @param from columns of the table that is read
 * @param to columns of the table that is written, a part of the former
 * @param key column that tells repeated rows
 */
export function dailyCopy(
  spec: Pick<LakeTransform, "from" | "to" | "schedule" | "description">,
  columns: { readonly from: readonly LakeColumn[]; readonly to: readonly LakeColumn[]; readonly key: string },
): LakeTransform {
  const types = new Map(columns.from.map(({ name, type }) => [name, type]));
  const expressions = columns.to.map((column) => cast(column, types.get(column.name)));
  const day = "CAST(current_date - INTERVAL '1' DAY AS varchar)";
  const { key } = columns;
  return {
    ...spec,
    query: (table) => `INSERT INTO ${table(spec.to)}
SELECT DISTINCT ${[...expressions, "day"].join(", ")}
FROM ${table(spec.from)}
WHERE day = ${day}
  AND ${key} NOT IN (SELECT ${key} FROM ${table(spec.to)} WHERE day = ${day})`,
  };
}

function cast({ name, type }: LakeColumn, given: LakeColumn["type"] | undefined): string {
  if (given === type) {
    return name;
  }
  const value = type === "timestamp" ? `from_iso8601_timestamp(${name})` : name;
  return `CAST(${value} AS ${type}) AS ${name}`;
}
