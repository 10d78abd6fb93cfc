import type { APIGatewayProxyEvent } from "aws-lambda";

/** A caller on this machine, as API Gateway describes callers. */
export const LOCAL_CALLER: APIGatewayProxyEvent["requestContext"]["identity"] = {
  accessKey: null,
  accountId: null,
  apiKey: null,
  apiKeyId: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  sourceIp: "127.0.0.1",
  user: null,
  userAgent: null,
  userArn: null,
};
