import { EventQueue, type UserPool } from "../../components/serverless";
import { CATALOG } from "../../functions/catalog";
import { type FunctionParts, makeFunction } from "./functions";
import { senderAddress } from "./stores";

/** Batches of messages that are worked on at once: the fewest that Lambda takes, since SES takes some mails a second. */
const BATCHES_AT_ONCE = 2;

/** What becomes of an order reaches its customer: out of the topic into a queue, and from there by e-mail, or by text message. */
export function makeNotices(parts: FunctionParts, users: UserPool<"web" | "admin">) {
  const { base, settings, stores, opts } = parts;
  const { notifications, tables } = stores;
  const { timeoutSeconds } = CATALOG["customer-notice"];
  const queue = new EventQueue("shop-notices", { key: base.key, consumerTimeoutSeconds: timeoutSeconds }, opts);
  notifications.deliverTo(queue, "customers");
  const customerNotice = makeFunction(
    parts,
    "customer-notice",
    {
      done: tables.table("done"),
      users,
      sender: notifications.sender(senderAddress(settings)),
      ...(settings.notifications.textMessagesUsd === undefined ? {} : { texts: notifications.texts() }),
    },
    { environment: { SHOP_URL: `https://${settings.edge.zone.name}` } },
  );
  customerNotice.onQueue(queue, { maxConcurrency: BATCHES_AT_ONCE });
  return { queue, customerNotice };
}
