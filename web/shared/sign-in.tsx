import { type FormEvent, useState } from "react";
import { answerChallenge, leaveToSignIn, type SignInStep, signInHere } from "./auth";
import type { Configuration } from "./config";
import { Failure, Field, useAction } from "./ui";

/** By the pool's own pages where there are some: they also register, recover passwords and set up second factors. */
export function SignIn({
  configuration,
  done,
}: {
  readonly configuration: Configuration;
  readonly done: () => Promise<void>;
}) {
  const { busy, error, run } = useAction();
  if (configuration.signInDomain === undefined) {
    return <SignInForm users={configuration.demoUsers ?? []} done={done} />;
  }
  return (
    <section className="panel">
      <p>You sign in, or register, on a page of its own and come back here.</p>
      <button type="button" disabled={busy} onClick={() => run(leaveToSignIn)}>
        Go to sign-in
      </button>
      <Failure error={error} />
    </section>
  );
}

const ASKED: Readonly<Record<Exclude<SignInStep, "done">, string>> = {
  newPassword: "New password",
  code: "Code",
};

function SignInForm({
  users,
  done,
}: {
  readonly users: NonNullable<Configuration["demoUsers"]>;
  readonly done: () => Promise<void>;
}) {
  const [step, setStep] = useState<SignInStep | undefined>();
  const { busy, error, run } = useAction();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "");
    run(async () => {
      const next = await (step === undefined
        ? signInHere(text("username"), text("password"))
        : answerChallenge(text("answer")));
      await (next === "done" ? done() : setStep(next));
    });
  };
  return (
    <form className="panel" onSubmit={submit}>
      {step === undefined || step === "done" ? (
        <>
          <Field label="E-mail" name="username" type="email" autoComplete="username" required />
          <Field label="Password" name="password" type="password" autoComplete="current-password" required />
        </>
      ) : (
        <Field
          label={ASKED[step]}
          name="answer"
          type={step === "code" ? "text" : "password"}
          autoComplete={step === "code" ? "one-time-code" : "new-password"}
          required
        />
      )}
      <button type="submit" disabled={busy}>
        {busy ? "Signing in…" : "Sign in"}
      </button>
      <Failure error={error} />
      {users.length === 0 ? null : (
        <ul className="hint">
          {users.map(({ username, password }) => (
            <li key={username}>
              <code>{username}</code> with <code>{password}</code>
            </li>
          ))}
        </ul>
      )}
    </form>
  );
}
