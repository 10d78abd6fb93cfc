import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/** Colours for one stream: only where it is a terminal and the user has not said NO_COLOR. */
export interface Painter {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
}

export function painter(stream: { readonly isTTY?: boolean }): Painter {
  const coloured = stream.isTTY === true && (process.env["NO_COLOR"] ?? "") === "";
  const paint = (style: Style) => (text: string) =>
    coloured ? styleText(style, text, { validateStream: false }) : text;
  return { bold: paint("bold"), dim: paint("dim"), good: paint("green"), bad: paint("red"), warn: paint("yellow") };
}
