import type { Stripe, StripeCardElement } from "@stripe/stripe-js";
import { loadStripe } from "@stripe/stripe-js/pure";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useNavigate } from "../shared/router";
import { useSession } from "../shared/session";
import { Failure, useAction } from "../shared/ui";

/** Gives the id of the card that is to pay. */
type PaymentMethod = () => Promise<string>;

/** Pays for the cart. The order's id is made here, so that pressing twice, or sending again, orders once. */
export function Checkout() {
  const { api, configuration } = useSession();
  const navigate = useNavigate();
  const { busy, error, run } = useAction();
  const orderId = useRef(newOrderId());
  const payment = useRef<PaymentMethod | undefined>(undefined);
  const { stripePublishableKey, testPayments } = configuration;
  if (stripePublishableKey === undefined && testPayments === undefined) {
    return <p role="status">This shop takes no payments yet.</p>;
  }
  const pay = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const chosen = new FormData(event.currentTarget).get("payment");
    run(async () => {
      const method = payment.current === undefined ? String(chosen) : await payment.current();
      await api.checkOut(orderId.current, method);
      navigate(`/orders/${orderId.current}`);
    });
  };
  return (
    <form className="panel" onSubmit={pay}>
      {stripePublishableKey === undefined ? (
        <TestPayments payments={testPayments ?? {}} />
      ) : (
        <Card
          publishableKey={stripePublishableKey}
          ready={(method) => {
            payment.current = method;
          }}
        />
      )}
      <button type="submit" disabled={busy}>
        {busy ? "Ordering…" : "Order and pay"}
      </button>
      <Failure error={error} />
    </form>
  );
}

function newOrderId(): string {
  return `order-${crypto.randomUUID()}`;
}

function TestPayments({ payments }: { readonly payments: Readonly<Record<string, string>> }) {
  return (
    <fieldset>
      <legend>Test payment</legend>
      {Object.entries(payments).map(([label, id], position) => (
        <label key={id} className="choice">
          <input type="radio" name="payment" value={id} defaultChecked={position === 0} /> {label}
        </label>
      ))}
    </fieldset>
  );
}

/** Stripe's own form, in its own frame: the card's number never reaches this page. */
function Card({
  publishableKey,
  ready,
}: {
  readonly publishableKey: string;
  readonly ready: (method: PaymentMethod) => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const [error, setError] = useState<unknown>();
  const tell = useRef(ready);
  tell.current = ready;
  useEffect(() => {
    let card: StripeCardElement | undefined;
    let left = false;
    loadStripe(publishableKey)
      .then((stripe) => {
        if (stripe === null || left || place.current === null) {
          return;
        }
        card = stripe.elements().create("card");
        card.mount(place.current);
        const mounted = card;
        tell.current(() => methodOf(stripe, mounted));
      })
      .catch(setError);
    return () => {
      left = true;
      card?.destroy();
    };
  }, [publishableKey]);
  return (
    <fieldset>
      <legend>Card</legend>
      <div ref={place} className="card" />
      <Failure error={error} />
    </fieldset>
  );
}

async function methodOf(stripe: Stripe, card: StripeCardElement): Promise<string> {
  const { paymentMethod, error } = await stripe.createPaymentMethod({ type: "card", card });
  if (paymentMethod === undefined) {
    throw new Error(error?.message ?? "The card could not be read.");
  }
  return paymentMethod.id;
}
