import { createServer, type Server } from "node:http";
import { extname } from "node:path";
import { CognitoJwtVerifier } from "aws-jwt-verify";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";
import { APPLICATIONS, type Application, type ApplicationFiles, buildApplication } from "../build";
import { startBackend } from "./backend";
import { type ChatGateway, chatGateway } from "./chat-gateway";
import { close, type Received, type Reply, receive, send } from "./emulators/http";
import { Refusal } from "./items";
import { type Claims, restGateway } from "./rest-gateway";
import { USERS } from "./seed";
import { LocalUserPool } from "./user-pool";

/** The whole shop on this machine. */
export interface Demo {
  readonly url: string;
  close(): Promise<void>;
}

const REGION = "us-east-1";
/** Begins the links in mails; the loopback address is not known before everything stands. */
const SHOP_URL = "https://shop.example.com";
const CLIENTS = { web: "demo-web", admin: "demo-admin" } as const;
const API = "/api";
const CHAT = "/ws";
const USER_POOL = "/user-pool";

/**
 * What browsers are told, as the estate's distribution tells them; a test holds the two equal. Left out is what speaks of
 * TLS, which a loopback address does without.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": [
    "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
    "script-src 'self' https://js.stripe.com https://*.js.stripe.com",
    "connect-src 'self' https://api.stripe.com",
    "frame-src https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com",
  ].join("; "),
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "strict-origin-when-cross-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
  "cross-origin-opener-policy": "same-origin-allow-popups",
};

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
};

/** Starts everything behind one loopback address; `tell` hears of messages to people and of checkouts that have ended. */
export async function startDemo(port: number, tell: (line: string) => void): Promise<Demo> {
  const pool = new LocalUserPool(REGION, Object.values(CLIENTS), USERS);
  const [shop, admin] = await Promise.all([buildApplication("shop"), buildApplication("admin")]);
  const chat: { gateway?: ChatGateway } = {};
  const backend = await startBackend(pool, CLIENTS.web, SHOP_URL, {
    published: ({ topic, subject, message }) => tell(`${topic.split(":").at(-1)} were told: ${subject} ${message}`),
    mailed: ({ to, subject, text }) => tell(`mail to ${to}: ${subject}. ${text.replaceAll(/\n+/g, " ")}`),
    post: (connectionId, data) => chat.gateway?.post(connectionId, data) ?? false,
    ended: (orderId, path) => tell(`checkout ${orderId}: ${path.join(" → ")}`),
  });
  const rest = restGateway({ ...backend.rest, verify: verifier(pool) });
  const serveFile = fileServer({ shop, admin });
  const server = createServer((request, response) => {
    receive(request)
      .then((received) => {
        if (received.path.startsWith(`${API}/`)) {
          return rest(received, received.path.slice(API.length));
        }
        return received.path.startsWith(USER_POOL) ? signIn(pool, received) : serveFile(received);
      })
      .then((reply) => send(response, { ...reply, headers: { ...SECURITY_HEADERS, ...reply.headers } }))
      .catch((error: unknown) => {
        console.error(error);
        response.writeHead(502).end();
      });
  });
  chat.gateway = chatGateway(server, CHAT, backend.chat);
  const url = await listen(server, port);
  return {
    url,
    close: async () => {
      chat.gateway?.close();
      await Promise.all([close(server), backend.close()]);
    },
  };
}

/** The claims of a token of either application, by the pool's own keys. */
function verifier(pool: LocalUserPool): (token: string) => Promise<Claims | undefined> {
  const fetcher = { fetch: async () => new TextEncoder().encode(JSON.stringify(pool.jwks())).buffer };
  const tokens = CognitoJwtVerifier.create(
    { userPoolId: pool.id, clientId: Object.values(CLIENTS), tokenUse: "id" },
    { jwksCache: new SimpleJwksCache({ fetcher }) },
  );
  return (token) => tokens.verify(token).catch(() => undefined);
}

function signIn(pool: LocalUserPool, { headers, body }: Received): Reply {
  const operation = String(headers["x-amz-target"]).split(".")[1] ?? "";
  try {
    return { json: pool.answer(operation, JSON.parse(body)), headers: { "cache-control": "no-store" } };
  } catch (error) {
    if (!(error instanceof Refusal)) {
      throw error;
    }
    const json = { __type: error.type, message: error.message };
    return { status: 400, json, headers: { "x-amzn-errortype": error.type } };
  }
}

/** Files as the distribution serves them: a path without a file's ending leads to its application's page. */
function fileServer(files: Readonly<Record<Application, ApplicationFiles>>): (received: Received) => Reply {
  const configuration = JSON.stringify({
    region: REGION,
    userPoolId: `${REGION}_demo`,
    webClientId: CLIENTS.web,
    adminClientId: CLIENTS.admin,
    api: API,
    chat: CHAT,
    userPoolEndpoint: USER_POOL,
    testPayments: { "A card that works": "pm_card_visa", "A card that is refused": "pm_card_declined" },
    demoUsers: USERS.map(({ username, password }) => ({ username, password })),
  });
  return ({ path }) => {
    if (path === "/admin") {
      return { status: 301, headers: { location: "/admin/" }, text: "" };
    }
    const name: Application = path.startsWith(APPLICATIONS.admin.path) ? "admin" : "shop";
    const below = path.slice(APPLICATIONS[name].path.length);
    if (below === "config.json") {
      return { text: configuration, headers: { "cache-control": "no-cache" } };
    }
    const file = extname(below) === "" ? "index.html" : below;
    const content = files[name].get(file);
    if (content === undefined) {
      return { status: 404, headers: { "content-type": "text/plain" }, text: "Not found" };
    }
    return {
      raw: Buffer.from(content),
      headers: {
        "content-type": MEDIA_TYPES[extname(file)] ?? "application/octet-stream",
        "cache-control": file.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache",
      },
    };
  };
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : port}/`);
    });
  });
}
