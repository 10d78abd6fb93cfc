/** Sizes of the texts in a diagram, in pixels. */
export const FONT = { title: 14, body: 12, small: 11 } as const;

/** Width of a character in a common sans-serif font, as a share of the font's size: classes of letters, widest last. */
const NARROW = new Set("iljtfr.,:;|!'()[]{}/ -·");
const WIDE = new Set("mwMW@%ABCDEFGHKNOPQRSUVXYZ×–—…");
const SHARES = { narrow: 0.4, normal: 0.61, wide: 0.8 } as const;

/**
 * About how wide a text is, in pixels. Fonts differ between machines; an estimate on the safe side keeps pictures the same
 * everywhere, byte for byte.
 */
export function textWidth(text: string, size: number): number {
  let shares = 0;
  for (const letter of text) {
    shares += NARROW.has(letter) ? SHARES.narrow : WIDE.has(letter) ? SHARES.wide : SHARES.normal;
  }
  return Math.ceil(shares * size);
}
