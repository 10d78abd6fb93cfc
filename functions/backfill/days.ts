/** Days of one run: a longer gap is filled in several, each with an end in sight. */
const MAX_DAYS = 366;
const DAY_MS = 86_400_000;

/**
 * The days from the first to the last, both included.
 *
 * @param to the first day alone where empty
 * @throws {Error} where one is no day, where the last comes before the first, and where there are too many
 */
export function daysBetween(from: string, to: string): readonly string[] {
  const [first, last] = [parseDay("FROM_DAY", from), parseDay("TO_DAY", to === "" ? from : to)];
  const count = (last - first) / DAY_MS + 1;
  if (count < 1 || count > MAX_DAYS) {
    throw new Error(`TO_DAY must be ${from} or one of the ${MAX_DAYS - 1} days after it; it is "${to}".`);
  }
  return Array.from({ length: count }, (_, index) => new Date(first + index * DAY_MS).toISOString().slice(0, 10));
}

function parseDay(name: string, text: string): number {
  const time = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) {
    throw new Error(`${name} must be a day such as 2026-11-21; it is "${text}".`);
  }
  return time;
}
