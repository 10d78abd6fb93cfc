import type * as z from "zod";
import type { shownOrder } from "../../functions/orders/input";
import type { ProductBody } from "../../functions/products/input";
import type { Product } from "../../functions/shared/shop";
import { idToken } from "./auth";

export type { Product, ProductBody };
export type Order = z.output<typeof shownOrder>;

/** A product as a search shows it: the index may know less than the table. */
export type Offer = Omit<Product, "version" | "updatedAt" | "stock"> & { readonly stock?: number };

export interface OfferPage {
  readonly products: readonly Offer[];
  readonly next?: string;
  /** The search is out; only names were looked through. */
  readonly degraded?: boolean;
}

export interface CartLine {
  readonly productId: string;
  readonly quantity: number;
}

/** A refusal by the API, as RFC 9457 words it; its message is fit to be shown. */
export class ApiProblem extends Error {
  public override readonly name = "ApiProblem";
  public readonly status: number;
  /** What is wrong with each field of what was sent, by its name. */
  public readonly fields: Readonly<Record<string, string>>;

  public constructor(status: number, message: string, fields: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.fields = fields;
  }
}

interface Sent {
  readonly method?: "GET" | "PUT" | "POST" | "DELETE";
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** Nothing kept by the browser will do. */
  readonly fresh?: boolean;
}

/** The shop's REST API. */
export class Api {
  private readonly base: string;

  public constructor(base: string) {
    this.base = base;
  }

  public browse(asked: { readonly q?: string; readonly category?: string; readonly cursor?: string }, fresh = false) {
    const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== ""));
    return this.send<OfferPage>(`/products?${query}`, { fresh });
  }

  public product(productId: string, fresh = false): Promise<Product> {
    return this.send(`/products/${encodeURIComponent(productId)}`, { fresh });
  }

  public create(body: ProductBody): Promise<Product> {
    return this.send("/products", { method: "POST", body });
  }

  /** @param version the one that the change was made from; with another one in the table it is refused */
  public replace(productId: string, body: ProductBody, version: number): Promise<Product> {
    const headers = { "If-Match": `"${version}"` };
    return this.send(`/products/${encodeURIComponent(productId)}`, { method: "PUT", body, headers });
  }

  public remove(productId: string, version: number): Promise<void> {
    const headers = { "If-Match": `"${version}"` };
    return this.send(`/products/${encodeURIComponent(productId)}`, { method: "DELETE", headers });
  }

  public async cart(): Promise<readonly CartLine[]> {
    return (await this.send<{ readonly items: readonly CartLine[] }>("/cart", { fresh: true })).items;
  }

  public setLine(productId: string, quantity: number): Promise<CartLine> {
    return this.send(`/cart/items/${encodeURIComponent(productId)}`, { method: "PUT", body: { quantity } });
  }

  public removeLine(productId: string): Promise<void> {
    return this.send(`/cart/items/${encodeURIComponent(productId)}`, { method: "DELETE" });
  }

  /**
   * Starts the checkout, or finds that it was started before: either way the order tells what becomes of it.
   *
   * @param orderId made by the caller: the same one starts one checkout, however often it is sent
   */
  public async checkOut(orderId: string, paymentMethodId: string): Promise<void> {
    const headers = { "Idempotency-Key": orderId };
    try {
      await this.send("/checkout", { method: "POST", body: { paymentMethodId }, headers });
    } catch (error) {
      if (!(error instanceof ApiProblem && error.status === 409)) {
        throw error;
      }
    }
  }

  public async orders(): Promise<readonly Order[]> {
    return (await this.send<{ readonly orders: readonly Order[] }>("/orders", { fresh: true })).orders;
  }

  public order(orderId: string): Promise<Order> {
    return this.send(`/orders/${encodeURIComponent(orderId)}`, { fresh: true });
  }

  private async send<Answer>(path: string, { method = "GET", body, headers, fresh = false }: Sent): Promise<Answer> {
    const token = await idToken();
    const answer = await fetch(`${this.base}${path}`, {
      method,
      cache: fresh ? "no-store" : "default",
      headers: {
        ...headers,
        ...(token === undefined ? {} : { Authorization: token }),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch(() => {
      throw new ApiProblem(0, "The shop cannot be reached. Check your connection and try again.");
    });
    if (!answer.ok) {
      throw await problemOf(answer);
    }
    const text = await answer.text();
    return JSON.parse(text === "" ? "null" : text);
  }
}

interface Details {
  readonly title?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly field: string; readonly detail: string }[];
}

async function problemOf(answer: Response): Promise<ApiProblem> {
  const details: Details = await answer.json().catch(() => ({}));
  const fields = Object.fromEntries(
    (details.errors ?? []).map(({ field, detail }) => [field.replace(/^\//, ""), detail]),
  );
  const title = details.title ?? `The shop answered with an error (${answer.status})`;
  return new ApiProblem(
    answer.status,
    details.detail === undefined ? `${title}.` : `${title}: ${details.detail}`,
    fields,
  );
}
