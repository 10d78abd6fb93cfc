import { GetWebIdentityTokenCommand, type STSClient } from "@aws-sdk/client-sts";
import * as z from "zod";
import { parseJson } from "./parse";
import type { SecretReader } from "./secrets";

/** `AZURE_IDENTITY`: how the function signs in to Azure. */
const azureIdentity = z.discriminatedUnion("source", [
  z.object({
    source: z.literal("federation"),
    tenantId: z.string().min(1),
    clientId: z.string().min(1),
    audience: z.string().min(1),
    scope: z.string().min(1),
  }),
  z.object({ source: z.literal("secret"), secretArn: z.string().startsWith("arn:") }),
]);

type Federation = Extract<z.output<typeof azureIdentity>, { source: "federation" }>;

/** Life of the assertion that AWS signs, in seconds: it is exchanged at once. */
const ASSERTION_SECONDS = 300;
/** A token is renewed this long before it ends, in milliseconds. */
const RENEW_BEFORE_MS = 5 * 60_000;
/** Longest wait for a token, in milliseconds. */
const SIGN_IN_LIMIT_MS = 3_000;

/** The header that signs a request to Azure. */
export interface AzureHeader {
  readonly name: "authorization" | "ocp-apim-subscription-key";
  readonly value: string;
}

/** The accounts that one identity calls. Where keys are taken, each has its own. */
export type AzureAccount = "language" | "multiService";

/** Gives the header that signs a request to an account. */
export type AzureSigner = (account: AzureAccount) => Promise<AzureHeader>;

/** Where a sign-in goes, and with what. */
export interface AzureSignIn {
  readonly identity: string;
  readonly authorityHost: string;
  readonly sts: STSClient;
  readonly secrets: SecretReader;
}

/**
 * Signs requests to Azure. Keyless: AWS vouches for the function's role with a signed token, which Microsoft Entra exchanges
 * for one of its own. With a secret, the account's key is read from Secrets Manager.
 *
 * The identity library does the same and weighs twice as much as the whole function; this is the one flow needed.
 */
export function azureSigner({ identity, authorityHost, sts, secrets }: AzureSignIn): AzureSigner {
  const parsed = azureIdentity.parse(parseJson(identity));
  if (parsed.source === "secret") {
    return async (account) => ({
      name: "ocp-apim-subscription-key",
      value: keyOf(await secrets.read(parsed.secretArn), account),
    });
  }
  let held: { readonly token: Promise<Token>; readonly until: number } | undefined;
  const renew = (): Promise<Token> => {
    const token = assertion(parsed, sts).then((vouched) => exchange(parsed, authorityHost, vouched));
    held = { token, until: Date.now() + RENEW_BEFORE_MS };
    token.then(
      ({ until }) => {
        held = { token, until };
      },
      () => {
        held = undefined;
      },
    );
    return token;
  };
  return async () => {
    // One exchange at a time: calls that start together share it.
    const { value } = await (held === undefined || held.until < Date.now() ? renew() : held.token);
    return { name: "authorization", value: `Bearer ${value}` };
  };
}

interface Token {
  readonly value: string;
  /** When to get the next one. */
  readonly until: number;
}

/** What an operator puts into the secret: the language account's key, and the multi-service account's. */
const accountKeys = z.object({ key: z.string().min(1), multiServiceKey: z.string().min(1).optional() });

/** The key itself, or an object with the keys. */
function keyOf(text: string, account: AzureAccount): string {
  const parsed = accountKeys.safeParse(parseJson(text));
  if (!parsed.success) {
    return text;
  }
  const { key, multiServiceKey = key } = parsed.data;
  return account === "language" ? key : multiServiceKey;
}

async function assertion({ audience }: Federation, sts: STSClient): Promise<string> {
  const { WebIdentityToken } = await sts.send(
    new GetWebIdentityTokenCommand({
      Audience: [audience],
      SigningAlgorithm: "RS256",
      DurationSeconds: ASSERTION_SECONDS,
    }),
  );
  if (WebIdentityToken === undefined) {
    throw new Error("AWS gave no identity token: outbound web identity federation may be off for the account.");
  }
  return WebIdentityToken;
}

const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

async function exchange(
  { tenantId, clientId, scope }: Federation,
  authorityHost: string,
  clientAssertion: string,
): Promise<Token> {
  const response = await fetch(`${authorityHost}/${tenantId}/oauth2/v2.0/token`, {
    method: "POST",
    signal: AbortSignal.timeout(SIGN_IN_LIMIT_MS),
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: clientId,
      scope,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: clientAssertion,
    }),
  });
  if (!response.ok) {
    throw Object.assign(new Error("Microsoft Entra refused the sign-in."), { status: response.status });
  }
  const { access_token: value, expires_in: seconds } = tokenAnswer.parse(await response.json());
  return { value, until: Date.now() + seconds * 1000 - RENEW_BEFORE_MS };
}
