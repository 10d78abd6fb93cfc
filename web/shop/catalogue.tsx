import type { FormEvent } from "react";
import { useState } from "react";
import type { Offer, OfferPage } from "../shared/api";
import { money } from "../shared/money";
import { Link, useLocation, useNavigate } from "../shared/router";
import { useSession } from "../shared/session";
import { Failure, Field, Show, Title, useAction, useLoaded } from "../shared/ui";

/** All products, or those that were looked for. */
export function Catalogue() {
  const { api } = useSession();
  const { query } = useLocation();
  const navigate = useNavigate();
  const q = query.get("q") ?? "";
  const [loaded] = useLoaded(() => api.browse({ q }), q);
  const search = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const words = String(new FormData(event.currentTarget).get("q") ?? "").trim();
    navigate(words === "" ? "/" : `/?q=${encodeURIComponent(words)}`);
  };
  return (
    <>
      <Title>{q === "" ? "Products" : `Results for “${q}”`}</Title>
      <search>
        <form className="search" onSubmit={search}>
          <Field key={q} label="Search" name="q" type="search" maxLength={200} defaultValue={q} />
          <button type="submit">Search</button>
        </form>
      </search>
      <Show loaded={loaded}>{(page) => <Results key={q} q={q} first={page} />}</Show>
    </>
  );
}

function Results({ q, first }: { readonly q: string; readonly first: OfferPage }) {
  const { api } = useSession();
  const [more, setMore] = useState<readonly OfferPage[]>([]);
  const { busy, error, run } = useAction();
  const pages = [first, ...more];
  const products = pages.flatMap((page) => page.products);
  const next = pages.at(-1)?.next;
  return (
    <>
      {first.degraded === true ? (
        <p role="status">The search is out at the moment; these are the products whose names fit.</p>
      ) : null}
      {products.length === 0 ? <p role="status">Nothing found.</p> : null}
      <ul className="grid">
        {products.map((offer) => (
          <OfferCard key={offer.productId} offer={offer} />
        ))}
      </ul>
      {next === undefined ? null : (
        <button
          type="button"
          disabled={busy}
          onClick={() =>
            run(async () => {
              const page = await api.browse({ q, cursor: next });
              setMore((before) => [...before, page]);
            })
          }
        >
          {busy ? "Loading…" : "More products"}
        </button>
      )}
      <Failure error={error} />
    </>
  );
}

function OfferCard({ offer }: { readonly offer: Offer }) {
  const { productId, name, category, priceCents, currency, stock } = offer;
  return (
    <li className="panel">
      <h2>
        <Link to={`/products/${encodeURIComponent(productId)}`}>{name}</Link>
      </h2>
      <p className="muted">{category}</p>
      <p>
        <strong>{money(priceCents, currency)}</strong>
        {stock === 0 ? <span className="muted"> · sold out</span> : null}
      </p>
    </li>
  );
}
