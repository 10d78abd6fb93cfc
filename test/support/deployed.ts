import assert from "node:assert/strict";
import type { RecordedObject } from "../../planner/recorder";
import type { Deployed, DeployedResource } from "../../planner/rehearse/failover";

type Fits = (one: DeployedResource) => boolean;

/** The estate with other inputs where a resource fits; one at least must. */
export function changed(estate: Deployed, fits: Fits, change: (inputs: RecordedObject) => RecordedObject): Deployed {
  assert.ok(estate.some(fits), "nothing fits");
  return estate.map((one) => {
    if (!fits(one)) {
      return one;
    }
    const inputs = { ...one.inputs, ...change(one.inputs) };
    return { ...one, inputs, outputs: { ...one.outputs, ...inputs } };
  });
}

/** The estate without what fits; something must. */
export function without(estate: Deployed, fits: Fits): Deployed {
  assert.ok(estate.some(fits), "nothing fits");
  return estate.filter((one) => !fits(one));
}

/** @param place region, as scopes end: `/us-west-2` */
export function isNamed(name: string, place = ""): Fits {
  return (one) => one.name === name && one.scope.endsWith(place);
}

export function isType(type: string, place = ""): Fits {
  return (one) => one.type === type && one.scope.endsWith(place);
}

/** The same value with one text in place of another, at any depth. */
export function replaced(value: RecordedObject, from: string | RegExp, to: string): RecordedObject {
  return JSON.parse(JSON.stringify(value).replaceAll(from, to)) as RecordedObject;
}
