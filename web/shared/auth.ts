import {
  confirmSignIn,
  fetchAuthSession,
  getCurrentUser,
  signIn,
  signInWithRedirect,
  signOut,
} from "@aws-amplify/auth";
import { cognitoUserPoolsTokenProvider } from "@aws-amplify/auth/cognito";
import { Amplify } from "@aws-amplify/core";
import type { Configuration } from "./config";

/** Who is signed in. */
export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}

/** What a sign-in came to. */
export type SignInStep = "done" | "newPassword" | "code";

/** Amplify keeps tokens in local storage unless told otherwise; here they end with the tab. */
const tokenStorage = {
  setItem: async (key: string, value: string) => sessionStorage.setItem(key, value),
  getItem: async (key: string) => sessionStorage.getItem(key),
  removeItem: async (key: string) => sessionStorage.removeItem(key),
  clear: async () => sessionStorage.clear(),
};

/** Makes Amplify's authentication ready. With sign-in pages, a visitor comes back from them to `base`. */
export function configureAuth(configuration: Configuration, clientId: string, base: string): void {
  const { userPoolId, signInDomain, userPoolEndpoint } = configuration;
  const home = `${location.origin}${base}`;
  const auth = {
    Cognito: {
      userPoolId,
      userPoolClientId: clientId,
      ...(userPoolEndpoint === undefined ? {} : { userPoolEndpoint: `${location.origin}${userPoolEndpoint}` }),
      ...(signInDomain === undefined
        ? {}
        : {
            loginWith: {
              oauth: {
                domain: signInDomain,
                scopes: ["openid", "email", "profile"],
                redirectSignIn: [home],
                redirectSignOut: [home],
                responseType: "code" as const,
              },
            },
          }),
    },
  };
  cognitoUserPoolsTokenProvider.setAuthConfig(auth);
  cognitoUserPoolsTokenProvider.setKeyValueStorage(tokenStorage);
  Amplify.configure({ Auth: auth }, { Auth: { tokenProvider: cognitoUserPoolsTokenProvider } });
}

/** The signed-in user; undefined for a visitor. */
export async function currentUser(): Promise<User | undefined> {
  try {
    const { signInDetails, username } = await getCurrentUser();
    const { tokens } = await fetchAuthSession();
    const { email, "cognito:groups": groups } = tokens?.idToken?.payload ?? {};
    return {
      name: typeof email === "string" ? email : (signInDetails?.loginId ?? username),
      groups: Array.isArray(groups) ? groups.map(String) : [],
    };
  } catch {
    return undefined;
  }
}

/** The token that the REST API takes; undefined for a visitor. Amplify renews it when its time is over. */
export async function idToken(): Promise<string | undefined> {
  const { tokens } = await fetchAuthSession();
  return tokens?.idToken?.toString();
}

/** The token that the WebSocket API takes. */
export async function accessToken(): Promise<string | undefined> {
  const { tokens } = await fetchAuthSession();
  return tokens?.accessToken.toString();
}

/** Below which key the page is kept that a visitor left. */
const LEFT_FROM = "estate.leftFrom";

/** Leaves for the pool's sign-in pages, and remembers from where. */
export function leaveToSignIn(): Promise<void> {
  sessionStorage.setItem(LEFT_FROM, `${location.pathname}${location.search}`);
  return signInWithRedirect();
}

/** Goes back, where a user has just come from the sign-in pages, to the page that led there. */
export function returnFromSignIn(): void {
  const left = sessionStorage.getItem(LEFT_FROM);
  sessionStorage.removeItem(LEFT_FROM);
  if (left !== null) {
    history.replaceState(null, "", left);
  }
}

/** Signs in by name and password; the password itself never leaves the browser (SRP). */
export async function signInHere(username: string, password: string): Promise<SignInStep> {
  const { nextStep } = await signIn({ username, password, options: { authFlowType: "USER_SRP_AUTH" } });
  return stepOf(nextStep.signInStep);
}

/** Answers what the pool asked for: a new password, or a code. */
export async function answerChallenge(challengeResponse: string): Promise<SignInStep> {
  const { nextStep } = await confirmSignIn({ challengeResponse });
  return stepOf(nextStep.signInStep);
}

function stepOf(step: string): SignInStep {
  if (step === "DONE") {
    return "done";
  }
  if (step === "CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED") {
    return "newPassword";
  }
  if (step.startsWith("CONFIRM_SIGN_IN_WITH_") && step.endsWith("_CODE")) {
    return "code";
  }
  throw new Error("This account needs a step that only the sign-in pages offer.");
}

export async function leave(): Promise<void> {
  await signOut();
}
