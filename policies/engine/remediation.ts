import { isObject, type PolicyObject, type PolicyValue, type ShownValue, shown } from "./values";

/** One difference between what is and what should be. */
export interface Change {
  readonly path: string;
  /** Absent where nothing stood there. */
  readonly before?: ShownValue;
  /** Absent where it is taken away. */
  readonly after?: ShownValue;
}

/** The differences between two property bags, in order of their paths. */
export function changes(before: PolicyObject, after: PolicyObject, prefix = ""): readonly Change[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys.flatMap((key) => {
    const path = prefix === "" ? key : `${prefix}.${key}`;
    const old = before[key];
    const fresh = after[key];
    if (isObject(old) && isObject(fresh)) {
      return changes(old, fresh, path);
    }
    return same(old, fresh) ? [] : [change(path, old, fresh)];
  });
}

function change(path: string, old: PolicyValue | undefined, fresh: PolicyValue | undefined): Change {
  const before = shown(old);
  const after = shown(fresh);
  return { path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}

function same(old: PolicyValue | undefined, fresh: PolicyValue | undefined): boolean {
  return old === fresh || JSON.stringify(shown(old)) === JSON.stringify(shown(fresh));
}

/** The remediation as a diff: a line for each change. */
export function diffLines(list: readonly Change[]): readonly string[] {
  return list.flatMap(({ path, before, after }) => [
    ...(before === undefined ? [] : [`- ${path}: ${JSON.stringify(before)}`]),
    ...(after === undefined ? [] : [`+ ${path}: ${JSON.stringify(after)}`]),
  ]);
}
