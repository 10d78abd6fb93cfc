import { DISTRIBUTION } from "../../proofs/recovery-origins";
import { isStore, judgeStore } from "../../proofs/recovery-stores";
import { Aftermath } from "./aftermath";
import { firstPage, type Page, silence } from "./alarm";
import { ClusterObjects, called } from "./cluster";
import type { Deployed } from "./deployed";
import { type Entry, followBalancer, followEntry } from "./entry";
import { followHealth, type HealthLook } from "./health";
import { lossOf, missed } from "./losses";
import { type CriticalService, type Objectives, objectivesOf } from "./objectives";
import type { FailoverReport, ServiceFailover, StoreLoss } from "./report";
import { walkService } from "./service";
import { followSite, siteOf, stranded } from "./site";
import { type FollowedStore, siteTimeline, timelineOf } from "./timeline";
import { named, Trail } from "./trail";

const CLUSTER = "aws:eks/cluster:Cluster";

/**
 * Takes the first region away from what is deployed, and looks whether each critical service serves from what is left: by
 * which way, from which minute, and with what lost. It changes nothing and runs nothing.
 */
export function rehearseFailover(deployed: Deployed): readonly FailoverReport[] {
  return objectivesOf(deployed).map((objectives) => new Rehearsal(deployed, objectives).report());
}

/**
 * The health checks that fail when a store of a region falls ill while the region stands: Route 53 moves traffic by those of the
 * first, and cannot move it to the second by those.
 * @param urn of the store, or of the component that holds it
 */
export function checksFailing(deployed: Deployed, urn: string): readonly string[] {
  return objectivesOf(deployed).flatMap((objectives) => new Rehearsal(deployed, objectives).failing(urn));
}

class Rehearsal {
  private readonly deployed: Deployed;
  private readonly objectives: Objectives;
  private readonly after: Aftermath;
  /** The same estate with nothing lost, to see what services used before. */
  private readonly whole: Aftermath;

  public constructor(deployed: Deployed, objectives: Objectives) {
    this.deployed = deployed;
    this.objectives = objectives;
    this.after = new Aftermath(deployed, objectives);
    this.whole = new Aftermath(deployed, { first: "", second: objectives.second });
  }

  public report(): FailoverReport {
    const { first, second, services } = this.objectives;
    const custom = (list: Deployed): number => list.filter((one) => one.scope !== "").length;
    return {
      firstRegion: first,
      secondRegion: second,
      lost: custom(this.after.lost),
      left: custom(this.after.left),
      services: services.map((service) => this.service(service)),
      behind: this.behind(),
    };
  }

  /** What stands in no region, and gets what it answers from the one that is gone. */
  private behind(): readonly string[] {
    const critical = new Set(this.objectives.services.map(({ entry }) => siteOf(entry, this.after)));
    return this.after
      .ofType(DISTRIBUTION)
      .filter((one) => !critical.has(one))
      .flatMap((one) => {
        const origin = stranded(one, this.after);
        return origin === undefined
          ? []
          : [`${named(one)} has only its cache: ${named(origin)} is gone, and no critical service is behind it`];
      });
  }

  private service(service: CriticalService): ServiceFailover {
    const trail = new Trail();
    const followed = this.followedStores(service);
    const site = siteOf(service.entry, this.after);
    if (site !== undefined) {
      const timeline = siteTimeline(service.name, this.after.first, followSite(site, this.after, trail));
      return this.verdict(service, trail, [...this.losable(service), ...followed.map(lossOf)], timeline);
    }
    const entry = followEntry(service.entry, this.after, trail);
    const cluster = entry === undefined ? undefined : followBalancer(entry, this.after, trail);
    const objects = cluster === undefined ? undefined : new ClusterObjects(cluster, this.after);
    if (entry !== undefined && objects !== undefined) {
      this.looks(entry, objects, trail);
    }
    const startMinutes = objects === undefined ? 0 : this.walk(service, followed, objects, trail);
    const page = entry === undefined ? undefined : this.page(entry, followed, trail);
    const stores = [...this.losable(service), ...followed.map(lossOf)];
    const timeline = timelineOf({
      service,
      region: this.after.first,
      second: this.after.second,
      entry,
      page,
      promotions: followed.filter(({ answer }) => answer.promoted),
      startMinutes,
      missingNodes: this.missingNodes(objects),
    });
    return this.verdict(service, trail, stores, timeline);
  }

  private verdict(
    service: CriticalService,
    trail: Trail,
    stores: readonly StoreLoss[],
    { timeline, served }: ReturnType<typeof timelineOf>,
  ): ServiceFailover {
    const minutes = trail.problems.length > 0 ? null : served;
    const problems = [...trail.problems, ...missed(service, minutes, stores)];
    return {
      service: service.name,
      met: problems.length === 0,
      away: { targetMinutes: service.rtoMinutes, minutes },
      lossTargetMinutes: service.rpoMinutes,
      timeline,
      stores,
      path: trail.hops,
      problems,
    };
  }

  /** Both checks must see the stores of their region: the first's as it stood, the second's as it is left. */
  private looks(entry: Entry, objects: ClusterObjects, trail: Trail): readonly HealthLook[] {
    const first = this.after.lost
      .filter(({ type }) => type === CLUSTER)
      .map((cluster) => followHealth(entry.healthCheck, new ClusterObjects(cluster, this.whole), this.whole, trail));
    const { ownCheck } = entry;
    return ownCheck === undefined ? first : [...first, followHealth(ownCheck, objects, this.after, trail)];
  }

