import type { InputSource } from "./rest-api-args";

/**
 * The request by which API Gateway starts a workflow itself, as a template of its language (VTL). The execution's input is
 * JSON inside JSON: it is written first, each value escaped once, and then escaped as a whole, so that whatever a caller
 * writes stays one field. `escapeJavaScript` also escapes single quotes, which JSON knows nothing of; that is undone.
 *
 * @param nameFrom header that names the execution
 */
export function startTemplate(
  workflowArn: string,
  nameFrom: string,
  input: Readonly<Record<string, InputSource>>,
): string {
  const fields = Object.entries(input).map(([name, source]) =>
    "claim" in source
      ? { name, value: escaped(`$context.authorizer.claims.${source.claim}`), quote: QUOTE }
      : { name, value: `$input.json('$.${source.body}')`, quote: "" },
  );
  const written = fields.map(({ name, quote }) => `${QUOTE}${name}${QUOTE}:${quote}\${field_${name}}${quote}`);
  return [
    `#set($q = '"')`,
    // HTTP/2 writes names of headers in small letters.
    `#set($name = $input.params('${nameFrom}'))`,
    `#if($name == "")#set($name = $input.params('${nameFrom.toLowerCase()}'))#end`,
    ...fields.map(({ name, value }) => `#set($field_${name} = ${value})`),
    `#set($execution = "{${written.join(",")}}")`,
    "{",
    `  "stateMachineArn": "${workflowArn}",`,
    `  "name": "${escaped("$name")}",`,
    `  "input": "${escaped("$execution")}"`,
    "}",
  ].join("\n");
}

/** A double quote inside a text of the template's. */
const QUOTE = `\${q}`;

function escaped(expression: string): string {
  return `$util.escapeJavaScript(${expression}).replaceAll("\\\\'", "'")`;
}

/** The answer of `StartExecution`, handed on. */
export const STARTED_TEMPLATE = [
  "{",
  `  "executionArn": $input.json('$.executionArn'),`,
  `  "startDate": $input.json('$.startDate')`,
  "}",
].join("\n");

const problem = (type: string, title: string, status: number, detail?: string) => {
  const more = detail === undefined ? "" : `,"detail":"${detail}"`;
  return `{"type":"/problems/${type}","title":"${title}","status":${status}${more},"instance":"urn:request:$context.requestId"}`;
};

/**
 * What Step Functions refused: a name that it knows, too much at once, or a name that it does not take. While an execution runs,
 * its name and input start it again to no effect; once it has ended, its name is refused for 90 days, whatever the input
 * (Step Functions API, `StartExecution`, read 2026-11). So whoever repeats a request learns where to look, not that they erred.
 */
export const REFUSED_TEMPLATE = [
  `#set($error = $input.path('$.__type'))`,
  `#if($error.contains("ExecutionAlreadyExists"))`,
  `#set($context.responseOverride.status = 409)`,
  problem("conflict", "This key was used before", 409, "What it began stands: look at what became of it."),
  `#elseif($error.contains("Throttling") || $error.contains("ExecutionLimitExceeded"))`,
  `#set($context.responseOverride.status = 503)`,
  problem("unavailable", "Try again shortly", 503),
  "#else",
  problem("invalid", "The request cannot be taken", 400),
  "#end",
].join("\n");

/** Step Functions is out. */
export const FAILED_TEMPLATE = problem("unavailable", "Try again shortly", 503);
