import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Browser, Page, Route } from "playwright-core";
import { USERS } from "../../web/demo/seed";
import { LocalUserPool } from "../../web/demo/user-pool";
import { openBrowser, openTab, sees, signIn } from "./support/browser";
import { type RunningDemo, startDemo } from "./support/demo";

const START_MS = 300_000;
const SIGN_IN = "sign-in.example.com";
const [CUSTOMER] = USERS;

/** What stands on other hosts in an estate, and is played by the browser here: the pool's sign-in pages, and Stripe. */
describe("the shop with sign-in pages and Stripe", function () {
  this.timeout(120_000);
  let browser: Browser | undefined;
  let demo: RunningDemo | undefined;

  before(async function () {
    this.timeout(START_MS);
    browser = await openBrowser();
    if (browser === undefined) {
      console.log("      not run: there is no Chromium on this machine");
      this.skip();
    }
    demo = await startDemo();
  });
  after(async () => {
    await browser?.close();
    await demo?.stop();
  });

  /** A tab whose deployment has told the shop this, besides what the demo tells. */
  const visit = async (configuration: object): Promise<{ page: Page; complaints: readonly string[] }> => {
    assert(browser !== undefined && demo !== undefined);
    const tab = await openTab(browser, demo.url);
    await tab.page.route("**/config.json", async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...(await answer.json()), ...configuration } });
    });
    // As the estate's policy lets it: the pool's hosts besides Stripe's.
    await tab.page.route(`${demo.url}**`, (route) =>
      route.request().resourceType() === "document" ? withSource(route, `https://${SIGN_IN}`) : route.fallback(),
    );
    return tab;
  };

  it("signs in by the pool's pages: authorization code, bound to this browser by PKCE", async () => {
    const { page } = await visit({ signInDomain: SIGN_IN });
    const pool = new LocalUserPool("us-east-1", ["demo-web"], []);
    let asked = new URLSearchParams();
    let exchanged = new URLSearchParams();
    await page.route(`https://${SIGN_IN}/oauth2/authorize**`, (route) => {
      asked = new URL(route.request().url()).searchParams;
      const back = `${asked.get("redirect_uri")}?code=the-code&state=${encodeURIComponent(asked.get("state") ?? "")}`;
      return route.fulfill({
        contentType: "text/html",
        body: `<a href="${back.replaceAll("&", "&amp;")}">I am Ada</a>`,
      });
    });
    await page.route(`https://${SIGN_IN}/oauth2/token`, (route) => {
      exchanged = new URLSearchParams(route.request().postData() ?? "");
      return route.fulfill({ headers: { "access-control-allow-origin": "*" }, json: tokensOf(pool.issuer) });
    });
    await page.goto("/orders");
    await page.getByRole("button", { name: "Go to sign-in" }).click();
    await page.getByRole("link", { name: "I am Ada" }).click();
    await sees(page, "ada@example.com");
    await page.getByRole("heading", { name: "Your orders" }).waitFor();
    assert.deepEqual(
      [asked.get("response_type"), asked.get("client_id"), asked.get("code_challenge_method"), asked.get("scope")],
      ["code", "demo-web", "S256", "openid email profile"],
    );
    assert.deepEqual([exchanged.get("grant_type"), exchanged.get("code")], ["authorization_code", "the-code"]);
    const verifier = exchanged.get("code_verifier") ?? "";
    assert.ok(verifier.length >= 43);
    assert.equal(createHash("sha256").update(verifier).digest("base64url"), asked.get("code_challenge"));
    assert.equal(new URL(page.url()).pathname, "/orders");
  });

  it("takes a card by Stripe's own form, and pays with what Stripe made of it", async () => {
    assert(CUSTOMER !== undefined);
    const { page } = await visit({ stripePublishableKey: "pk_test_demo" });
    await page.route("https://js.stripe.com/**", (route) =>
      route.fulfill({ contentType: "text/javascript", body: STRIPE_SCRIPT }),
    );
    await page.goto("/cart");
    await signIn(page, CUSTOMER.username, CUSTOMER.password);
    await sees(page, "Your cart");
    await page.goto("/products/kettle");
    await page.getByRole("button", { name: "Put into the cart" }).click();
    await page.getByRole("link", { name: "To the cart" }).click();
    await sees(page, "a card form for pk_test_demo");
    assert.equal(await page.getByText("Test payment").count(), 0);
    const sent = page.waitForRequest("**/api/checkout");
    await page.getByRole("button", { name: "Order and pay" }).click();
    assert.deepEqual((await sent).postDataJSON(), { paymentMethodId: "pm_made_by_stripe" });
    await sees(page, "Confirmed and paid");
  });

  it("says so where the deployment takes no payments", async () => {
    assert(CUSTOMER !== undefined);
    const { page } = await visit({ testPayments: undefined });
    await page.goto("/cart");
    await signIn(page, CUSTOMER.username, CUSTOMER.password);
    await sees(page, "Your cart");
    await page.goto("/products/notebook");
    await page.getByRole("button", { name: "Put into the cart" }).click();
    await page.getByRole("link", { name: "To the cart" }).click();
    await sees(page, "This shop takes no payments yet.");
    assert.equal(await page.getByRole("button", { name: "Order and pay" }).count(), 0);
  });

  it("tells when the API is out, and when its settings are missing", async () => {
    const { page } = await visit({});
    await page.route("**/api/products?*", (route) => route.abort());
    await page.goto("/");
    await page.getByRole("alert").getByText("The shop cannot be reached.").waitFor();
    await page.route("**/config.json", (route) => route.fulfill({ status: 403, body: "" }));
    await page.reload();
    await page.getByRole("alert").getByText("The application's settings cannot be read (403).").waitFor();
  });
});

/** The part of Stripe's script that the shop uses. */
const STRIPE_SCRIPT = `window.Stripe = (key) => ({
  elements: () => ({ create: () => ({ mount: (at) => { at.textContent = "a card form for " + key; }, destroy() {} }) }),
  createPaymentMethod: async () => ({ paymentMethod: { id: "pm_made_by_stripe" } }),
  _registerWrapper() {},
});`;

async function withSource(route: Route, source: string): Promise<void> {
  const response = await route.fetch();
  const headers = response.headers();
  const policy = (headers["content-security-policy"] ?? "").replace(
    "connect-src 'self'",
    `connect-src 'self' ${source}`,
  );
  await route.fulfill({ response, headers: { ...headers, "content-security-policy": policy } });
}

/** What the pool's token endpoint gives; the browser only reads it. */
function tokensOf(issuer: string): object {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const token = (claims: object) =>
    `${part({ alg: "RS256" })}.${part({ iss: issuer, sub: "ada", iat: now, exp: now + 3600, ...claims })}.c2lnbmF0dXJl`;
  return {
    id_token: token({ token_use: "id", aud: "demo-web", email: "ada@example.com", "cognito:username": "ada" }),
    access_token: token({ token_use: "access", client_id: "demo-web", username: "ada" }),
    refresh_token: "refresh",
    expires_in: 3600,
    token_type: "Bearer",
  };
}
