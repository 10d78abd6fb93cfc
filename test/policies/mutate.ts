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

function change(
  current: PolicyValue | undefined,
  steps: readonly string[],
  value: PolicyValue | typeof REMOVED,
): PolicyValue | typeof REMOVED | undefined {
  const [step, ...rest] = steps;
  const inner = revealed(current);
  if (step === undefined) {
    return value;
  }
  if (step === "*") {
    if (!isList(inner) || inner.length === 0) {
      return current;
    }
    const [first, ...others] = inner;
    if (first === undefined) {
      return current;
    }
    const fresh = change(first, rest, value);
    if (fresh === first) {
      return current;
    }
    return fresh === REMOVED || fresh === undefined ? others : [fresh, ...others];
  }
  if (!isObject(inner)) {
    return current;
  }
  const old = inner[step];
  const fresh = change(old, rest, value);
  if (fresh === old) {
    return current;
  }
  const { [step]: _old, ...others } = inner;
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
