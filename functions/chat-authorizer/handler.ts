import { CognitoJwtVerifier } from "aws-jwt-verify";
import {
  FetchError,
  JwkInvalidKtyError,
  JwkInvalidUseError,
  JwksValidationError,
  JwkValidationError,
  JwtBaseError,
} from "aws-jwt-verify/error";
import { SimpleFetcher } from "aws-jwt-verify/https";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from "aws-lambda";
import { type Environment, readEnvironment } from "../shared/environment";
import { type LambdaHandler, lambda, observe } from "../shared/observe";
import { describeError } from "../shared/redact";
import { needs } from "./needs";

const observer = observe("chat-authorizer");

/** Fetches the user pool's keys. */
export interface KeyFetcher {
  fetch(uri: string): Promise<ArrayBuffer>;
}

/** Subprotocol under which a browser passes its token: `Sec-WebSocket-Protocol: bearer, <token>`. */
const SUBPROTOCOL = "bearer";

/** Principal of a refusal, which API Gateway does not take without one. */
const NOBODY = "nobody";

/** What is wrong with the pool's keys, or with the way to them: no token can cause it, and none could be verified. */
const FAULTS_OF_KEYS = [FetchError, JwksValidationError, JwkValidationError, JwkInvalidUseError, JwkInvalidKtyError];

/**
 * Lets holders of a Cognito access token open a WebSocket. Browsers cannot send headers of their own there, so the token comes
 * as a subprotocol, or as the query parameter `token`. API Gateway passes the context on to every message of the connection.
 *
 * A token that does not verify is answered, not thrown: anybody can send one, and an error of the function pages somebody. API
 * Gateway makes 403 of the answer; a page hears of no status at all, only that the connection did not open. API Gateway asks
 * once for each connection and keeps no answer ("AuthorizerResultTtlInSeconds: HTTP APIs only", API reference, read 2026-11).
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
    try {
      const { sub } = await verifier.verify(tokenOf(event) ?? "");
      return { ...answer("Allow", event.methodArn, sub), context: { userId: sub } };
    } catch (error) {
      if (!isFaultOfToken(error)) {
        throw error;
      }
      observer.warn("A connection was refused", { failure: describeError(error) });
      observer.count("ConnectionsRefused");
      return answer("Deny", event.methodArn, NOBODY);
    }
  };
}

function tokenOf({ headers, queryStringParameters }: APIGatewayRequestAuthorizerEvent): string | undefined {
  const header = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === "sec-websocket-protocol");
  const [protocol, token] = (header?.[1] ?? "").split(",").map((part) => part.trim());
  return protocol === SUBPROTOCOL && token !== undefined ? token : queryStringParameters?.["token"];
}

function isFaultOfToken(error: unknown): boolean {
  return error instanceof JwtBaseError && !FAULTS_OF_KEYS.some((fault) => error instanceof fault);
}

function answer(effect: "Allow" | "Deny", methodArn: string, principalId: string): APIGatewayAuthorizerResult {
  return {
    principalId,
    policyDocument: {
      Version: "2012-10-17",
      Statement: [{ Action: "execute-api:Invoke", Effect: effect, Resource: methodArn }],
    },
  };
}

export const handler = lambda(observer, () => createHandler(process.env));
