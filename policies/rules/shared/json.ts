import { Node, type PolicyValue, toPolicyValue } from "../../engine";

/** What a property that holds JSON says; nothing where it holds none. Unknown text is unknown as a whole. */
export function jsonAt(node: Node): Node {
  if (node.unknown) {
    return node;
  }
  return new Node(node.path, parsed(node.text() ?? ""));
}

function parsed(text: string): PolicyValue {
  try {
    return toPolicyValue(JSON.parse(text));
  } catch {
    return {};
  }
}
