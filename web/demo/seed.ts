import type { Product } from "../../functions/shared/shop";
import type { DemoUser } from "./user-pool";

/** Who may sign in to the demo; it shows both beside its form. */
export const USERS: readonly DemoUser[] = [
  { username: "customer@example.com", password: "shop-Demo-1", groups: [] },
  { username: "admin@example.com", password: "shop-Demo-2", groups: ["admin"] },
];

/** What the demo sells. */
export const PRODUCTS: readonly Product[] = [
  offer("kettle", "Gooseneck kettle", "Kitchen", 4900, 12, "Pours slowly and exactly. One litre, stainless steel."),
  offer("grinder", "Coffee grinder", "Kitchen", 8900, 5, "Forty settings, from espresso to press."),
  offer("lamp", "Desk lamp", "Office", 3900, 20, "Warm and cold light, dimmed by touch."),
  offer("notebook", "Dotted notebook", "Office", 1200, 80, "160 numbered pages that lie flat."),
  offer("backpack", "City backpack", "Travel", 7400, 9, "Twenty litres, and a sleeve for a laptop."),
  offer("bottle", "Steel bottle", "Travel", 2400, 40, "Keeps tea hot for twelve hours."),
  offer("scarf", "Merino scarf", "Clothing", 3500, 0, "Soft, light, and sold out."),
  offer("clock", "Wall clock", "Home", 5600, 7, "Silent, with a face of ash wood."),
];

/** What the shop's documents say: the demo's knowledge base. */
export const DOCUMENTS: readonly { readonly text: string; readonly source: string }[] = [
  {
    text: "Shipping takes two to four working days. It is free for orders above 50 dollars.",
    source: "s3://documents/shipping.md",
  },
  {
    text: "You can send anything back within 30 days. The refund goes to the card that paid.",
    source: "s3://documents/returns.md",
  },
  {
    text: "Your card is charged when the order is confirmed, never before.",
    source: "s3://documents/payment.md",
  },
];

function offer(
  productId: string,
  name: string,
  category: string,
  priceCents: number,
  stock: number,
  description: string,
): Product {
  return { productId, name, category, priceCents, stock, description, currency: "usd", version: 1 };
}

/** Longest word that tells nothing of a question. */
const SMALL_WORD = 3;

/** The documents that share a word with a question, the most fitting first. */
export function passagesFor(question: string): typeof DOCUMENTS {
  const words = wordsOf(question);
  return DOCUMENTS.map((document) => ({
    document,
    shared: wordsOf(document.text).filter((word) => words.includes(word)),
  }))
    .filter(({ shared }) => shared.length > 0)
    .sort((one, other) => other.shared.length - one.shared.length)
    .map(({ document }) => document);
}

function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word.length > SMALL_WORD);
}
