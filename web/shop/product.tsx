import { type FormEvent, useState } from "react";
import type { Product } from "../shared/api";
import { money } from "../shared/money";
import { Link } from "../shared/router";
import { useSession } from "../shared/session";
import { Failure, Field, Show, Title, useAction, useLoaded } from "../shared/ui";

/** Most pieces of one product in a cart. */
const MOST = 99;

/** One product, and the way into the cart. */
export function ProductPage({ productId }: { readonly productId: string }) {
  const { api } = useSession();
  const [loaded] = useLoaded(() => api.product(productId), productId);
  return (
    <Show loaded={loaded}>
      {(product) => (
        <article>
          <Title>{product.name}</Title>
          <p className="muted">{product.category}</p>
          {product.imageUrl === undefined ? null : <img src={product.imageUrl} alt="" />}
          <p>{product.description}</p>
          <p>
            <strong>{money(product.priceCents, product.currency)}</strong>{" "}
            <span className="muted">{product.stock > 0 ? `${product.stock} in stock` : "sold out"}</span>
          </p>
          {product.stock > 0 ? <AddToCart product={product} /> : null}
        </article>
      )}
    </Show>
  );
}

function AddToCart({ product }: { readonly product: Product }) {
  const { api, user } = useSession();
  const { busy, error, run } = useAction();
  const [added, setAdded] = useState(false);
  if (user === undefined) {
    return (
      <p>
        <Link to="/cart">Sign in</Link> to fill a cart.
      </p>
    );
  }
  const add = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const quantity = Number(new FormData(event.currentTarget).get("quantity"));
    setAdded(false);
    run(async () => {
      await api.setLine(product.productId, quantity);
      setAdded(true);
    });
  };
  return (
    <form className="panel row" onSubmit={add}>
      <Field
        label="Quantity"
        name="quantity"
        type="number"
        min={1}
        max={Math.min(MOST, product.stock)}
        defaultValue={1}
        required
      />
      <button type="submit" disabled={busy}>
        {busy ? "Adding…" : "Put into the cart"}
      </button>
      <Failure error={error} />
      {added ? (
        <p role="status">
          It is in your cart. <Link to="/cart">To the cart</Link>
        </p>
      ) : null}
    </form>
  );
}
