import { useEffect, useState } from "react";
import { ApiProblem, type Order } from "../shared/api";
import { money } from "../shared/money";
import { Link } from "../shared/router";
import { useSession } from "../shared/session";
import { Failure, Show, Title, useLoaded } from "../shared/ui";

/** What each state means to a customer. */
const SAID: Readonly<Record<Order["status"], string>> = {
  PENDING: "Being checked",
  CONFIRMED: "Confirmed; the payment is being taken",
  PAID: "Confirmed and paid",
  CANCELLING: "Being cancelled",
  CANCELLED: "Cancelled; nothing was charged",
  REJECTED: "The card was refused; nothing was charged",
  REFUNDED: "Refunded",
};

const RUNNING: readonly Order["status"][] = ["PENDING", "CONFIRMED", "CANCELLING"];

/** Time between two looks at an order that is under way, in milliseconds. */
const LOOK_MS = 700;
/** Looks at an order that does not appear: then it was refused before it began. */
const LOOKS = 20;

export function OrdersPage() {
  const { api } = useSession();
  const [loaded] = useLoaded(() => api.orders(), "orders");
  return (
    <>
      <Title>Your orders</Title>
      <Show loaded={loaded}>
        {(orders) =>
          orders.length === 0 ? (
            <p>There are none yet.</p>
          ) : (
            <ul className="lines">
              {orders.map((order) => (
                <li key={order.orderId} className="panel">
                  <h2>
                    <Link to={`/orders/${order.orderId}`}>{new Date(order.createdAt).toLocaleString("en-US")}</Link>
                  </h2>
                  <p>
                    {money(order.totalCents, order.currency)} · {SAID[order.status]}
                  </p>
                </li>
              ))}
            </ul>
          )
        }
      </Show>
    </>
  );
}

/** One order; looks again until it has come to an end. */
export function OrderPage({ orderId }: { readonly orderId: string }) {
  const { order, error } = useOrder(orderId);
  return (
    <>
      <Title>Your order</Title>
      <p className="muted wrap">{orderId}</p>
      <p role="status" className="state">
        {order === undefined ? (error === undefined ? "Your order is being taken…" : "") : SAID[order.status]}
      </p>
      <Failure error={error} />
      {order === undefined ? null : (
        <>
          <ul className="lines">
            {order.items.map(({ productId, name, quantity, priceCents }) => (
              <li key={productId}>
                {quantity} × {name} · {money(quantity * priceCents, order.currency)}
              </li>
            ))}
          </ul>
          <p>
            Total: <strong>{money(order.totalCents, order.currency)}</strong>
          </p>
        </>
      )}
      <p>
        <Link to="/">Back to the shop</Link>
      </p>
    </>
  );
}

function useOrder(orderId: string): { readonly order: Order | undefined; readonly error: unknown } {
  const { api } = useSession();
  const [order, setOrder] = useState<Order | undefined>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let left = false;
    const look = async (round: number) => {
      const found = await api.order(orderId).catch((problem: unknown) => {
        if (problem instanceof ApiProblem && problem.status === 404 && round < LOOKS) {
          return undefined;
        }
        throw problem instanceof ApiProblem && problem.status === 404
          ? new Error("This order was not taken. Your cart is as it was: see whether everything in it is in stock.")
          : problem;
      });
      if (left) {
        return;
      }
      setOrder(found);
      if (found === undefined || RUNNING.includes(found.status)) {
        timer = setTimeout(() => void look(round + 1).catch(setError), LOOK_MS);
      }
    };
    look(0).catch(setError);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [api, orderId]);
  return { order, error };
}
