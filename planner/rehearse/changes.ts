import * as pulumi from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation";

/** What the rehearsed update adds. */
const TAG = "rehearsal";

/**
 * The same program with a tag more on whatever carries tags, labels or annotations: an update that any estate can have,
 * and that must never replace anything.
 *
 * @param active asked at each run whether the update is on
 */
export function withUpdate(program: PulumiFn, active: () => boolean): PulumiFn {
  return async () => {
    if (active()) {
      pulumi.runtime.registerStackTransformation((args) => ({ props: tagged(args.props), opts: args.opts }));
    }
    return program();
  };
}

function tagged(props: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const copy: Record<string, unknown> = { ...props };
  for (const key of ["tags", "labels"]) {
    if (isObject(copy[key])) {
      copy[key] = { ...copy[key], [TAG]: "update" };
    }
  }
  const metadata = copy["metadata"];
  if (isObject(metadata)) {
    const annotations = isObject(metadata["annotations"]) ? metadata["annotations"] : {};
    copy["metadata"] = { ...metadata, annotations: { ...annotations, [TAG]: "update" } };
  }
  return copy;
}

/** A plain object: outputs and promises are objects too, and are left alone. */
function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
