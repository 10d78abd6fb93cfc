import { useState } from "react";
import type { Api, Offer } from "../shared/api";
import { money } from "../shared/money";
import { Link } from "../shared/router";
import { useSession } from "../shared/session";
import { Failure, Show, Title, useAction, useLoaded } from "../shared/ui";

/** Every product, as the table has it now. */
export function ProductsPage() {
  const { api } = useSession();
  const [loaded, reload] = useLoaded(() => everything(api), "products");
  return (
    <>
      <Title>Products</Title>
      <Show loaded={loaded}>
        {(products) =>
          products.length === 0 ? (
            <p>
              There are none yet. <Link to="/new">Make the first one</Link>
            </p>
          ) : (
            <ul className="lines">
              {products.map((product) => (
                <Row key={product.productId} product={product} removed={reload} />
              ))}
            </ul>
          )
        }
      </Show>
    </>
  );
}

async function everything(api: Api): Promise<readonly Offer[]> {
  const products: Offer[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.browse(cursor === undefined ? {} : { cursor }, true);
    products.push(...page.products);
    cursor = page.next;
  } while (cursor !== undefined);
  return products.sort((one, other) => one.name.localeCompare(other.name));
}

function Row({ product, removed }: { readonly product: Offer; readonly removed: () => void }) {
  const { api } = useSession();
  const { busy, error, run } = useAction();
  const [asked, setAsked] = useState(false);
  const { productId, name, priceCents, currency, stock = 0 } = product;
  const remove = () =>
    run(async () => {
      const { version } = await api.product(productId, true);
      await api.remove(productId, version);
      removed();
    });
  return (
    <li className="panel">
      <h2>
        <Link to={`/products/${encodeURIComponent(productId)}`}>{name}</Link>
      </h2>
      <p>
        {money(priceCents, currency)} · {stock} in stock
      </p>
      <p className="row">
        {asked ? (
          <>
            <button type="button" disabled={busy} onClick={remove}>
              Remove {name} for good
            </button>
            <button type="button" className="quiet" onClick={() => setAsked(false)}>
              Keep it
            </button>
          </>
        ) : (
          <button type="button" className="quiet" aria-label={`Remove ${name}`} onClick={() => setAsked(true)}>
            Remove
          </button>
        )}
      </p>
      <Failure error={error} />
    </li>
  );
}
