import * as pulumi from "@pulumi/pulumi";
import {
  EncryptionKey,
  FunctionService,
  ObjectStore,
  Observability,
  RestApi,
  StaticSite,
  UserPool,
  WebSocketApi,
} from "multicloud-estate";

const key = new EncryptionKey(
  "shop",
  { description: "Shop pages and logs", services: ["logs", "cloudfront.amazonaws.com", "delivery.logs.amazonaws.com"] },
  { protect: true },
);
const handler = (name: string) => {
  const text = "exports.handler = async () => ({ statusCode: 200 });";
  const code = new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(text) });
  return new FunctionService(name, { code, key });
};

const host = "shop.example.com";
const users = new UserPool("users", { key, clients: { web: {} } });
const list = {
  operationId: "listProducts",
  responses: { 200: { description: "The products" } },
};
const api = new RestApi("api", {
  key,
  userPool: users,
  document: {
    openapi: "3.1.0",
    info: { title: "Shop", version: "1.0.0" },
    security: [{ users: [] }],
    paths: { "/products": { get: list } },
  },
  operations: { listProducts: handler("products") },
});
const chat = new WebSocketApi("chat", {
  key,
  authorizer: handler("chat-authorizer"),
  connect: handler("chat-connect"),
  disconnect: handler("chat-disconnect"),
  accountLogging: api,
});

const site = new StaticSite("shop-site", {
  key,
  accessLogs: new ObjectStore("access-logs", { role: "log", expireDays: 365 }),
  zone: { name: host, id: "Z0123456789ABCDEFGHIJ" },
  applications: { web: { path: "/" }, admin: { path: "/admin/" } },
  apis: { api, ws: chat },
  configuration: { signIn: users.configuration("web"), api: "/api", chat: "/ws" },
  contentSources: { stripe: true, connect: ["https://cognito-idp.us-east-1.amazonaws.com"] },
});

const observability = new Observability("watch", { prefix: "shop-prod" });
observability.watch(site);

export const url = site.url;
export const adminUpload = site.upload("admin");
