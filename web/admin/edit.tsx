import { type FormEvent, useId, useState } from "react";
import type { Product, ProductBody } from "../shared/api";
import { useNavigate } from "../shared/router";
import { useSession } from "../shared/session";
import { Failure, Field, Show, Title, useAction, useLoaded } from "../shared/ui";

export function NewPage() {
  const { api } = useSession();
  const navigate = useNavigate();
  return (
    <>
      <Title>New product</Title>
      <ProductForm
        save={async (body) => {
          await api.create(body);
          navigate("/");
        }}
      />
    </>
  );
}

/** Changes a product. What somebody else has changed meanwhile is not written over: the API says so. */
export function EditPage({ productId }: { readonly productId: string }) {
  const { api } = useSession();
  const [loaded, reload] = useLoaded(() => api.product(productId, true), productId);
  const [saved, setSaved] = useState(false);
  return (
    <>
      <Title>Edit product</Title>
      <Show loaded={loaded}>
        {(product) => (
          <ProductForm
            key={product.version}
            product={product}
            save={async (body) => {
              setSaved(false);
              await api.replace(productId, body, product.version);
              setSaved(true);
              reload();
            }}
          />
        )}
      </Show>
      {saved ? <p role="status">Saved.</p> : null}
    </>
  );
}

function ProductForm({
  product,
  save,
}: {
  readonly product?: Product;
  readonly save: (body: ProductBody) => Promise<void>;
}) {
  const { busy, error, fields, run } = useAction();
  const description = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    run(() => save(bodyOf(form, product)));
  };
  return (
    <form className="panel" onSubmit={submit}>
      <Field label="Name" name="name" maxLength={200} required defaultValue={product?.name} problem={fields["name"]} />
      <div className="field">
        <label htmlFor={description}>Description</label>
        <textarea id={description} name="description" rows={4} maxLength={5000} defaultValue={product?.description} />
      </div>
      <Field
        label="Category"
        name="category"
        maxLength={100}
        required
        defaultValue={product?.category}
        problem={fields["category"]}
      />
      <Field
        label="Price"
        name="price"
        type="number"
        min="0.01"
        step="0.01"
        required
        defaultValue={product === undefined ? "" : (product.priceCents / 100).toFixed(2)}
        problem={fields["priceCents"]}
      />
      <Field
        label="Stock"
        name="stock"
        type="number"
        min={0}
        step={1}
        required
        defaultValue={product?.stock ?? 0}
        problem={fields["stock"]}
      />
      <Field
        label="Image address (https)"
        name="imageUrl"
        type="url"
        pattern="https://.*"
        defaultValue={product?.imageUrl ?? ""}
        problem={fields["imageUrl"]}
      />
      <button type="submit" disabled={busy}>
        {busy ? "Saving…" : "Save"}
      </button>
      <Failure error={error} />
    </form>
  );
}

function bodyOf(form: FormData, product: Product | undefined): ProductBody {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  return {
    name: text("name"),
    description: text("description"),
    category: text("category"),
    priceCents: Math.round(Number(text("price")) * 100),
    currency: product?.currency ?? "usd",
    stock: Number(text("stock")),
    ...(text("imageUrl") === "" ? {} : { imageUrl: text("imageUrl") }),
  };
}
