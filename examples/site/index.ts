import { EncryptionKey, ObjectStore, Observability, StaticSite } from "multicloud-estate";

const key = new EncryptionKey("shop", {
  description: "Shop pages and logs",
  services: ["logs", "cloudfront.amazonaws.com"],
});
const accessLogs = new ObjectStore("access-logs", { role: "log", expireDays: 365 });

const site = new StaticSite("shop-site", {
  key,
  accessLogs,
  zone: { name: "shop.example.com", id: "Z0123456789ABCDEFGHIJ" },
  applications: { web: { path: "/" }, admin: { path: "/admin/" } },
  apis: { api: { originDomain: "abc123.execute-api.us-east-1.amazonaws.com" } },
  configuration: { api: "/api", region: "us-east-1" },
  contentSources: { stripe: true, connect: ["https://cognito-idp.us-east-1.amazonaws.com"] },
});

const observability = new Observability("watch", { prefix: "shop-prod" });
observability.watch(site);

export const url = site.url;
export const adminUpload = site.upload("admin");
