import type { ReactNode } from "react";
import { Link, parameter, useLocation } from "../shared/router";
import { Account, SignedIn, useSession } from "../shared/session";
import { Title } from "../shared/ui";
import { EditPage, NewPage } from "./edit";
import { ProductsPage } from "./products";

/** Whom the API lets change products; it decides, this only spares others the way. */
const GROUP = "admin";

/** The shop as its administrators see it. */
export function BackOffice() {
  return (
    <>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <header>
        <Link to="/" className="brand">
          E-Com67 · back office
        </Link>
        <nav aria-label="Back office">
          <Link to="/">Products</Link>
          <Link to="/new">New product</Link>
        </nav>
        <Account />
      </header>
      <main id="main">
        <SignedIn>
          <Administrators>
            <Page />
          </Administrators>
        </SignedIn>
      </main>
    </>
  );
}

function Administrators({ children }: { readonly children: ReactNode }) {
  const { user } = useSession();
  if (user?.groups.includes(GROUP) === true) {
    return children;
  }
  return (
    <>
      <Title>Not allowed</Title>
      <p role="alert">This account does not belong to the administrators.</p>
    </>
  );
}

function Page() {
  const { path } = useLocation();
  const productId = parameter(path, "/products/");
  if (productId !== undefined) {
    return <EditPage key={productId} productId={productId} />;
  }
  return path === "/new" ? <NewPage /> : <ProductsPage />;
}
