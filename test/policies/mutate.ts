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
  path: string,
  value: PolicyValue | typeof REMOVED,
): PolicyObject | undefined {
  const steps = path.replaceAll("[*]", ".*").split(".");
  const changed = change(props, steps, value);
  return changed !== undefined && changed !== REMOVED && isObject(changed) && changed !== props ? changed : undefined;
}

type Changed = PolicyValue | typeof REMOVED | undefined;

function change(
  current: PolicyValue | undefined,
  steps: readonly string[],
  value: PolicyValue | typeof REMOVED,
): Changed {
  const [step, ...rest] = steps;
  const inner = revealed(current);
  if (step === undefined) {
    return value;
  }
  if (step === "*") {
    return isList(inner) && inner.length > 0 ? changeFirst(inner, rest, value) : current;
  }
  return isObject(inner) ? changeMember(inner, step, rest, value) : current;
}

function changeFirst(
  items: readonly PolicyValue[],
  rest: readonly string[],
  value: PolicyValue | typeof REMOVED,
): Changed {
  const [first, ...others] = items;
  const fresh = change(first, rest, value);
  if (fresh === first) {
    return items;
  }
  return fresh === REMOVED || fresh === undefined ? others : [fresh, ...others];
}

function changeMember(
  members: PolicyObject,
  step: string,
  rest: readonly string[],
  value: PolicyValue | typeof REMOVED,
): Changed {
  const fresh = change(members[step], rest, value);
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
