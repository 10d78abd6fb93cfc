/** Text that is markup already. */
export class Markup {
  public readonly text: string;

  public constructor(text: string) {
    this.text = text;
  }
}

type Part = Markup | string | number | readonly Part[];

/**
 * Markup with values in it. Every value is escaped, unless it is markup itself; so nothing that a plan contains, be it a
 * hostile name, can become an element or a script.
 *
 * @example
 * markup`<td>${resource.name}</td>`
 */
export function markup(texts: TemplateStringsArray, ...values: readonly Part[]): Markup {
  let text = texts[0] ?? "";
  for (const [index, value] of values.entries()) {
    text += rendered(value) + (texts[index + 1] ?? "");
  }
  return new Markup(text);
}

function rendered(value: Part): string {
  if (value instanceof Markup) {
    return value.text;
  }
  return isList(value) ? value.map(rendered).join("") : escaped(String(value));
}

function isList(value: Part): value is readonly Part[] {
  return Array.isArray(value);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text as it stands between tags or in a quoted attribute; characters that XML forbids are left out. */
function escaped(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML forbids.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
      .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
  );
}
