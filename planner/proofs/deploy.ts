import { SimulatedCloud } from "../../simulator";
import type { DeployEstimate } from "../plan/document";
import type { RecordedResource, Recording } from "../recorder";

/** What a resource takes where its model says nothing: a few seconds for the call, in minutes. */
const CALL_MINUTES = 0.05;

interface Finish {
  readonly minutes: number;
  /** The resource that it waited for longest. */
  readonly after: string | undefined;
}

/**
 * How long a first deployment takes if the engine runs everything that is free to run: the longest chain of typical
 * creation times. A dependency on a component means its children, as the SDK expands it.
 */
export function estimateDeploy(recording: Recording): DeployEstimate {
  const cloud = new SimulatedCloud();
  const resources = new Map(recording.resources.map((resource) => [resource.urn, resource]));
  const finishes = new Map<string, Finish>();

  const finishOf = (resource: RecordedResource): Finish => {
    const known = finishes.get(resource.urn);
    if (known !== undefined) {
      return known;
    }
    // Marks the resource while it is being worked out, so that a cycle in foreign data ends instead of running forever.
    finishes.set(resource.urn, { minutes: 0, after: undefined });
    const own =
      resource.custom && !resource.external ? (cloud.model(resource.type)?.minutes?.create ?? CALL_MINUTES) : 0;
    let start: Finish = { minutes: 0, after: undefined };
    for (const urn of resource.dependencies) {
      const dependency = resources.get(urn);
      const minutes = dependency === undefined ? 0 : finishOf(dependency).minutes;
      if (minutes > start.minutes) {
        start = { minutes, after: urn };
      }
    }
    const finish = { minutes: start.minutes + own, after: start.after };
    finishes.set(resource.urn, finish);
    return finish;
  };

  let last: { readonly urn: string | undefined; readonly minutes: number } = { urn: undefined, minutes: 0 };
  for (const resource of recording.resources) {
    const { minutes } = finishOf(resource);
    if (minutes > last.minutes) {
      last = { urn: resource.urn, minutes };
    }
  }
  return { minutes: round(last.minutes), criticalPath: pathTo(last.urn, finishes) };
}

function pathTo(urn: string | undefined, finishes: ReadonlyMap<string, Finish>): readonly string[] {
  const path: string[] = [];
  for (let current = urn; current !== undefined && !path.includes(current); current = finishes.get(current)?.after) {
    path.unshift(current);
  }
  return path;
}

function round(minutes: number): number {
  return Math.round(minutes * 10) / 10;
}