  /** Health checks that fail when a store falls ill, though its region stands. @param urn of the store, or what holds it */
  public failing(urn: string): readonly string[] {
    const ill = new Set(this.after.before.within(urn).map((one) => one.urn));
    const checks = this.objectives.services.flatMap((service) => {
      const isSite = siteOf(service.entry, this.after) !== undefined;
      const entry = isSite ? undefined : followEntry(service.entry, this.after, new Trail());
      const cluster = entry === undefined ? undefined : followBalancer(entry, this.after, new Trail());
      return entry === undefined || cluster === undefined
        ? []
        : this.looks(entry, new ClusterObjects(cluster, this.after), new Trail());
    });
    const fails = checks.filter(({ sees }) => sees.some((store) => ill.has(store.urn)));
    return [...new Set(fails.map(({ check }) => check.name))].sort();
  }

  private followedStores({ stores }: CriticalService): readonly FollowedStore[] {
    const byUrn = new Map(this.deployed.map((one) => [one.urn, one]));
    return stores
      .filter(({ losable }) => losable === undefined)
      .flatMap(({ urn }) => this.after.before.within(urn).filter(isStore))
      .flatMap((one) => {
        const store = byUrn.get(one.urn);
        const answer = judgeStore(one, this.after.before);
        const copy = answer.copy === undefined ? undefined : byUrn.get(answer.copy);
        return store === undefined ? [] : [{ store, answer, copy }];
      });
  }

  /** @returns minutes until its pods answer */
  private walk(
    service: CriticalService,
    followed: readonly FollowedStore[],
    objects: ClusterObjects,
    trail: Trail,
  ): number {
    const { walk, startMinutes } = this.walkAll(service.name, objects, trail);
    const nodes = objects.nodeMinutes();
    if (nodes === undefined) {
      trail.problem(`cluster ${objects.cluster.id} has no nodes`);
    }
    for (const { answer, copy, store } of followed) {
      if (answer.copying.kind === "none") {
        trail.problem(`${named(store)}: ${answer.what}`);
      }
      const inUse = [...walk.uses].some(({ type }) => type === copy?.type);
      if (copy !== undefined && inUse && !walk.uses.has(copy)) {
        trail.problem(`the pods of ${service.name} use no endpoint of ${named(copy)}, which is promoted for them`);
      }
    }
    this.undeclared(service, trail);
    return Math.max(startMinutes, nodes ?? 0);
  }

  /** The service, and whatever it calls in turn: none serves without the others. */
  private walkAll(name: string, objects: ClusterObjects, trail: Trail) {
    const walk = walkService(name, objects, this.after);
    const walks = [walk];
    const seen = new Set([name]);
    const queue = [...walk.calls];
    for (const next of queue) {
      if (!seen.has(next)) {
        seen.add(next);
        const further = walkService(next, objects, this.after);
        walks.push(further);
        queue.push(...further.calls);
      }
    }
    for (const one of walks) {
      trail.hops.push(...one.trail.hops);
      for (const problem of one.trail.problems) {
        trail.problem(problem);
      }
    }
    return { walk, startMinutes: Math.max(...walks.map((one) => one.startMinutes)) };
  }

  /** What the service kept in the first region, and forgot to name. */
  private undeclared({ name, stores }: CriticalService, trail: Trail): void {
    const declared = new Set(stores.flatMap(({ urn }) => this.after.before.within(urn).map((one) => one.urn)));
    for (const cluster of this.after.lost.filter(({ type }) => type === CLUSTER)) {
      const { uses } = walkService(name, new ClusterObjects(cluster, this.whole), this.whole);
      for (const store of uses) {
        if (!declared.has(store.urn)) {
          const what = store.type.startsWith("kubernetes:") ? called(store) : named(store);
          trail.problem(`${name} keeps data in ${what}, which its recovery objectives do not name`);
        }
      }
    }
  }

  /** Where something must be promoted, people must be told. */
  private page(entry: Entry, followed: readonly FollowedStore[], trail: Trail): Page | undefined {
    if (!followed.some(({ answer }) => answer.promoted)) {
      return undefined;
    }
    const copies = this.after.left.filter(({ scope }) => scope.endsWith(`/${this.after.second}`));
    const page = firstPage(entry, copies, this.after);
    if (page === undefined) {
      trail.problem(silence(entry, this.after));
    }
    return page;
  }

  private losable({ stores }: CriticalService): readonly StoreLoss[] {
    return stores.flatMap(({ name, losable }) =>
      losable === undefined
        ? []
        : [{ name, what: `may be lost: ${losable}`, lostMinutes: 0, lostWrites: 0, lostAt: "–" }],
    );
  }

  /** Nodes by which the second region has fewer than the first had. */
  private missingNodes(objects: ClusterObjects | undefined): number {
    const had = this.after.lost
      .filter(({ type }) => type === CLUSTER)
      .reduce((sum, cluster) => sum + new ClusterObjects(cluster, this.whole).nodes(), 0);
    return had - (objects?.nodes() ?? had);
  }
}
