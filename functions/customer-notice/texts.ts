import type { Notice, NoticeType } from "./input";

/** What a customer reads. */
export interface NoticeText {
  readonly subject: string;
  /** Plain text; no mark-up, so that nothing in it can be taken for any. */
  readonly mail: string;
  /** Fits into two parts of a text message, with an order's id and a link. */
  readonly text: string;
}

const SAID: Readonly<Record<NoticeType, { readonly subject: string; readonly said: readonly string[] }>> = {
  "order.confirmed": {
    subject: "Your order is confirmed",
    said: [
      "Thank you for your order.",
      "It is confirmed: everything in it is set aside for you, and your card is charged.",
    ],
  },
  "order.cancelled": {
    subject: "Your order could not be completed",
    said: [
      "We are sorry: your order could not be completed.",
      "Your card is not charged. Where your bank has set the amount aside, it comes free by itself.",
    ],
  },
};

/** The words for what became of an order. @param shopUrl where the shop's pages are */
export function noticeText({ type, orderId }: Pick<Notice, "type" | "orderId">, shopUrl: string): NoticeText {
  const { subject, said } = SAID[type];
  const link = `${shopUrl}/orders/${orderId}`;
  return {
    subject,
    mail: [...said, `Your order: ${link}`].join("\n\n"),
    text: `${subject}: ${link}`,
  };
}
