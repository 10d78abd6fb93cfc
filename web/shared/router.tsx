import { type AnchorHTMLAttributes, createContext, useContext, useEffect, useState } from "react";

const CHANGED = "estate:navigated";

/** The application's own path: `/admin/`. */
const BaseContext = createContext("/");
export const Base = BaseContext.Provider;

/** Where the application is: the path below its own, and the query. */
export function useLocation(): { readonly path: string; readonly query: URLSearchParams } {
  const base = useContext(BaseContext);
  const [, setCount] = useState(0);
  useEffect(() => {
    const changed = () => setCount((count) => count + 1);
    window.addEventListener("popstate", changed);
    window.addEventListener(CHANGED, changed);
    return () => {
      window.removeEventListener("popstate", changed);
      window.removeEventListener(CHANGED, changed);
    };
  }, []);
  return { path: `/${location.pathname.slice(base.length)}`, query: new URLSearchParams(location.search) };
}

/** Goes to a path below the application's own: `/cart`. */
export function useNavigate(): (to: string) => void {
  const base = useContext(BaseContext);
  return (to) => {
    history.pushState(null, "", `${base}${to.slice(1)}`);
    window.dispatchEvent(new Event(CHANGED));
    window.scrollTo(0, 0);
  };
}

/** A link within the application; with a key held down it opens as any other one. */
export function Link({ to, ...rest }: { readonly to: string } & AnchorHTMLAttributes<HTMLAnchorElement>) {
  const base = useContext(BaseContext);
  const navigate = useNavigate();
  return (
    <a
      {...rest}
      href={`${base}${to.slice(1)}`}
      onClick={(event) => {
        if (!(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)) {
          event.preventDefault();
          navigate(to);
        }
      }}
    />
  );
}

/** What stands behind a prefix of the path: `productId` in `/products/a`. */
export function parameter(path: string, prefix: string): string | undefined {
  return path.startsWith(prefix) && path.length > prefix.length
    ? decodeURIComponent(path.slice(prefix.length))
    : undefined;
}
