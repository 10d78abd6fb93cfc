import { type RecordedResource, revealed } from "../../../planner/recorder";

/** What a resource was registered with, as JSON has it. */
export function plainInputs(resource: RecordedResource) {
  return JSON.parse(JSON.stringify(revealed(resource.inputs)));
}
