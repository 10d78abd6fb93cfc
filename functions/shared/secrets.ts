import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

/** How long a container believes a secret, in milliseconds: a rotated one is taken up within this time. */
const SECRET_TTL_MS = 5 * 60_000;

/** Reads secrets, each at most once per five minutes. */
export interface SecretReader {
  read(arn: string): Promise<string>;
  /** Forgets a secret that was just refused, so that the next call sees a rotated one. */
  forget(arn: string): void;
}

/** @param client made by the caller, so that its calls are traced */
export function secretReader(client: SecretsManagerClient = new SecretsManagerClient({})): SecretReader {
  const known = new Map<string, { readonly value: Promise<string>; readonly until: number }>();
  return {
    read: (arn) => {
      const held = known.get(arn);
      if (held !== undefined && held.until > Date.now()) {
        return held.value;
      }
      const value = fetchSecret(client, arn);
      known.set(arn, { value, until: Date.now() + SECRET_TTL_MS });
      value.catch(() => known.delete(arn));
      return value;
    },
    forget: (arn) => {
      known.delete(arn);
    },
  };
}

async function fetchSecret(client: SecretsManagerClient, arn: string): Promise<string> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
  if (SecretString === undefined || SecretString === "") {
    throw new Error("The secret holds no text yet: put its value before the function runs.");
  }
  return SecretString;
}
