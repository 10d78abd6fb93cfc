/** Stands for a value that the asker may choose: any condition on it may hold, or not. */
export const ANY: unique symbol = Symbol("any");

export type ContextValue = readonly string[] | typeof ANY;

/** The request's context: values by key, whose case does not matter. */
export class RequestContext {
  private readonly values = new Map<string, ContextValue>();
  private readonly other: (key: string) => ContextValue | undefined;

  /** @param other answers for keys that are not listed; absent keys are `undefined` */
  public constructor(
    values: Readonly<Record<string, string | ContextValue>>,
    other: (key: string) => ContextValue | undefined = () => undefined,
  ) {
    for (const [key, value] of Object.entries(values)) {
      this.values.set(key.toLowerCase(), typeof value === "string" ? [value] : value);
    }
    this.other = other;
  }

  public get(key: string): ContextValue | undefined {
    const name = key.toLowerCase();
    return this.values.has(name) ? this.values.get(name) : this.other(name);
  }
}

/** A text of a policy in which variables are resolved: literal parts, and parts with wildcards. */
export type Resolved =
  | { readonly kind: "pattern"; readonly pattern: RegExp; readonly literal: string }
  | { readonly kind: "any" }
  | { readonly kind: "missing" };

/**
 * Resolves `${aws:username}`, `${key, 'default'}`, `${*}`, `${?}` and `${$}`. What a variable stands for is literal: a star in
 * it is a star, not a wildcard.
 */
export function resolve(text: string, context: RequestContext, wildcards: boolean): Resolved {
  let source = "";
  let literal = "";
  let last = 0;
  for (const match of text.matchAll(/\$\{([^}]*)\}/g)) {
    const before = text.slice(last, match.index);
    source += patternSource(before, wildcards);
    literal += before;
    last = match.index + match[0].length;
    const value = variable(match[1] ?? "", context);
    if (value === ANY) {
      return { kind: "any" };
    }
    if (value === undefined) {
      return { kind: "missing" };
    }
    source += patternSource(value, false);
    literal += value;
  }
  const rest = text.slice(last);
  return { kind: "pattern", pattern: compile(source + patternSource(rest, wildcards)), literal: literal + rest };
}

function variable(inner: string, context: RequestContext): string | typeof ANY | undefined {
  if (inner === "*" || inner === "?" || inner === "$") {
    return inner;
  }
  const parts = /^\s*([^,]+?)\s*(?:,\s*'(.*)'\s*)?$/.exec(inner);
  if (parts === null) {
    return undefined;
  }
  const value = context.get(parts[1] ?? "");
  if (value === ANY) {
    return ANY;
  }
  return value?.length === 1 ? value[0] : parts[2];
}

function patternSource(text: string, wildcards: boolean): string {
  const escaped = text.replace(/[.+^${}()|[\]\\/*?-]/g, "\\$&");
  return wildcards ? escaped.replace(/(\\\*)+/g, ".*").replace(/\\\?/g, ".") : escaped;
}

const compiled = new Map<string, RegExp>();
const COMPILED_LIMIT = 10_000;

function compile(source: string): RegExp {
  let pattern = compiled.get(source);
  if (pattern === undefined) {
    pattern = new RegExp(`^${source}$`, "s");
    if (compiled.size >= COMPILED_LIMIT) {
      compiled.clear();
    }
    compiled.set(source, pattern);
  }
  return pattern;
}
