import { parser } from "@prometheus-io/lezer-promql";

/** Where Prometheus' own grammar does not know how to go on. */
export function faultsIn(expression: string): readonly number[] {
  const places: number[] = [];
  parser.parse(expression).iterate({
    enter: ({ type, from }) => {
      if (type.isError) {
        places.push(from);
      }
    },
  });
  return places;
}
