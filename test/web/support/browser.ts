import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium as driver, type Page } from "playwright-core";
import { chromium } from "../../support/chromium";

/** Where the pages' photographs go: CI keeps the folder, Git does not. */
const PHOTOGRAPHS = join(__dirname, "../../../dist/photographs");

/** Longest wait for something to appear, in milliseconds: machines are slow when everything is tested at once. */
const PATIENCE_MS = 15_000;

/** A phone, the narrowest that the applications are made for, and a desk. */
export const SIZES = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 800 } } as const;

/** One visitor's tab: its own storage, and everything that the browser complained of. */
export interface Tab {
  readonly page: Page;
  readonly complaints: readonly string[];
  readonly context: BrowserContext;
}

/** A headless browser; undefined where the machine has none. */
export async function openBrowser(): Promise<Browser | undefined> {
  const executablePath = chromium();
  return executablePath === undefined ? undefined : driver.launch({ executablePath, args: ["--no-sandbox"] });
}

export async function openTab(browser: Browser, baseURL: string, size: keyof typeof SIZES = "desk"): Promise<Tab> {
  const context = await browser.newContext({ baseURL, viewport: SIZES[size] });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    // An order that was just sent is not there yet: the page asks again.
    if (message.type() === "error" && !message.location().url.includes("/api/orders/")) {
      complaints.push(message.text());
    }
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  return { page, complaints, context };
}

/** Signs in by the application's form. */
export async function signIn(page: Page, username: string, password: string): Promise<void> {
  await page.getByLabel("E-mail").fill(username);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Waits until a text is there. */
export async function sees(page: Page, text: string | RegExp): Promise<void> {
  await page.getByText(text).first().waitFor();
}

/** Photographs a page as a desk and a phone show it, and holds it to the phone's width. */
export async function photograph(page: Page, name: string): Promise<void> {
  mkdirSync(PHOTOGRAPHS, { recursive: true });
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    const width = Number(await page.evaluate("document.documentElement.scrollWidth"));
    assert(width <= viewport.width, `${name} is ${width} pixels wide on a ${size}`);
    await page.screenshot({ path: join(PHOTOGRAPHS, `${name}-${size}.png`), fullPage: true });
  }
  await page.setViewportSize(SIZES.desk);
}
