import { type FunctionService, RestApi, UserPool } from "../../components/serverless";
import contract from "../../functions/contracts/ecom67.openapi.json";
import type { Checkout } from "./checkout";
import { type FunctionParts, makeFunction } from "./functions";
import { senderAddress } from "./stores";

/** Who signs in: customers in the shop, administrators in its back office, each by an application of its own. */
export function makeUsers({ base, settings, stores, opts }: FunctionParts): UserPool<"web" | "admin"> {
  const { domainPrefix, mfa, tier, developerUrls } = settings.identity;
  const site = `https://${settings.edge.zone.name}`;
  const { verifiedIdentityArn, configurationSet } = stores.notifications;
  return new UserPool(
    "shop-users",
    {
      key: base.key,
      clients: {
        web: { callbackUrls: [`${site}/`, ...developerUrls] },
        // An administrator's session is short.
        admin: { callbackUrls: [`${site}/admin/`, ...developerUrls], tokenMinutes: 15, refreshDays: 1 },
      },
      domain: { prefix: domainPrefix },
      mfa,
      tier,
      ...(verifiedIdentityArn === undefined || configurationSet === undefined
        ? {}
        : {
            mail: {
              identityArn: verifiedIdentityArn,
              from: senderAddress(settings),
              configurationSet: configurationSet.configurationSetName,
            },
          }),
      logRetentionDays: settings.logs.retentionDays,
      deletionProtection: settings.data.deletionProtection,
    },
    opts,
  );
}

/** The REST API as its contract has it: each operation answered by a function, and the checkout by Step Functions itself. */
export function makeApi(
  parts: FunctionParts,
  users: UserPool<"web" | "admin">,
  products: FunctionService,
  { workflow, functions }: Checkout,
) {
  const { base, settings, stores, opts } = parts;
  const { tables } = stores;
  const cart = makeFunction(parts, "cart", { cart: tables.table("cart"), products: tables.table("products") });
  const orders = makeFunction(parts, "orders", { orders: tables.table("orders") });
  const rest = new RestApi(
    "shop-api",
    {
      key: base.key,
      document: contract,
      operations: {
        browseProducts: products,
        createProduct: products,
        getProduct: products,
        replaceProduct: products,
        removeProduct: products,
        getCart: cart,
        emptyCart: cart,
        setCartLine: cart,
        removeCartLine: cart,
        startCheckout: {
          workflow,
          input: { userId: { claim: "sub" }, paymentMethodId: { body: "paymentMethodId" } },
        },
        listOrders: orders,
        getOrder: orders,
        takeStripeEvent: functions.webhook,
      },
      userPool: users,
      throttle: settings.api.throttle,
      accountLogging: settings.api.accountLogging,
      logRetentionDays: settings.logs.retentionDays,
    },
    opts,
  );
  return { rest, functions: { cart, orders } };
}

export type Api = ReturnType<typeof makeApi>;
