import { type InputHTMLAttributes, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { ApiProblem } from "./api";

/** What is known of something that is fetched. */
export type Loaded<Value> =
  | { readonly state: "loading" }
  | { readonly state: "failed"; readonly error: unknown }
  | { readonly state: "ready"; readonly value: Value };

/**
 * Fetches something when the page opens and whenever `key` changes; an answer that comes too late is dropped.
 *
 * @param load gets the key, and how often it was fetched before
 * @returns what is known, and a function that fetches anew
 */
export function useLoaded<Value>(
  load: (key: string, round: number) => Promise<Value>,
  key: string,
): readonly [Loaded<Value>, () => void] {
  const [{ of, loaded }, setLoaded] = useState<{ readonly of: string; readonly loaded: Loaded<Value> }>({
    of: key,
    loaded: { state: "loading" },
  });
  const [round, setRound] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    let current = true;
    const settle = (next: Loaded<Value>) => {
      if (current) {
        setLoaded({ of: key, loaded: next });
      }
    };
    latest.current(key, round).then(
      (value) => settle({ state: "ready", value }),
      (error: unknown) => settle({ state: "failed", error }),
    );
    return () => {
      current = false;
    };
  }, [key, round]);
  // What was fetched for another key is not shown under this one.
  return [of === key ? loaded : { state: "loading" }, () => setRound((before) => before + 1)];
}

/** Shows what is fetched, that it is being fetched, or why it was not. */
export function Show<Value>({
  loaded,
  children,
}: {
  readonly loaded: Loaded<Value>;
  readonly children: (value: Value) => ReactNode;
}) {
  switch (loaded.state) {
    case "loading":
      return (
        <p className="loading" role="status">
          Loading…
        </p>
      );
    case "failed":
      return <Failure error={loaded.error} />;
    case "ready":
      return children(loaded.value);
  }
}

/** Why something did not work; read out as soon as it appears. */
export function Failure({ error }: { readonly error: unknown }) {
  return error === undefined ? null : (
    <p className="failure" role="alert">
      {error instanceof Error ? error.message : String(error)}
    </p>
  );
}

/** A page's title: it takes the focus when the page opens, so that a screen reader says where one is. */
export function Title({ children }: { readonly children: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${children} · E-Com67`;
    heading.current?.focus();
  }, [children]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}

/** An input with its label, and below it what is wrong with it. */
export function Field({
  label,
  problem,
  ...input
}: { readonly label: string; readonly problem?: string | undefined } & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        {...input}
        aria-invalid={problem !== undefined}
        {...(problem === undefined ? {} : { "aria-describedby": `${id}-problem` })}
      />
      {problem === undefined ? null : (
        <p className="failure" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </div>
  );
}

/** Runs one action at a time and keeps why it failed. */
export function useAction(): {
  readonly busy: boolean;
  readonly error: unknown;
  readonly fields: Readonly<Record<string, string>>;
  run(action: () => Promise<void>): void;
} {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  return {
    busy,
    error,
    fields: error instanceof ApiProblem ? error.fields : {},
    run: (action) => {
      setBusy(true);
      setError(undefined);
      action()
        .catch(setError)
        .finally(() => setBusy(false));
    },
  };
}
