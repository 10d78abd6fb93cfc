import {
  type Guard,
  isList,
  isObject,
  type PolicyObject,
  type PolicyValue,
  REMOVED,
  revealed,
} from "../../policies/engine";

/** The properties with another value at every place that a path with `[*]` stands for; undefined where there is none. */
export function mutated(
  props: PolicyObject,
  { path, item }: Pick<Guard, "path" | "item">,
  value: PolicyValue | typeof REMOVED,
): PolicyObject | undefined {
  const steps = path.replaceAll("[*]", ".*").split(".");
  const changed = change(props, steps, value, item);
  return changed !== undefined && changed !== REMOVED && isObject(changed) && changed !== props ? changed : undefined;
}

type Changed = PolicyValue | typeof REMOVED | undefined;

function change(
  current: PolicyValue | undefined,
  steps: readonly string[],
  value: PolicyValue | typeof REMOVED,
  item: Guard["item"],
): Changed {
  const [step, ...rest] = steps;
  const inner = revealed(current);
  if (step === undefined) {
    return value;
  }
  if (step === "*") {
    return isList(inner) ? changeItem(inner, rest, value, item) : current;
  }
  return isObject(inner) ? changeMember(inner, step, rest, value, item) : current;
}

function changeItem(
  items: readonly PolicyValue[],
  rest: readonly string[],
  value: PolicyValue | typeof REMOVED,
  chosen: Guard["item"] = () => true,
): Changed {
  const index = items.findIndex((item) => chosen(item));
  const old = items[index];
  const fresh = old === undefined ? old : change(old, rest, value, chosen);
  if (fresh === old) {
    return items;
  }
  return items.flatMap((item, place) =>
    place !== index ? [item] : fresh === REMOVED || fresh === undefined ? [] : [fresh],
  );
}

function changeMember(
  members: PolicyObject,
  step: string,
  rest: readonly string[],
  value: PolicyValue | typeof REMOVED,
  item: Guard["item"],
): Changed {
  const fresh = change(members[step], rest, value, item);
  if (fresh === members[step]) {
    return members;
  }
  const { [step]: _old, ...others } = members;
  return fresh === REMOVED || fresh === undefined ? others : { ...others, [step]: fresh };
}

/** Is there anything at the path, so that breaking it changes the resource? */
export function hasPlace(props: PolicyObject, guard: Guard): boolean {
  let nodes: readonly (PolicyValue | undefined)[] = [props];
  for (const step of guard.path.replaceAll("[*]", ".*").split(".")) {
    nodes = nodes.flatMap((node) => below(revealed(node), step));
  }
  return nodes.some((node) => node !== undefined);
}

function below(node: PolicyValue | undefined, step: string): readonly (PolicyValue | undefined)[] {
  if (step === "*") {
    return isList(node) ? node : [];
  }
  return isObject(node) && Object.hasOwn(node, step) ? [node[step]] : [];
}
