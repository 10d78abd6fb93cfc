import { type Markup, markup } from "../markup";

export interface Column {
  readonly title: string;
  /** Figures stand at the right. */
  readonly number?: boolean;
}

type Cell = Markup | string | number;

/** A table with a caption and headers, whose first column names the row. */
export function dataTable(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  id?: string,
): Markup {
  const head = columns.map(({ title, number }) => markup`<th scope="col"${numberClass(number)}>${title}</th>`);
  const body = rows.map((cells) => {
    const text = cells.map(plainText).join(" ").toLowerCase();
    return markup`<tr data-item="${text}">${cells.map((cell, index) => tableCell(cell, columns[index], index === 0))}</tr>\n`;
  });
  const name = id === undefined ? markup`` : markup` id="${id}"`;
  return markup`<div class="scroll"><table${name}><caption class="quiet">${caption}</caption><thead><tr>${head}</tr></thead>
<tbody>
${body}</tbody></table></div>`;
}

function tableCell(cell: Cell, column: Column | undefined, first: boolean): Markup {
  return first
    ? markup`<th scope="row" class="name">${cell}</th>`
    : markup`<td${numberClass(column?.number)}>${cell}</td>`;
}

function numberClass(number: boolean | undefined): Markup {
  return number === true ? markup` class="number"` : markup``;
}

/** What a reader of the page sees of a cell. */
function plainText(cell: Cell): string {
  return typeof cell === "object" ? cell.text.replace(/<[^>]*>/g, " ") : String(cell);
}

/** A field for words to look for; the script shows it. */
export function filterField(target: string, label: string): Markup {
  return markup`<div class="filter" data-for="${target}" hidden><label>${label} <input type="search"></label> <output></output></div>`;
}

export function dollars(usd: number): string {
  return `$${usd.toFixed(2).replace(/\B(?=(\d{3})+(?!\d))/g, ",")}`;
}

/** The name in a URN, or the text where it is none. */
export function nameOf(urn: string): string {
  return urn.startsWith("urn:pulumi:") ? (urn.split("::").at(-1) ?? urn) : urn;
}

/** The type in a URN. */
export function typeOf(urn: string): string {
  return urn.split("::").at(-2)?.split("$").at(-1) ?? "";
}
