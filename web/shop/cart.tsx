import type { Api, CartLine, Product } from "../shared/api";
import { ApiProblem } from "../shared/api";
import { money } from "../shared/money";
import { Link } from "../shared/router";
import { useSession } from "../shared/session";
import { Failure, Show, Title, useAction, useLoaded } from "../shared/ui";
import { Checkout } from "./checkout";

interface PricedLine extends CartLine {
  /** Absent where it is not sold any more. */
  readonly product: Product | undefined;
}

/** What the customer is about to order. */
export function CartPage() {
  const { api } = useSession();
  const [loaded, reload] = useLoaded(() => pricedLines(api), "cart");
  return (
    <>
      <Title>Your cart</Title>
      <Show loaded={loaded}>
        {(lines) =>
          lines.length === 0 ? (
            <p>
              It is empty. <Link to="/">See the products</Link>
            </p>
          ) : (
            <>
              <ul className="lines">
                {lines.map((line) => (
                  <Line key={line.productId} line={line} changed={reload} />
                ))}
              </ul>
              <Total lines={lines} />
              {lines.every(({ product }) => product !== undefined) ? <Checkout /> : null}
            </>
          )
        }
      </Show>
    </>
  );
}

/** The cart knows ids and quantities; prices are those of now, and the order fixes them. */
async function pricedLines(api: Api): Promise<readonly PricedLine[]> {
  const lines = await api.cart();
  return Promise.all(lines.map(async (line) => ({ ...line, product: await offered(api, line.productId) })));
}

async function offered(api: Api, productId: string): Promise<Product | undefined> {
  try {
    return await api.product(productId, true);
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) {
      return undefined;
    }
    throw error;
  }
}

function Line({ line, changed }: { readonly line: PricedLine; readonly changed: () => void }) {
  const { api } = useSession();
  const { busy, error, run } = useAction();
  const { product, productId, quantity } = line;
  const name = product?.name ?? productId;
  const set = (next: number) =>
    run(async () => {
      await api.setLine(productId, next);
      changed();
    });
  return (
    <li className="panel">
      <h2>{name}</h2>
      {product === undefined ? (
        <p className="failure">This is not sold any more; take it out to order the rest.</p>
      ) : (
        <p>
          {quantity} × {money(product.priceCents, product.currency)}
        </p>
      )}
      <p className="row">
        <button
          type="button"
          aria-label={`One less of ${name}`}
          disabled={busy || quantity === 1 || product === undefined}
          onClick={() => set(quantity - 1)}
        >
          −
        </button>
        <button
          type="button"
          aria-label={`One more of ${name}`}
          disabled={busy || product === undefined}
          onClick={() => set(quantity + 1)}
        >
          +
        </button>
        <button
          type="button"
          className="quiet"
          aria-label={`Take out ${name}`}
          disabled={busy}
          onClick={() =>
            run(async () => {
              await api.removeLine(productId);
              changed();
            })
          }
        >
          Take out
        </button>
      </p>
      <Failure error={error} />
    </li>
  );
}

function Total({ lines }: { readonly lines: readonly PricedLine[] }) {
  const cents = lines.reduce((sum, { product, quantity }) => sum + quantity * (product?.priceCents ?? 0), 0);
  const currency = lines.find(({ product }) => product !== undefined)?.product?.currency ?? "usd";
  return (
    <p>
      Total: <strong>{money(cents, currency)}</strong>
    </p>
  );
}
