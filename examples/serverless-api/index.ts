import * as pulumi from "@pulumi/pulumi";
import {
  EncryptionKey,
  EventQueue,
  FunctionService,
  Notifications,
  RestApi,
  UserPool,
  WebSocketApi,
  Workflow,
} from "multicloud-estate";

const key = new EncryptionKey(
  "shop",
  {
    description: "Orders, users' logs and messages",
    services: ["logs", "delivery.logs.amazonaws.com", "ses.amazonaws.com"],
  },
  { protect: true },
);
const zone = { name: "example.com", id: "Z0123456789EXAMPLE" };

function handler(name: string, answer: string): FunctionService {
  const code = new pulumi.asset.AssetArchive({
    "index.js": new pulumi.asset.StringAsset(`exports.handler = async () => (${answer});`),
  });
  return new FunctionService(name, { code, key });
}

const notifications = new Notifications("notifications", {
  key,
  subscriptions: {
    customers: {
      support: { protocol: "email", endpoint: "support@example.com", filter: { type: ["order.cancelled"] } },
    },
    operations: { oncall: { protocol: "sms", endpoint: "+12025550100" } },
  },
  textMessages: { monthlySpendLimitUsd: 50 },
  mail: { domain: "shop.example.com", zone, mailFrom: "bounce" },
});

const users = new UserPool("users", {
  key,
  clients: { shop: { callbackUrls: ["https://shop.example.com/"] } },
  domain: { prefix: "shop-example" },
  tier: "PLUS",
  mail: { identityArn: notifications.identity?.arn ?? "", from: "Shop <no-reply@shop.example.com>" },
});

const validate = handler("validate", "{ total: 1 }");
const orders = new EventQueue("orders", { key });
const checkout = new Workflow("checkout", {
  key,
  targets: { validate, orders, customers: notifications.topic("customers") },
  definition: (to) => ({
    StartAt: "Validate",
    TimeoutSeconds: 600,
    States: {
      Validate: {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke",
        Parameters: { FunctionName: to.validate, "Payload.$": "$" },
        TimeoutSeconds: 30,
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "Apologise" }],
        Next: "Order",
      },
      Order: {
        Type: "Task",
        Resource: "arn:aws:states:::sqs:sendMessage",
        Parameters: { QueueUrl: to.orders, "MessageBody.$": "$" },
        TimeoutSeconds: 30,
        End: true,
      },
      Apologise: {
        Type: "Task",
        Resource: "arn:aws:states:::sns:publish",
        Parameters: { TopicArn: to.customers, Message: { type: "order.cancelled" } },
        TimeoutSeconds: 30,
        End: true,
      },
    },
  }),
});

const products = handler("products", '{ statusCode: 200, body: "[]" }');
const answer = { 200: { description: "Done" } };
const api = new RestApi("api", {
  key,
  userPool: users,
  document: {
    openapi: "3.1.0",
    info: { title: "Shop", version: "1.0.0" },
    security: [{ users: [] }],
    paths: {
      "/products/{productId}": {
        get: {
          operationId: "getProduct",
          security: [],
          parameters: [{ name: "productId", in: "path", required: true, schema: { type: "string" } }],
          responses: answer,
        },
      },
      "/checkout": {
        post: {
          operationId: "startCheckout",
          parameters: [{ name: "Idempotency-Key", in: "header", required: true, schema: { type: "string" } }],
          requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Checkout" } } } },
          responses: { 202: { description: "Started" } },
        },
      },
    },
    components: {
      schemas: {
        Checkout: {
          type: "object",
          required: ["paymentMethodId"],
          properties: { paymentMethodId: { type: "string" } },
        },
      },
    },
  },
  operations: {
    getProduct: products,
    startCheckout: {
      workflow: checkout,
      input: { userId: { claim: "sub" }, paymentMethodId: { body: "paymentMethodId" } },
    },
  },
});

const socket = new WebSocketApi("chat", {
  key,
  authorizer: handler("chat-authorizer", "{}"),
  connect: handler("chat-connect", "{ statusCode: 200 }"),
  disconnect: handler("chat-disconnect", "{ statusCode: 200 }"),
  accountLogging: api,
});
const chat = new FunctionService("chat-message", {
  code: new pulumi.asset.AssetArchive({
    "index.js": new pulumi.asset.StringAsset("exports.handler = async () => ({ statusCode: 200 });"),
  }),
  key,
  needs: {
    resources: { socket: { kind: "websocket", actions: ["execute-api:ManageConnections"], variable: "SOCKET" } },
  },
  bindings: { socket },
});
socket.onMessage("message", chat);

export const signIn = users.configuration("shop");
export const restOrigin = api.originDomain;
export const socketOrigin = socket.originDomain;
export const checkoutArn = checkout.arn;
