import { type AuthClient, ExternalAccountClient, type ExternalAccountClientOptions } from "google-auth-library";
import * as z from "zod";
import { parseJson } from "./parse";
import type { SecretReader } from "./secrets";

/** Scopes that the pipeline's service account is asked for; what it may do is decided by its roles. */
const SCOPES = ["https://www.googleapis.com/auth/cloud-platform"];

const externalAccount = z.looseObject({
  type: z.literal("external_account", "a workload identity configuration; stored keys are not accepted"),
  audience: z.string().min(1),
  subject_token_type: z.string().min(1),
  token_url: z.url(),
});

/** `GCP_IDENTITY`: how the function signs in to Google Cloud. */
const gcpIdentity = z.discriminatedUnion("source", [
  z.object({ source: z.literal("federation"), config: externalAccount }),
  z.object({ source: z.literal("secret"), secretArn: z.string().startsWith("arn:") }),
]);

/**
 * A signed-in client for Google's APIs: the function's AWS role is exchanged for a short-lived token. No key is stored, also
 * where the configuration comes from Secrets Manager.
 *
 * @param identity the value of `GCP_IDENTITY`
 */
export async function gcpClient(identity: string, secrets: SecretReader): Promise<AuthClient> {
  const parsed = gcpIdentity.parse(parseJson(identity));
  const config =
    parsed.source === "federation"
      ? parsed.config
      : externalAccount.parse(parseJson(await secrets.read(parsed.secretArn)));
  const client = ExternalAccountClient.fromJSON(config as unknown as ExternalAccountClientOptions);
  if (client === null) {
    throw new Error("GCP_IDENTITY holds no workload identity configuration.");
  }
  client.scopes = SCOPES;
  return client;
}
