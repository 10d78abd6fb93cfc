import { Link, parameter, useLocation } from "../shared/router";
import { Account, SignedIn } from "../shared/session";
import { Title } from "../shared/ui";
import { CartPage } from "./cart";
import { Catalogue } from "./catalogue";
import { ChatPage } from "./chat";
import { OrderPage, OrdersPage } from "./orders";
import { ProductPage } from "./product";

/** The shop as customers see it. */
export function Shop() {
  return (
    <>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <header>
        <Link to="/" className="brand">
          E-Com67
        </Link>
        <nav aria-label="Shop">
          <Link to="/cart">Cart</Link>
          <Link to="/orders">Orders</Link>
          <Link to="/chat">Help</Link>
        </nav>
        <Account />
      </header>
      <main id="main">
        <Page />
      </main>
    </>
  );
}

function Page() {
  const { path } = useLocation();
  const productId = parameter(path, "/products/");
  const orderId = parameter(path, "/orders/");
  if (productId !== undefined) {
    return <ProductPage key={productId} productId={productId} />;
  }
  if (orderId !== undefined) {
    return (
      <SignedIn>
        <OrderPage key={orderId} orderId={orderId} />
      </SignedIn>
    );
  }
  switch (path) {
    case "/":
      return <Catalogue />;
    case "/cart":
      return (
        <SignedIn>
          <CartPage />
        </SignedIn>
      );
    case "/orders":
      return (
        <SignedIn>
          <OrdersPage />
        </SignedIn>
      );
    case "/chat":
      return (
        <SignedIn>
          <ChatPage />
        </SignedIn>
      );
    default:
      return (
        <>
          <Title>Nothing here</Title>
          <p>
            <Link to="/">Back to the shop</Link>
          </p>
        </>
      );
  }
}
