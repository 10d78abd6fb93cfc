import * as z from "zod";
import { lineBody } from "../cart/input";
import { listQuery, shownOrder } from "../orders/input";
import { browseQuery, newProductBody, productBody } from "../products/input";
import { cartLine, id, product } from "../shared/shop";
import { type Operation, operation, problemSchema, reference } from "./parts";

/** What starts a checkout; API Gateway passes it to Step Functions, with the caller's id from the token. */
export const checkoutBody = z.strictObject({
  /** Stripe's id of the card, made in the browser. */
  paymentMethodId: z.string().regex(/^pm_[A-Za-z0-9_]{1,128}$/),
});

const page = z.object({
  products: z.array(product),
  next: z.string().optional().describe("Give it back as `cursor`; absent on the last page"),
  degraded: z.boolean().optional().describe("The search index is out; this is what the table knows"),
});
const cart = z.object({ items: z.array(cartLine) });
const orderPage = z.object({
  orders: z.array(shownOrder),
  next: z.string().optional().describe("Give it back as `cursor`; absent on the last page"),
});
const checkoutStarted = z.object({ executionArn: z.string(), startDate: z.number() });

const schemas = {
  Product: product,
  ProductPage: page,
  ProductBody: productBody,
  NewProductBody: newProductBody,
  Cart: cart,
  CartLine: cartLine,
  CartLineBody: lineBody,
  Order: shownOrder,
  OrderPage: orderPage,
  CheckoutBody: checkoutBody,
  CheckoutStarted: checkoutStarted,
} as const;

const productId = { name: "productId", in: "path", required: true, schema: json(id) };
const orderId = { name: "orderId", in: "path", required: true, schema: json(id) };
const ifMatch = {
  name: "If-Match",
  in: "header",
  schema: { type: "string", pattern: '^"\\d{1,16}"$' },
  description: "Version that the change holds for, as the ETag gave it",
};
const idempotencyKey = {
  name: "Idempotency-Key",
  in: "header",
  required: true,
  schema: { type: "string", pattern: "^[A-Za-z0-9_-]{8,64}$" },
  description: "Becomes the order's id: the same key starts one checkout, however often it is sent",
};

/** E-Com67's REST API as an OpenAPI 3.1 document; the schemas are the ones that the functions validate with. */
export function restContract() {
  return {
    openapi: "3.1.0",
    info: {
      title: "E-Com67",
      version: "1.0.0",
      description: "Products, cart, checkout and Stripe's webhook. Errors are RFC 9457 problems.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/api" }],
    security: [{ cognito: [] }],
    paths: paths(),
    components: {
      schemas: {
        ...Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, json(schema)])),
        Problem: problemSchema(),
      },
      securitySchemes: {
        cognito: { type: "apiKey", name: "Authorization", in: "header", description: "Cognito id token" },
      },
    },
  };
}

function paths(): Readonly<Record<string, Readonly<Record<string, Operation>>>> {
  return {
    "/products": {
      get: operation("products", "browseProducts", "Browse or search", {
        open: true,
        parameters: queryParameters(browseQuery),
        answers: { 200: reference("ProductPage") },
        problems: [400],
      }),
      post: operation("products", "createProduct", "Create a product (admins)", {
        body: reference("NewProductBody"),
        answers: { 201: reference("Product") },
        problems: [400, 403, 409],
      }),
    },
    "/products/{productId}": {
      get: operation("products", "getProduct", "One product", {
        open: true,
        parameters: [productId],
        answers: { 200: reference("Product") },
        problems: [400, 404],
      }),
      put: operation("products", "replaceProduct", "Change a product (admins)", {
        parameters: [productId, ifMatch],
        body: reference("ProductBody"),
        answers: { 200: reference("Product") },
        problems: [400, 403, 404, 409],
      }),
      delete: operation("products", "removeProduct", "Remove a product (admins)", {
        parameters: [productId, ifMatch],
        answers: { 204: undefined },
        problems: [400, 403, 404, 409],
      }),
    },
    "/cart": {
      get: operation("cart", "getCart", "The caller's cart", { answers: { 200: reference("Cart") }, problems: [401] }),
      delete: operation("cart", "emptyCart", "Empty the cart", { answers: { 204: undefined }, problems: [401] }),
    },
    "/cart/items/{productId}": {
      put: operation("cart", "setCartLine", "Set a product's quantity", {
        parameters: [productId],
        body: reference("CartLineBody"),
        answers: { 200: reference("CartLine") },
        problems: [400, 401, 404, 409],
      }),
      delete: operation("cart", "removeCartLine", "Take a product out", {
        parameters: [productId],
        answers: { 204: undefined },
        problems: [400, 401],
      }),
    },
    "/checkout": {
      post: operation("workflows/checkout", "startCheckout", "Order what is in the cart", {
        parameters: [idempotencyKey],
        body: reference("CheckoutBody"),
        answers: { 202: reference("CheckoutStarted") },
        problems: [400, 401, 409],
        meanings: {
          409: "The key was used before, and its checkout has ended or was asked for otherwise: `/orders/{key}` shows the order",
        },
      }),
    },
    "/orders": {
      get: operation("orders", "listOrders", "The caller's orders, the newest first", {
        parameters: queryParameters(listQuery),
        answers: { 200: reference("OrderPage") },
        problems: [400, 401],
      }),
    },
    "/orders/{orderId}": {
      get: operation("orders", "getOrder", "What became of a checkout", {
        parameters: [orderId],
        answers: { 200: reference("Order") },
        problems: [400, 401, 404],
      }),
    },
    "/webhooks/stripe": {
      post: operation("payment-webhook", "takeStripeEvent", "Stripe's events, signed", {
        open: true,
        parameters: [{ name: "Stripe-Signature", in: "header", required: true, schema: { type: "string" } }],
        body: { type: "object" },
        answers: { 200: { type: "object", properties: { received: { const: true } } } },
        problems: [400],
      }),
    },
  };
}

function queryParameters(query: z.ZodType): readonly object[] {
  const { properties = {} } = json(query);
  return Object.entries(properties).map(([name, schema]) => ({ name, in: "query", schema }));
}

/** A schema as the document writes it: what comes in, before defaults are filled in. */
function json(schema: z.ZodType): { readonly properties?: Readonly<Record<string, unknown>> } {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return rest;
}
