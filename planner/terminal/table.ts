/** Widest line that is written, in characters. */
export const WIDTH = 100;

export interface Column {
  readonly title: string;
  /** @default "left" */
  readonly align?: "left" | "right";
}

/** A plain table of at most {@link WIDTH} columns; the widest left-aligned column gives way where it does not fit. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], indent = 2): string {
  const widths = columns.map((column, index) =>
    Math.max(column.title.length, ...rows.map((row) => (row[index] ?? "").length)),
  );
  const total = indent + widths.reduce((sum, width) => sum + width, 0) + 2 * (columns.length - 1);
  if (total > WIDTH) {
    const widest = widths.indexOf(Math.max(...widths));
    widths[widest] = Math.max(8, (widths[widest] ?? 0) - (total - WIDTH));
  }
  const line = (cells: readonly string[]): string =>
    (
      " ".repeat(indent) +
      columns
        .map((column, index) => {
          const text = clip(cells[index] ?? "", widths[index] ?? 0);
          return column.align === "right" ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0);
        })
        .join("  ")
    ).trimEnd();
  const rule = line(widths.map((width) => "─".repeat(width)));
  return [line(columns.map((column) => column.title)), rule, ...rows.map(line)].join("\n");
}

/** Cuts a text to a width, and shows that it was cut. */
export function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

/** A word that is wider than a line, cut to fit. */
function pieces(word: string, width: number): readonly string[] {
  return word.length <= width ? [word] : [word.slice(0, width), ...pieces(word.slice(width), width)];
}

/** Breaks a text at spaces, with an indent before every line. */
export function wrap(text: string, indent: number): string {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const word of paragraph.split(" ").flatMap((one) => pieces(one, WIDTH - indent))) {
      if (line !== "" && indent + line.length + 1 + word.length > WIDTH) {
        lines.push(line);
        line = word;
      } else {
        line = line === "" ? word : `${line} ${word}`;
      }
    }
    lines.push(line);
  }
  return lines.map((line) => `${" ".repeat(indent)}${line}`.trimEnd()).join("\n");
}
