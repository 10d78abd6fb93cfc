import type * as pulumi from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { SimulatedCloud } from "../../simulator";

/** What the rehearsed update adds. */
const TAG = "rehearsal";

/**
 * The same program with a tag more on whatever carries tags, labels or annotations, and a word more in descriptions that
 * can be changed: an update that any estate can have, and that must never replace anything.
 *
 * @param sdk the program's own copy of the SDK
 * @param active asked at each run whether the update is on
 */
export function withUpdate(program: PulumiFn, sdk: typeof pulumi, active: () => boolean): PulumiFn {
  return async () => {
    if (active()) {
      const cloud = new SimulatedCloud();
      sdk.runtime.registerStackTransformation(({ type, props, opts }) => {
        const changed = { ...tagged(props), ...described(props, cloud.model(type)?.replaceOn) };
        return { props: changed, opts };
      });
    }
    return program();
  };
}

function described(
  props: Readonly<Record<string, unknown>>,
  replaceOn: readonly string[] = ["description"],
): Record<string, unknown> {
  const { description } = props;
  const changeable = typeof description === "string" && !replaceOn.includes("description");
  return changeable ? { description: `${description} (${TAG})` } : {};
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
