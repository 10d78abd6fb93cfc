/** A request as a mapping template of API Gateway sees it. */
export interface Mapped {
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly claims: Readonly<Record<string, string>>;
}

const EXPRESSION =
  /\$util\.escapeJavaScript\((?:\$input\.json\('\$\.(\w+)'\)|\$input\.params\('([\w-]+)'\)|\$context\.authorizer\.claims\.(\w+))\)/g;

/** Fills a mapping template in: the part of API Gateway's language that ours use. What it does not know stays as it is. */
export function fillTemplate(template: string, { body, headers, claims }: Mapped): string {
  return template.replaceAll(EXPRESSION, (_, field?: string, header?: string, claim?: string) => {
    const value =
      field === undefined
        ? (headers[header ?? ""] ?? claims[claim ?? ""] ?? "")
        : JSON.stringify(typeof body === "object" && body !== null ? (Reflect.get(body, field) ?? "") : "");
    return escapeJavaScript(value);
  });
}

/** As Apache Commons Lang does, which API Gateway calls. */
function escapeJavaScript(text: string): string {
  return text.replaceAll(/["'\\/]/g, (character) => `\\${character}`);
}
