/** An operation of the REST API. */
export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  /** The function, or the state machine, that answers. */
  readonly "x-function": string;
  readonly security?: readonly object[];
  readonly parameters?: readonly object[];
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, object>>;
}

/** What differs between operations. */
export interface OperationParts {
  /** Anybody may call it. @default false */
  readonly open?: boolean;
  readonly parameters?: readonly object[];
  readonly body?: object;
  /** Schemas by status; `undefined` for an empty answer. */
  readonly answers: Readonly<Record<number, object | undefined>>;
  /** Statuses of problems, besides 500 and 503. */
  readonly problems: readonly number[];
  /** What a problem means here, by its status. @default "A problem" */
  readonly meanings?: Readonly<Record<number, string>>;
}

/** Writes an operation out. */
export function operation(name: string, operationId: string, summary: string, parts: OperationParts): Operation {
  const { open = false, parameters, body, answers, problems, meanings = {} } = parts;
  const good = Object.entries(answers).map(([status, schema]): [string, object] => [
    status,
    schema === undefined
      ? { description: "Done" }
      : { description: summary, content: { "application/json": { schema } } },
  ]);
  const bad = [...problems, 500, 503].map((status): [string, object] => [
    String(status),
    {
      description: meanings[status] ?? "A problem",
      content: { "application/problem+json": { schema: reference("Problem") } },
    },
  ]);
  return {
    operationId,
    summary,
    "x-function": name,
    ...(open ? { security: [] } : {}),
    ...(parameters === undefined ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { "application/json": { schema: body } } } }),
    responses: Object.fromEntries([...good, ...bad]),
  };
}

/** A schema of the document's components. */
export function reference(name: string): { readonly $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}

/** A problem by RFC 9457, with the fields that were refused. */
export function problemSchema(): object {
  const text = { type: "string" };
  return {
    type: "object",
    required: ["type", "title", "status"],
    properties: {
      type: { type: "string", format: "uri-reference" },
      title: text,
      status: { type: "integer" },
      detail: text,
      instance: { type: "string", format: "uri-reference" },
      errors: {
        type: "array",
        items: { type: "object", required: ["field", "detail"], properties: { field: text, detail: text } },
      },
    },
  };
}
