import { CognitoJwtVerifier } from "aws-jwt-verify";
import { SimpleFetcher } from "aws-jwt-verify/https";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from "aws-lambda";
import { type Environment, readEnvironment } from "../shared/environment";
import { type LambdaHandler, lambda, observe } from "../shared/observe";
import { needs } from "./needs";

const observer = observe("chat-authorizer");

/** Fetches the user pool's keys. */
export interface KeyFetcher {
  fetch(uri: string): Promise<ArrayBuffer>;
}

/** Subprotocol under which a browser passes its token: `Sec-WebSocket-Protocol: bearer, <token>`. */
const SUBPROTOCOL = "bearer";

/** What API Gateway takes as "401, not 403". */
const UNAUTHORIZED = "Unauthorized";

/**
 * Lets holders of a Cognito access token open a WebSocket. Browsers cannot send headers of their own there, so the token comes
 * as a subprotocol, or as the query parameter `token`. API Gateway passes the context on to every message of the connection.
 *
 * @param fetcher fetches the keys; a test passes its own
 */
export function createHandler(
  environment: Environment,
  fetcher: KeyFetcher = new SimpleFetcher(),
): LambdaHandler<APIGatewayRequestAuthorizerEvent, APIGatewayAuthorizerResult> {
  const settings = readEnvironment(needs, environment);
  const verifier = CognitoJwtVerifier.create(
    {
      userPoolId: settings.USER_POOL_ID,
      clientId: settings.USER_POOL_CLIENT_ID.split(",").map((client) => client.trim()),
      tokenUse: "access",
    },
    { jwksCache: new SimpleJwksCache({ fetcher }) },
  );
  return async (event) => {
    const token = tokenOf(event);
    try {
      const { sub } = await verifier.verify(token ?? "");
      return allow(event.methodArn, sub);
    } catch (error) {
      observer.error("A connection was refused", error);
      observer.count("ConnectionsRefused");
      throw new Error(UNAUTHORIZED);
    }
  };
}

function tokenOf({ headers, queryStringParameters }: APIGatewayRequestAuthorizerEvent): string | undefined {
  const header = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === "sec-websocket-protocol");
  const [protocol, token] = (header?.[1] ?? "").split(",").map((part) => part.trim());
  return protocol === SUBPROTOCOL && token !== undefined ? token : queryStringParameters?.["token"];
}

function allow(methodArn: string, userId: string): APIGatewayAuthorizerResult {
  return {
    principalId: userId,
    policyDocument: {
      Version: "2012-10-17",
      Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: methodArn }],
    },
    context: { userId },
  };
}

/** API Gateway needs the bare word as the error's message, so nothing is wrapped around it. */
export const handler = lambda(observer, () => createHandler(process.env));
