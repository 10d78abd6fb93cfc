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

/** A series by its labels, its name among them as `__name__`. */
export type Series = Readonly<Record<string, string>>;

/** What an expression reads: series of a name, by their labels. */
export interface Selector {
  readonly text: string;
  readonly name: string;
  readonly matchers: readonly { readonly label: string; readonly operator: string; readonly value: string }[];
  /** Labels by which what is read is grouped. */
  readonly grouped: readonly string[];
}

type Tree = ReturnType<typeof parser.parse>["topNode"];

/** Every selector of an expression, in order. */
export function selectorsIn(expression: string): readonly Selector[] {
  const text = ({ from, to }: Tree) => expression.slice(from, to);
  return found(parser.parse(expression).topNode, "VectorSelector").map((node) => ({
    text: text(node),
    name: node.getChildren("Identifier").map(text).join(""),
    matchers: found(node, "UnquotedLabelMatcher").map((matcher) => {
      const part = (type: string) => found(matcher, type).map(text).join("");
      return { label: part("LabelName"), operator: part("MatchOp"), value: part("StringLiteral").slice(1, -1) };
    }),
    grouped: groupings(node).flatMap((grouping) => found(grouping, "LabelName").map(text)),
  }));
}

/** Labels of what an expression as a whole results in. */
export function groupedBy(expression: string): readonly string[] {
  const [outermost] = found(parser.parse(expression).topNode, "GroupingLabels");
  return outermost === undefined ? [] : found(outermost, "LabelName").map(({ from, to }) => expression.slice(from, to));
}

/** Does a selector read a series? */
export function selects({ name, matchers }: Selector, series: Series): boolean {
  const matches = matchers.every(({ label, operator, value }) => {
    const given = series[label] ?? "";
    const is = operator.endsWith("~")
      ? new RegExp(`^(?:${value.replaceAll("\\\\", "\\")})$`).test(given)
      : given === value;
    return is !== operator.startsWith("!");
  });
  return matches && series["__name__"] === name;
}

function found(node: Tree, type: string): readonly Tree[] {
  const nodes: Tree[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    nodes.push(...(child.name === type ? [child] : found(child, type)));
  }
  return nodes;
}

/** Modifiers `by` of every aggregation around a node. */
function groupings(node: Tree): readonly Tree[] {
  const { parent } = node;
  if (parent === null) {
    return [];
  }
  const own = parent.name === "AggregateExpr" ? parent.getChildren("AggregateModifier") : [];
  return [...own.filter((modifier) => modifier.getChild("By") !== null), ...groupings(parent)];
}
