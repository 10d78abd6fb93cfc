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
 * creation times. A component counts as done when its children are.
 */
export function estimateDeploy(recording: Recording): DeployEstimate {
  const schedule = new Schedule(recording);
  let last: RecordedResource | undefined;
  for (const resource of recording.resources.filter((one) => one.custom)) {
    if (last === undefined || schedule.finish(resource.urn).minutes > schedule.finish(last.urn).minutes) {
      last = resource;
    }
  }
  return last === undefined
    ? { minutes: 0, criticalPath: [] }
    : { minutes: round(schedule.finish(last.urn).minutes), criticalPath: schedule.pathTo(last.urn) };
}

/** When each resource is done, worked out once for each. */
class Schedule {
  private readonly cloud = new SimulatedCloud();
  private readonly resources: ReadonlyMap<string, RecordedResource>;
  private readonly children = new Map<string, string[]>();
  private readonly finishes = new Map<string, Finish>();

  public constructor(recording: Recording) {
    this.resources = new Map(recording.resources.map((resource) => [resource.urn, resource]));
    for (const { urn, parent } of recording.resources) {
      if (parent !== undefined) {
        this.children.set(parent, [...(this.children.get(parent) ?? []), urn]);
      }
    }
  }

  public finish(urn: string): Finish {
    const known = this.finishes.get(urn);
    if (known !== undefined) {
      return known;
    }
    // Stands while the resource is being worked out, so that a cycle in foreign data ends instead of running for ever.
    this.finishes.set(urn, { minutes: 0, after: undefined });
    const resource = this.resources.get(urn);
    const start = resource === undefined ? NOTHING : this.start(resource);
    const finish = {
      minutes: start.minutes + (resource === undefined ? 0 : this.duration(resource)),
      after: start.after,
    };
    this.finishes.set(urn, finish);
    return finish;
  }

  public pathTo(urn: string): readonly string[] {
    const path: string[] = [];
    for (let current: string | undefined = urn; current !== undefined; current = this.finish(current).after) {
      if (path.includes(current)) {
        break;
      }
      path.unshift(current);
    }
    return path;
  }

  private start(resource: RecordedResource): Finish {
    const children = resource.custom ? [] : (this.children.get(resource.urn) ?? []);
    let start = NOTHING;
    for (const urn of [...resource.dependencies, ...children]) {
      const { minutes } = this.finish(urn);
      if (minutes > start.minutes) {
        start = { minutes, after: urn };
      }
    }
    return start;
  }

  private duration(resource: RecordedResource): number {
    return resource.custom && !resource.external ? creationMinutes(resource.type, this.cloud) : 0;
  }
}

/** How long a resource of a type typically takes to create, in minutes. */
export function creationMinutes(type: string, cloud = new SimulatedCloud()): number {
  return cloud.model(type)?.minutes?.create ?? CALL_MINUTES;
}

const NOTHING: Finish = { minutes: 0, after: undefined };

function round(minutes: number): number {
  return Math.round(minutes * 10) / 10;
}
