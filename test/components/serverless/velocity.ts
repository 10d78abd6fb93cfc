/** A request as a mapping template of API Gateway sees it. */
export interface MappedRequest {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly claims?: Readonly<Record<string, string>>;
}

/** What a template wrote, and the status that it set. */
export interface Mapped {
  readonly text: string;
  readonly status: number | undefined;
}

/**
 * The part of API Gateway's template language (Velocity) that our templates use: `#set`, `#if`, `#elseif`, `#else`, `#end`,
 * variables in texts, and the functions below. What it does not know fails the test.
 */
export function renderTemplate(template: string, request: MappedRequest): Mapped {
  const variables = new Map<string, string>([["context.requestId", "request-1"]]);
  for (const [name, value] of Object.entries(request.claims ?? {})) {
    variables.set(`context.authorizer.claims.${name}`, value);
  }
  const text = render(directives(template), request, variables);
  const status = variables.get("context.responseOverride.status");
  return { text, status: status === undefined ? undefined : Number(status) };
}

type Part = { readonly is: "text" | "set" | "if" | "elseif" | "else" | "end"; readonly value: string };

/** Cuts a template at its directives; parentheses inside quotes do not count. */
function directives(template: string): readonly Part[] {
  const parts: Part[] = [];
  let rest = template;
  for (;;) {
    const found = /#(set|if|elseif|else|end)/.exec(rest);
    if (found === null) {
      return [...parts, { is: "text", value: rest }];
    }
    parts.push({ is: "text", value: rest.slice(0, found.index) });
    rest = rest.slice(found.index + found[0].length);
    const is = found[1] as Part["is"];
    const end = is === "else" || is === "end" ? 0 : closing(rest);
    parts.push({ is, value: end === 0 ? "" : rest.slice(1, end) });
    rest = end === 0 ? rest : rest.slice(end + 1);
  }
}

function closing(text: string): number {
  let depth = 0;
  let quote = "";
  for (const [position, character] of [...text].entries()) {
    if (quote !== "") {
      quote = character === quote ? "" : quote;
    } else if (character === '"' || character === "'") {
      quote = character;
    } else if (character === "(") {
      depth += 1;
    } else if (character === ")" && --depth === 0) {
      return position;
    }
  }
  throw new Error(`No end of ${text.slice(0, 40)}`);
}

function render(parts: readonly Part[], request: MappedRequest, variables: Map<string, string>): string {
  const stack: { live: boolean; done: boolean }[] = [];
  let written = "";
  for (const part of parts) {
    const live = stack.every((level) => level.live);
    if (part.is === "text" || part.is === "set") {
      written += live ? act(part, request, variables) : "";
    } else if (part.is === "if") {
      const holds = live && condition(part.value, request, variables);
      stack.push({ live: holds, done: holds });
    } else {
      branch(part, stack, request, variables);
    }
  }
  return written;
}

function act({ is, value }: Part, request: MappedRequest, variables: Map<string, string>): string {
  if (is === "text") {
    return interpolate(value, request, variables);
  }
  const [, name = "", expression = ""] = /^\$([\w.]+)\s*=\s*(.*)$/s.exec(value) ?? [];
  variables.set(name, evaluate(expression.trim(), request, variables));
  return "";
}

function branch(
  { is, value }: Part,
  stack: { live: boolean; done: boolean }[],
  request: MappedRequest,
  variables: Map<string, string>,
): void {
  const top = stack.at(-1);
  if (is === "end" || top === undefined) {
    stack.pop();
    return;
  }
  top.live = !top.done && (is === "else" || condition(value, request, variables));
  top.done ||= top.live;
}

function condition(text: string, request: MappedRequest, variables: Map<string, string>): boolean {
  return text.split("||").some((one) => {
    const [, left = "", right] = /^\s*(.*?)\s*(?:==\s*"(.*)")?\s*$/s.exec(one) ?? [];
    const value = evaluate(left, request, variables);
    return right === undefined ? value === "true" : value === right;
  });
}

const REFERENCE = /\$\{([\w.]+)\}|\$(util|input|[\w]+(?:\.\w+)*)/;

/** A whole expression: a text in quotes, a number, or a reference with its calls. */
function evaluate(expression: string, request: MappedRequest, variables: Map<string, string>): string {
  if (/^\d+$/.test(expression)) {
    return expression;
  }
  if (expression.startsWith("'")) {
    return expression.slice(1, -1);
  }
  return expression.startsWith('"')
    ? interpolate(expression.slice(1, -1), request, variables)
    : reference(expression, request, variables).value;
}

function interpolate(text: string, request: MappedRequest, variables: Map<string, string>): string {
  let rest = text;
  let written = "";
  for (;;) {
    const found = REFERENCE.exec(rest);
    if (found === null) {
      return written + rest;
    }
    const { value, length } = reference(rest.slice(found.index), request, variables);
    written += rest.slice(0, found.index) + value;
    rest = rest.slice(found.index + length);
  }
}

/** A reference at the beginning of a text, its calls included; how much of the text it is. */
function reference(text: string, request: MappedRequest, variables: Map<string, string>) {
  const formal = /^\$\{(\w+)\}/.exec(text);
  if (formal !== null) {
    return { value: variables.get(formal[1] ?? "") ?? formal[0], length: formal[0].length };
  }
  const start = /^\$(util\.escapeJavaScript|input\.(?:json|params|path)|context(?:\.\w+)+|\w+)/.exec(text);
  if (start === null) {
    throw new Error(`No reference: ${text.slice(0, 60)}`);
  }
  let name = start[1] ?? "";
  let length = start[0].length;
  let value = variables.get(name) ?? "";
  if (text[length] === "(") {
    const end = length + closing(text.slice(length));
    value = called(name, evaluate(text.slice(length + 1, end), request, variables), request);
    length = end + 1;
  }
  for (;;) {
    const method = /^\.(replaceAll|contains)/.exec(text.slice(length));
    if (method === null) {
      return { value, length };
    }
    name = method[1] ?? "";
    const end = length + method[0].length + closing(text.slice(length + method[0].length));
    const args = [...text.slice(length + method[0].length + 1, end).matchAll(/"([^"]*)"/g)].map((one) => one[1] ?? "");
    // Java's replaceAll takes a pattern.
    value =
      name === "contains"
        ? String(value.includes(args[0] ?? ""))
        : value.replaceAll(new RegExp(args[0] ?? "", "g"), () => args[1] ?? "");
    length = end + 1;
  }
}

function called(name: string, argument: string, { body, headers }: MappedRequest): string {
  const field = () => Reflect.get(Object(body), argument.replace("$.", ""));
  switch (name) {
    case "util.escapeJavaScript":
      return escapeJavaScript(argument);
    case "input.params":
      return headers?.[argument] ?? "";
    case "input.path":
      return String(field() ?? "");
    case "input.json":
      return field() === undefined ? '""' : JSON.stringify(field());
    default:
      throw new Error(`Unknown: ${name}`);
  }
}

/** As Apache Commons Lang does, which API Gateway calls. */
function escapeJavaScript(text: string): string {
  return text
    .replaceAll(/["'\\/]/g, (character) => `\\${character}`)
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t");
}
