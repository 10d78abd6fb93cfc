/** What a deployment tells the applications, by `config.json` next to their pages: one build serves every environment. */
export interface Configuration {
  readonly region: string;
  readonly userPoolId: string;
  readonly webClientId: string;
  readonly adminClientId: string;
  /** Host of the pool's sign-in pages; absent, the application has a form of its own. */
  readonly signInDomain?: string;
  /** Path of the REST API: `/api`. */
  readonly api: string;
  /** Path of the WebSocket API: `/ws`. */
  readonly chat: string;
  /** Lets customers give a card by Stripe's own form. */
  readonly stripePublishableKey?: string;
  /** The demo only: where the user pool answers. */
  readonly userPoolEndpoint?: string;
  /** The demo only: payments to choose from instead of a card, ids of Stripe's test methods by what is shown. */
  readonly testPayments?: Readonly<Record<string, string>>;
  /** The demo only: who may sign in, and by which password, shown beside the form. */
  readonly demoUsers?: readonly { readonly username: string; readonly password: string }[];
}

/**
 * @param base the application's own path: `/admin/`
 * @throws {Error} where the deployment has not written it
 */
export async function loadConfiguration(base: string): Promise<Configuration> {
  const answer = await fetch(`${base}config.json`, { cache: "no-cache" });
  if (!answer.ok) {
    throw new Error(`The application's settings cannot be read (${answer.status}).`);
  }
  return answer.json();
}
