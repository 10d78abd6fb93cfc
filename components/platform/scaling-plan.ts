import type { Faults } from "../core/faults";
import { checkLabel, checkWhole } from "./checks";
import type { ScalingTriggers } from "./scaling-args";

const LATENCY_MS = { min: 1, max: 600_000 } as const;
const MESSAGES = { min: 1, max: 1_000_000 } as const;

/** Records what is wrong with queues and response times. */
export function checkTriggers(faults: Faults, triggers: ScalingTriggers): void {
  for (const [name, queue] of Object.entries(triggers.queues ?? {})) {
    checkLabel(faults, "scaling.triggers.queues", name);
    const property = `scaling.triggers.queues.${name}.messagesPerPod`;
    checkWhole(faults, property, queue.messagesPerPod, MESSAGES, "messages");
  }
  if (triggers.latencyMs !== undefined) {
    checkWhole(faults, "scaling.triggers.latencyMs", triggers.latencyMs, LATENCY_MS, "milliseconds");
  }
  faults.check(Object.keys(triggers.queues ?? {}).length > 0 || triggers.latencyMs !== undefined, {
    property: "scaling.triggers",
    given: triggers,
    allowed: "a queue or a response time",
    fix: "name one, or leave triggers out",
  });
}
