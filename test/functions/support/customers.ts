import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { CreateEmailIdentityCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import type { World } from "./suite";

/** A user pool and a sender's domain in the emulator. */
export interface Customers {
  readonly userPoolId: string;
  readonly sender: string;
  /** A new customer; returns the `sub`. */
  join(email: string, attributes?: Readonly<Record<string, string>>): Promise<string>;
  leave(sub: string): Promise<void>;
  /** The mails that went out from this sender. */
  mails(): Promise<readonly Mail[]>;
}

/** A mail as SES took it. */
export interface Mail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

interface SentMessage {
  readonly source: string;
  readonly subject: string;
  readonly body: string;
  readonly destinations: { readonly ToAddresses: readonly string[] };
}

/** Makes a pool as the estate makes it: customers sign in by their e-mail address, and have a name that is an id. */
export async function makeCustomers(world: World): Promise<Customers> {
  const users = new CognitoIdentityProviderClient({});
  const domain = `${world.unique("shop")}.example.com`;
  const sender = `no-reply@${domain}`;
  await new SESv2Client({}).send(new CreateEmailIdentityCommand({ EmailIdentity: domain }));
  const { UserPool } = await users.send(
    new CreateUserPoolCommand({ PoolName: world.unique("users"), UsernameAttributes: ["email"] }),
  );
  const userPoolId = UserPool?.Id ?? "";
  return {
    userPoolId,
    sender,
    join: async (email, attributes = {}) => {
      const { User } = await users.send(
        new AdminCreateUserCommand({
          UserPoolId: userPoolId,
          Username: email,
          MessageAction: "SUPPRESS",
          UserAttributes: Object.entries({ email, ...attributes }).map(([Name, Value]) => ({ Name, Value })),
        }),
      );
      return User?.Username ?? "";
    },
    leave: async (sub) => {
      await users.send(new AdminDeleteUserCommand({ UserPoolId: userPoolId, Username: sub }));
    },
    mails: async () => {
      const answer = await fetch(`${world.gateway.url}/moto-api/data.json`);
      const held: { readonly ses?: { readonly Message?: readonly SentMessage[] } } = JSON.parse(await answer.text());
      return (held.ses?.Message ?? [])
        .filter(({ source }) => source === sender)
        .map(({ destinations, subject, body }) => ({ to: destinations.ToAddresses, subject, text: body }));
    },
  };
}
