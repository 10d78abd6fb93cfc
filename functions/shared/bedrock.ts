import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";

/**
 * Bedrock's models over HTTP/1.1. The SDK's choice is HTTP/2, whose session dies unseen while Lambda freezes the container,
 * and the next event pays for finding out.
 */
export function bedrockClient(): BedrockRuntimeClient {
  return new BedrockRuntimeClient({ requestHandler: new NodeHttpHandler() });
}
