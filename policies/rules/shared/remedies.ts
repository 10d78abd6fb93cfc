import { isObject, type PolicyObject, revealed } from "../../engine";

/** The object under a property, or an empty one: to lay a remedy over it. */
export function memberOf(props: PolicyObject, property: string): PolicyObject {
  const value = revealed(props[property]);
  return isObject(value) ? value : {};
}
