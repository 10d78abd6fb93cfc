import {
  AdminGetUserCommand,
  type AttributeType,
  type CognitoIdentityProviderClient,
  UserNotFoundException,
} from "@aws-sdk/client-cognito-identity-provider";

/** Where a customer can be reached: only where they have shown that the address is theirs. */
export interface Customer {
  readonly email?: string;
  readonly phone?: string;
}

/** @returns undefined where the customer has left */
export async function readCustomer(
  client: CognitoIdentityProviderClient,
  userPoolId: string,
  userId: string,
): Promise<Customer | undefined> {
  try {
    const user = await client.send(new AdminGetUserCommand({ UserPoolId: userPoolId, Username: userId }));
    return reachable(user.UserAttributes ?? []);
  } catch (error) {
    if (error instanceof UserNotFoundException) {
      return undefined;
    }
    throw error;
  }
}

function reachable(attributes: readonly AttributeType[]): Customer {
  const values = new Map(attributes.map(({ Name, Value }) => [Name, Value]));
  const email = values.get("email_verified") === "true" ? values.get("email") : undefined;
  const phone = values.get("phone_number_verified") === "true" ? values.get("phone_number") : undefined;
  return { ...(email === undefined ? {} : { email }), ...(phone === undefined ? {} : { phone }) };
}
