import type { PlacedArrow, Point, Rectangle } from "./layout";
import { FONT, textWidth } from "./text";

/** Places along a curve, best first: the middle, then outwards. */
const PLACES = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82];
const LABEL_HEIGHT = 14;

/**
 * Gives each label a place on its own curve where it covers neither a box nor another label; on a box it would not be
 * readable at all, so that a label without any such place is left out.
 */
export function placeLabels(arrows: readonly PlacedArrow[], boxes: readonly Rectangle[]): readonly PlacedArrow[] {
  const taken: Rectangle[] = [];
  return arrows.map((arrow) => {
    if (arrow.arrow.label === "") {
      return arrow;
    }
    const candidates = PLACES.map((place) => pointAt(arrow.curve, place)).map((point) => ({
      point,
      area: areaAround(point, textWidth(arrow.arrow.label, FONT.small)),
    }));
    const clear = candidates.filter(({ area }) => !boxes.some((box) => overlap(area, box)));
    const chosen = clear.find(({ area }) => !taken.some((other) => overlap(area, other))) ?? clear[0];
    if (chosen === undefined) {
      return arrow;
    }
    taken.push(chosen.area);
    return { ...arrow, label: chosen.point };
  });
}

/** A point of a chain of cubic Bézier curves, by its share of the chain's pieces. */
function pointAt(curve: readonly Point[], share: number): Point {
  const pieces = Math.max(1, Math.floor((curve.length - 1) / 3));
  const piece = Math.min(pieces - 1, Math.floor(share * pieces));
  const at = share * pieces - piece;
  const [start, first, second, end] = curve.slice(piece * 3, piece * 3 + 4);
  if (start === undefined || first === undefined || second === undefined || end === undefined) {
    return start ?? { x: 0, y: 0 };
  }
  const rest = 1 - at;
  const blend = (a: number, b: number, c: number, d: number): number =>
    Math.round((rest ** 3 * a + 3 * rest ** 2 * at * b + 3 * rest * at ** 2 * c + at ** 3 * d) * 10) / 10;
  return { x: blend(start.x, first.x, second.x, end.x), y: blend(start.y, first.y, second.y, end.y) };
}

function areaAround({ x, y }: Point, width: number): Rectangle {
  return { x: x - width / 2, y: y - LABEL_HEIGHT / 2, width, height: LABEL_HEIGHT };
}

function overlap(left: Rectangle, right: Rectangle): boolean {
  return (
    left.x < right.x + right.width &&
    right.x < left.x + left.width &&
    left.y < right.y + right.height &&
    right.y < left.y + left.height
  );
}
