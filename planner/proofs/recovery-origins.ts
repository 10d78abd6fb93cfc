import type { RecordedObject, RecordedResource } from "../recorder";
import { listOf, numberOf, objectOf, textOf } from "./read";
import { GONE_STATUS, ORIGIN_TRIES } from "./recovery-facts";

export const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";

/** Where some paths of a distribution lead: an origin, and another that is asked once the first is gone. */
export interface OriginTarget {
  readonly first: RecordedObject;
  readonly second: RecordedObject | undefined;
}

/** Where a distribution's paths lead, each once. */
export function targetsOf({ inputs }: RecordedResource): readonly OriginTarget[] {
  const byId = (list: RecordedResource["inputs"][string] | undefined) =>
    new Map(listOf(list).map((one) => [textOf(objectOf(one)["originId"]) ?? "", objectOf(one)]));
  const [origins, groups] = [byId(inputs["origins"]), byId(inputs["originGroups"])];
  const behaviours = [...listOf(inputs["defaultCacheBehavior"]), ...listOf(inputs["orderedCacheBehaviors"])];
  const ids = new Set(behaviours.flatMap((one) => textOf(objectOf(one)["targetOriginId"]) ?? []));
  return [...ids].map((id) => {
    const group = groups.get(id);
    if (group === undefined) {
      return { first: origins.get(id) ?? {}, second: undefined };
    }
    const [first, second] = listOf(group["members"]).map((one) => origins.get(textOf(objectOf(one)["originId"]) ?? ""));
    return { first: first ?? {}, second: changesOver(group) ? second : undefined };
  });
}

/** Whether CloudFront asks again for whatever a lost region answers. */
function changesOver({ failoverCriteria }: RecordedObject): boolean {
  const status = listOf(objectOf(failoverCriteria)["statusCodes"]).map((one) => numberOf(one, 0));
  return GONE_STATUS.every((one) => status.includes(one));
}

/** Seconds after which CloudFront gives up an origin that nobody answers at. */
export function giveUpSeconds(origin: RecordedObject): number {
  const { attempts, seconds } = ORIGIN_TRIES;
  return numberOf(origin["connectionAttempts"], attempts) * numberOf(origin["connectionTimeout"], seconds);
}
