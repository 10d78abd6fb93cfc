import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { Api } from "./api";
import { currentUser, leave, returnFromSignIn, type User } from "./auth";
import type { Configuration } from "./config";
import { SignIn } from "./sign-in";
import { Title } from "./ui";

/** What every page works with. */
export interface Session {
  readonly configuration: Configuration;
  readonly api: Api;
  readonly user: User | undefined;
  signOut(): Promise<void>;
}

const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) {
    throw new Error("A page stands outside the session.");
  }
  return session;
}

/** Finds out who is signed in, then shows the application. */
export function SessionProvider({
  configuration,
  children,
}: {
  readonly configuration: Configuration;
  readonly children: ReactNode;
}) {
  const [api] = useState(() => new Api(configuration.api));
  const [user, setUser] = useState<User | undefined>();
  const [known, setKnown] = useState(false);
  useEffect(() => {
    currentUser().then((found) => {
      if (found !== undefined) {
        returnFromSignIn();
      }
      setUser(found);
      setKnown(true);
    });
  }, []);
  const signOut = async () => {
    await leave();
    setUser(undefined);
  };
  const refresh = async () => setUser(await currentUser());
  return known ? (
    <SessionContext.Provider value={{ configuration, api, user, signOut }}>
      <RefreshContext.Provider value={refresh}>{children}</RefreshContext.Provider>
    </SessionContext.Provider>
  ) : (
    <p className="loading" role="status">
      Loading…
    </p>
  );
}

const RefreshContext = createContext<() => Promise<void>>(async () => undefined);

/** Shows its children to users, and to visitors how to become one. */
export function SignedIn({ children }: { readonly children: ReactNode }) {
  const { user, configuration } = useSession();
  const refresh = useContext(RefreshContext);
  if (user !== undefined) {
    return children;
  }
  return (
    <>
      <Title>Sign in</Title>
      <SignIn configuration={configuration} done={refresh} />
    </>
  );
}

/** Who is signed in, and the way out. */
export function Account() {
  const { user, signOut } = useSession();
  return user === undefined ? null : (
    <p className="account">
      <span>{user.name}</span>{" "}
      <button type="button" className="quiet" onClick={() => void signOut()}>
        Sign out
      </button>
    </p>
  );
}
