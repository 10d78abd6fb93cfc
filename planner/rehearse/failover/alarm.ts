import { objectOf, textOf, textsOf } from "../../proofs/read";
import { SILENCE_DELAY } from "../../proofs/recovery-facts";
import { ALARM, HEALTH_METRICS_REGION, judgedMinutes, subjectsOf, tellsOfSilence } from "../../proofs/recovery-page";
import type { Aftermath } from "./aftermath";
import type { DeployedResource } from "./deployed";
import type { Entry } from "./entry";
import { named } from "./trail";

/** The first that tells people of the loss. */
export interface Page {
  readonly alarm: DeployedResource;
  /** Minutes after the loss. */
  readonly at: number;
}

/** The alarm that is left, tells of the loss, and reaches somebody by a topic that is left; the earliest of them. */
export function firstPage(entry: Entry, copies: readonly DeployedResource[], after: Aftermath): Page | undefined {
  return after
    .ofType(ALARM)
    .filter((alarm) => reachesSomebody(alarm, after))
    .flatMap((alarm) => {
      const at = firesAt(alarm, entry, copies);
      return at === undefined ? [] : [{ alarm, at }];
    })
    .sort((left, right) => left.at - right.at)[0];
}

/** Why nobody is told: what would have told them. */
export function silence(entry: Entry, after: Aftermath): string {
  const gone = after.lost.filter(({ type, inputs }) => type === ALARM && tellsOfHealth(inputs, entry));
  const names = gone.map(named).join(", ");
  return (
    `nobody is paged, so that nobody promotes: ${names === "" ? "no alarm watches" : `${names} is gone with`} ` +
    `${after.first}, and no alarm of ${after.second} fires when replication falls silent`
  );
}

/** Minutes after the loss at which it fires: on the first region's health, or on the silence of what followed it. */
function firesAt(
  { inputs, scope }: DeployedResource,
  entry: Entry,
  copies: readonly DeployedResource[],
): number | undefined {
  const length = judgedMinutes(inputs);
  if (tellsOfHealth(inputs, entry)) {
    return scope.endsWith(`/${HEALTH_METRICS_REGION}`) ? entry.detectedAt + length : undefined;
  }
  const subjects = subjectsOf(inputs);
  const ofCopy = copies.some(({ id, scope: place }) => place === scope && id !== undefined && subjects.includes(id));
  return ofCopy && tellsOfSilence(inputs) ? length + SILENCE_DELAY : undefined;
}

function tellsOfHealth(inputs: DeployedResource["inputs"], { healthCheck }: Entry): boolean {
  return objectOf(inputs["dimensions"])["HealthCheckId"] === healthCheck.id;
}

function reachesSomebody({ inputs }: DeployedResource, after: Aftermath): boolean {
  const topics = new Set(textsOf(inputs["alarmActions"]));
  return after.ofType("aws:sns/topicSubscription:TopicSubscription").some((one) => {
    const topic = textOf(one.inputs["topic"]) ?? "";
    return topics.has(topic) && after.giverOf(topic) !== undefined;
  });
}
