import { worstOfDay } from "./journal";
import type { CriticalService } from "./objectives";
import type { StoreLoss } from "./report";
import type { FollowedStore } from "./timeline";

/** What one store loses at the worst minute of a day. */
export function lossOf({ store, answer, copy }: FollowedStore): StoreLoss {
  const { lostMinutes, lostWrites, lostAt } = worstOfDay(answer.copying);
  const promotes = answer.promoted && copy !== undefined ? { promotes: copy.urn } : {};
  return { name: store.name, what: answer.what, lostMinutes, lostWrites, lostAt, ...promotes };
}

/** Targets that a service misses, as people read them. */
export function missed(
  service: CriticalService,
  minutes: number | null,
  stores: readonly StoreLoss[],
): readonly string[] {
  const late =
    minutes !== null && minutes > service.rtoMinutes
      ? [`${service.name} serves after ${minutes} minutes; its target is ${service.rtoMinutes}`]
      : [];
  const lost = stores.flatMap(({ name, what, lostMinutes, lostAt }) => {
    if (lostMinutes !== null && lostMinutes <= service.rpoMinutes) {
      return [];
    }
    const age = lostMinutes === null ? "without bound" : `of ${lostMinutes} minutes, lost at ${lostAt}`;
    return [`${name}: writes are gone ${age}; ${service.name} may lose ${service.rpoMinutes} minutes (${what})`];
  });
  return [...late, ...lost];
}
