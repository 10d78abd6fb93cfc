import { type AuthClient, AwsClient, type AwsSecurityCredentialsSupplier } from "google-auth-library";
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
  service_account_impersonation_url: z.url().optional(),
});

/** `GCP_IDENTITY`: how the function signs in to Google Cloud. */
const gcpIdentity = z.discriminatedUnion("source", [
  z.object({ source: z.literal("federation"), config: externalAccount }),
  z.object({ source: z.literal("secret"), secretArn: z.string().startsWith("arn:") }),
]);

/** A client of the AWS SDK, whose role signs in to Google. */
export interface AwsSession {
  readonly config: {
    readonly region: () => Promise<string>;
    readonly credentials: () => Promise<{
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly sessionToken?: string;
    }>;
  };
}

/**
 * A signed-in client for Google's APIs: the caller's AWS role is exchanged for a short-lived token. No key is stored, also
 * where the configuration comes from Secrets Manager.
 *
 * The role's credentials are the SDK's own, which finds them in Lambda, on ECS and on EKS. Google's library would look in the
 * environment and at the instance metadata of EC2, which a Fargate task does not have.
 *
 * @param identity the value of `GCP_IDENTITY`
 */
export async function gcpClient(identity: string, secrets: SecretReader, aws: AwsSession): Promise<AuthClient> {
  const parsed = gcpIdentity.parse(parseJson(identity));
  const config =
    parsed.source === "federation"
      ? parsed.config
      : externalAccount.parse(parseJson(await secrets.read(parsed.secretArn)));
  const { service_account_impersonation_url: impersonation } = config;
  const client = new AwsClient({
    audience: config.audience,
    subject_token_type: config.subject_token_type,
    token_url: config.token_url,
    ...(impersonation === undefined ? {} : { service_account_impersonation_url: impersonation }),
    aws_security_credentials_supplier: supplierOf(aws),
  });
  client.scopes = SCOPES;
  return client;
}

/** The SDK holds credentials until shortly before they expire, so that nothing is kept here. */
function supplierOf({ config }: AwsSession): AwsSecurityCredentialsSupplier {
  return {
    getAwsRegion: () => config.region(),
    getAwsSecurityCredentials: async () => {
      const { accessKeyId, secretAccessKey, sessionToken } = await config.credentials();
      return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { token: sessionToken }) };
    },
  };
}
