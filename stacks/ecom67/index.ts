import { spendingAlarm } from "../../components/observability";
import { estateProviders } from "../providers";
import type { Identity } from "../settings";
import { makeObservability } from "../shared/observability";
import { makeApi, makeUsers } from "./api";
import { makeChat } from "./chat";
import { makeCheckout } from "./checkout";
import { makeBudget, makeUploadRole } from "./delivery";
import { makeFoundation } from "./foundation";
import { makeSearchFunctions } from "./functions";
import { makeNotices } from "./notices";
import type { Ecom67Settings } from "./settings";
import { makeSite } from "./site";
import { makeStores } from "./stores";

/** E-Com67: a shop without a server or a container, from the browser to the order. */
export function ecom67(identity: Identity, settings: Ecom67Settings): Record<string, unknown> {
  const opts = estateProviders(identity, { aws: settings.aws });
  const base = makeFoundation(settings, opts);
  const stores = makeStores(settings, base, opts);
  const parts = { settings, base, stores, opts };
  const users = makeUsers(parts);
  const { products, ...searching } = makeSearchFunctions(parts);
  const checkout = makeCheckout(parts);
  const notices = makeNotices(parts, users);
  const api = makeApi(parts, users, products, checkout);
  const chat = makeChat(parts, users, api);
  const site = makeSite(settings, base, users, api, chat, opts);
  const delivery = makeUploadRole(identity, settings, site, opts);

  const observability = makeObservability("shop", settings, base, opts);
  for (const component of [
    base.network,
    stores.tables,
    stores.search,
    stores.knowledge,
    stores.orders,
    stores.unsearchable,
    stores.notifications,
    notices.queue,
    notices.customerNotice,
    users,
    products,
    ...Object.values(searching),
    checkout.workflow,
    ...Object.values(checkout.functions),
    api.rest,
    ...Object.values(api.functions),
    chat.socket,
    ...Object.values(chat.functions),
    site,
    spendingAlarm("shop-spending", settings.budget.monthlyUsd.aws),
  ]) {
    observability.watch(component);
  }
  observability.dashboard("overview");
  makeBudget(identity, settings, observability, opts);

  return {
    url: site.url,
    deliveryVariables: delivery.variables,
    userPoolId: users.id,
    webClientId: users.clientId("web"),
    adminClientId: users.clientId("admin"),
    documentsBucket: stores.documents.bucketName,
    // What `npm run upload:web` reads: each application's files go where its name says, then CloudFront forgets the pages.
    uploads: { shop: site.upload("web"), admin: site.upload("admin") },
    distributionId: site.distribution.id,
  };
}
