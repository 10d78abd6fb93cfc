import type { AlarmSettings } from "./settings";

/** Those who hear of alarms, by mail. */
export function subscriptions(alarms: AlarmSettings) {
  const byMail = (people: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(people).map(([name, endpoint]) => [name, { protocol: "email" as const, endpoint }]),
    );
  return { page: byMail(alarms.page), ticket: byMail(alarms.ticket) };
}
