import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { USERS } from "../../web/demo/seed";
import { openBrowser, openTab, photograph, sees, signIn } from "./support/browser";
import { type RunningDemo, startDemo } from "./support/demo";

const [CUSTOMER, ADMIN] = USERS;
/** Starting the demo, and where there is none yet installing a browser, take their time. */
const START_MS = 300_000;
const STEP_MS = 120_000;

describe("the shop in a real browser", function () {
  this.timeout(STEP_MS);
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

  const world = () => {
    assert(browser !== undefined && demo !== undefined && CUSTOMER !== undefined && ADMIN !== undefined);
    return { browser, demo, customer: CUSTOMER, admin: ADMIN };
  };
  const visit = async (size: "desk" | "phone" = "desk") => openTab(world().browser, world().demo.url, size);
  const stockOf = async (productId: string) => {
    const answer = await fetch(`${world().demo.url}api/products/${productId}`);
    const product: { readonly stock: number } = JSON.parse(await answer.text());
    return product.stock;
  };

  it("sells: browse, search, sign in, cart, checkout, order; the stock moves once and the customer is told once", async () => {
    const { demo: running, customer } = world();
    const { page, complaints } = await visit();
    await page.goto("/");
    await sees(page, "Gooseneck kettle");
    await photograph(page, "1-browse");
    await page.getByLabel("Search").fill("grinder");
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByRole("heading", { name: "Results for “grinder”" }).waitFor();
    await page.getByRole("link", { name: "Coffee grinder" }).waitFor();
    assert.equal(await page.getByRole("listitem").count(), 1);
    await photograph(page, "2-search");

    await page.getByRole("link", { name: "Coffee grinder" }).click();
    await sees(page, "5 in stock");
    await page.getByRole("link", { name: "Sign in" }).click();
    await photograph(page, "3-sign-in");
    await signIn(page, customer.username, customer.password);
    await sees(page, "It is empty.");
    await page.goto("/products/grinder");
    await page.getByLabel("Quantity").fill("2");
    await page.getByRole("button", { name: "Put into the cart" }).click();
    await page.getByRole("link", { name: "To the cart" }).click();
    await sees(page, "$178.00");
    await photograph(page, "4-cart");

    await page.getByRole("button", { name: "Order and pay" }).dblclick();
    await sees(page, "Confirmed and paid");
    await photograph(page, "5-order");
    const orderId = page.url().split("/").at(-1) ?? "";
    assert.equal(await stockOf("grinder"), 3);
    const told = () => running.lines().filter((line) => line.includes(orderId));
    while (told().length < 2) {
      await page.waitForTimeout(50);
    }
    assert.deepEqual(told().sort(), [
      `checkout ${orderId}: ValidateCart → AuthorisePayment → FinaliseOrder → CapturePayment → OrderPlaced`,
      `mail to ${customer.username}: Your order is confirmed. Thank you for your order. It is confirmed: everything in it is ` +
        `set aside for you, and your card is charged. Your order: https://shop.example.com/orders/${orderId}`,
    ]);
    await page.getByRole("link", { name: "Cart" }).click();
    await sees(page, "It is empty.");
    await page.getByRole("link", { name: "Orders" }).click();
    await sees(page, "$178.00 · Confirmed and paid");
    assert.deepEqual(complaints, []);
  });

  it("shows the order when the answer to a checkout got lost and it is sent again after its end", async () => {
    const { demo: running, customer } = world();
    const { page } = await visit();
    await page.goto("/cart");
    await signIn(page, customer.username, customer.password);
    await page.getByRole("link", { name: "E-Com67" }).click();
    await page.getByRole("link", { name: "Dotted notebook" }).click();
    await page.getByRole("button", { name: "Put into the cart" }).click();
    await page.getByRole("link", { name: "To the cart" }).click();
    const before = await stockOf("notebook");
    const keys: (string | undefined)[] = [];
    const ended = () => running.lines().filter((line) => line.includes(`checkout ${keys[0]}: `));
    await page.route("**/api/checkout", async (route) => {
      keys.push(route.request().headers()["idempotency-key"]);
      if (keys.length > 1) {
        return route.continue();
      }
      await route.fetch();
      await route.abort();
    });
    await page.getByRole("button", { name: "Order and pay" }).click();
    await page
      .getByRole("alert")
      .getByText(/cannot be reached/)
      .waitFor();
    while (ended().length === 0) {
      await page.waitForTimeout(50);
    }
    const refused = page.waitForResponse("**/api/checkout");
    await page.getByRole("button", { name: "Order and pay" }).click();
    assert.equal((await refused).status(), 409);
    await sees(page, "Confirmed and paid");
    assert.deepEqual([page.url().split("/").at(-1), keys[1]], [keys[0], keys[0]]);
    assert.deepEqual([await stockOf("notebook"), ended().length], [before - 1, 1]);
  });

  it("says that a card was refused, and leaves stock and cart as they were", async () => {
    const { customer } = world();
    const { page } = await visit("phone");
    await page.goto("/cart");
    await signIn(page, customer.username, customer.password);
    await page.getByRole("link", { name: "E-Com67" }).click();
    await page.getByRole("link", { name: "Wall clock" }).click();
    await page.getByRole("button", { name: "Put into the cart" }).click();
    await page.getByRole("link", { name: "To the cart" }).click();
    await page.getByLabel("A card that is refused").check();
    await page.getByRole("button", { name: "Order and pay" }).click();
    await sees(page, "The card was refused; nothing was charged");
    await photograph(page, "6-refused");
    assert.equal(await stockOf("clock"), 7);
    await page.getByRole("link", { name: "Cart" }).click();
    await sees(page, "1 × $56.00");
    await page.getByRole("button", { name: "Take out Wall clock" }).click();
    await sees(page, "It is empty.");
  });

  it("tells what the API refuses in its words: more pieces than there are", async () => {
    const { customer } = world();
    const { page } = await visit();
    await page.goto("/cart");
    await signIn(page, customer.username, customer.password);
    await sees(page, "Your cart");
    await page.goto("/products/clock");
    await page.getByLabel("Quantity").waitFor();
    await page.evaluate("document.querySelector('[name=quantity]').removeAttribute('max')");
    await page.getByLabel("Quantity").fill("50");
    await page.getByRole("button", { name: "Put into the cart" }).click();
    await page.getByRole("alert").getByText("Only 7 in stock.").waitFor();
  });

  it("answers in the chat, from the shop's documents", async () => {
    const { customer } = world();
    const { page, complaints } = await visit();
    await page.goto("/chat");
    await signIn(page, customer.username, customer.password);
    await page.getByLabel("Your question").fill("How long does shipping take?");
    await page.getByRole("button", { name: "Send" }).click();
    await sees(page, /two to four working days/);
    await sees(page, "From s3://documents/shipping.md");
    await photograph(page, "7-chat");
    assert.deepEqual(complaints, []);
  });

  it("lets an administrator change, add and remove products, and the shop shows it", async () => {
    const { admin } = world();
    const { page, complaints } = await visit();
    await page.goto("/admin/");
    await signIn(page, admin.username, admin.password);
    await page.getByRole("link", { name: "Desk lamp" }).waitFor();
    await photograph(page, "8-back-office");
    await page.getByRole("link", { name: "Desk lamp" }).click();
    await page.getByLabel("Name").fill("Desk lamp, brass");
    await page.getByLabel("Price").fill("41.50");
    await photograph(page, "9-edit");
    await page.getByRole("button", { name: "Save" }).click();
    await sees(page, "Saved.");

    await page.getByRole("link", { name: "New product" }).click();
    await page.getByLabel("Name").fill("Paper clip");
    await page.getByLabel("Category").fill("Office");
    await page.getByLabel("Price").fill("0.10");
    await page.getByLabel("Stock").fill("1000");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: "Remove City backpack" }).click();
    await page.getByRole("button", { name: "Remove City backpack for good" }).click();
    await page.getByRole("link", { name: "City backpack" }).waitFor({ state: "detached" });
    await page.getByRole("link", { name: "Paper clip" }).waitFor();
    assert.deepEqual(complaints, []);

    const shop = (await visit()).page;
    await shop.goto("/?q=brass");
    await sees(shop, "Desk lamp, brass");
    await sees(shop, "$41.50");
    await shop.goto("/");
    await sees(shop, "Paper clip");
    assert.equal(await shop.getByText("City backpack").count(), 0);
  });

  it("writes nothing over what another administrator has changed meanwhile", async () => {
    const { admin } = world();
    const [mine, theirs] = [await visit(), await visit()];
    for (const { page } of [mine, theirs]) {
      await page.goto("/admin/products/bottle");
      await signIn(page, admin.username, admin.password);
      await page.getByLabel("Stock").waitFor();
    }
    for (const [tab, stock] of [
      [theirs, "39"],
      [mine, "10"],
    ] as const) {
      await tab.page.getByLabel("Stock").fill(stock);
      await tab.page.getByRole("button", { name: "Save" }).click();
      await (tab === theirs
        ? sees(tab.page, "Saved.")
        : tab.page
            .getByRole("alert")
            .getByText(/conflicts/)
            .waitFor());
    }
    assert.equal(await stockOf("bottle"), 39);
  });

  it("keeps customers out of the back office, and visitors out of the cart", async () => {
    const { demo: running, customer } = world();
    const { page } = await visit();
    await page.goto("/admin/");
    await signIn(page, customer.username, customer.password);
    await sees(page, "This account does not belong to the administrators.");
    const visitor = await visit();
    await visitor.page.goto("/cart");
    await visitor.page.getByRole("heading", { name: "Sign in" }).waitFor();
    for (const headers of [{}, { authorization: "Bearer no.token.atall" }]) {
      const answer = await fetch(`${running.url}api/cart`, { headers });
      assert.deepEqual([answer.status, answer.headers.get("content-type")], [401, "application/problem+json"]);
    }
  });

  it("refuses a wrong password, without saying whether there is such a name", async () => {
    const { page } = await visit();
    await page.goto("/cart");
    for (const username of ["customer@example.com", "nobody@example.com"]) {
      await signIn(page, username, "wrong-Password-1");
      await page.getByRole("alert").getByText("Incorrect username or password.").waitFor();
      await page.reload();
    }
  });

  it("keeps no token longer than the tab, and forgets it when one signs out", async () => {
    const { customer } = world();
    const { page } = await visit();
    await page.goto("/cart");
    await signIn(page, customer.username, customer.password);
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    const kept = () =>
      page.evaluate("[localStorage.length, Object.keys(sessionStorage).some(k => k.endsWith('idToken'))]");
    assert.deepEqual(await kept(), [0, true]);
    await page.reload();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    assert.deepEqual(await kept(), [0, false]);
  });

  it("renews tokens whose time is over, without another sign-in", async () => {
    const { customer } = world();
    const { page } = await visit();
    await page.goto("/orders");
    await signIn(page, customer.username, customer.password);
    await page.getByRole("heading", { name: "Your orders" }).waitFor();
    const renewed = page.waitForResponse(
      (answer) => answer.request().headers()["x-amz-target"]?.endsWith("GetTokensFromRefreshToken") === true,
    );
    // The clock of the tab goes two hours ahead of the pool's, and the tokens hold one.
    await page.evaluate(
      "for (const k of Object.keys(sessionStorage)) if (k.endsWith('.clockDrift')) sessionStorage.setItem(k, '7200000')",
    );
    await page.reload();
    assert.equal((await renewed).status(), 200);
    await page.getByRole("heading", { name: "Your orders" }).waitFor();
    await sees(page, customer.username);
  });
});
