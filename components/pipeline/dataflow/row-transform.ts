import type { Column } from "../analytics-warehouse-plan";

/** The functions of the transform, by the way in which BigQuery takes the rows. */
export const TRANSFORMS = {
  /** Load jobs take JSON columns as values. A line that fits no row is left out, because an error would fail the batch. */
  load: "toLoadRow",
  /** Streaming inserts take JSON columns as text. A line that fits no row is an error, which the template keeps. */
  stream: "toStreamRow",
} as const;

/**
 * The JavaScript that Google's template runs for every line of a lake object: it checks the line against the columns and
 * drops what no column takes.
 *
 * The template's engine speaks ECMAScript 5, and the text is uploaded as it stands, so it is written in that language and
 * a test runs it.
 */
export function rowTransform(columns: readonly Column[]): string {
  const shape = columns.map(({ name, type, mode }) => ({ name, type, required: mode === "REQUIRED" }));
  return `var COLUMNS = ${JSON.stringify(shape, null, 2)};
${BODY}`;
}

/** The schema file of Google's template: its columns below one well-known key. */
export function schemaFile(columns: readonly Column[]): string {
  return `${JSON.stringify({ "BigQuery Schema": columns }, null, 2)}\n`;
}

const BODY = String.raw`
var NUMERIC = /^-?[0-9]{1,29}(\.[0-9]{1,9})?$/;

function fault(column, reason) {
  return new Error(column.name + " " + reason);
}

function isAbsent(value) {
  return value === undefined || value === null;
}

function checked(column, value) {
  var type = typeof value;
  if (column.type === "STRING" && type !== "string") {
    throw fault(column, "is no text");
  }
  if (column.type === "INTEGER" && (type !== "number" || Math.floor(value) !== value)) {
    throw fault(column, "is no whole number");
  }
  if (column.type === "NUMERIC" && !NUMERIC.test(String(value))) {
    throw fault(column, "is no number that NUMERIC holds");
  }
  if (column.type === "TIMESTAMP" && (type !== "string" || isNaN(Date.parse(value)))) {
    throw fault(column, "is no time");
  }
  return value;
}

function toRow(line, toJson) {
  var given = JSON.parse(line);
  if (given === null || typeof given !== "object" || given instanceof Array) {
    throw new Error("the line is no object");
  }
  var row = {};
  for (var i = 0; i < COLUMNS.length; i += 1) {
    var column = COLUMNS[i];
    var value = given[column.name];
    if (isAbsent(value)) {
      if (column.required) {
        throw fault(column, "is missing");
      }
    } else {
      row[column.name] = column.type === "JSON" ? toJson(value) : checked(column, value);
    }
  }
  return JSON.stringify(row);
}

function jsonValue(value) {
  return typeof value === "string" ? JSON.parse(value) : value;
}

function jsonText(value) {
  return JSON.stringify(jsonValue(value));
}

function toStreamRow(line) {
  return toRow(line, jsonText);
}

function toLoadRow(line) {
  try {
    return toRow(line, jsonValue);
  } catch (error) {
    return "";
  }
}
`;
