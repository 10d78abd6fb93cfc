import { fromEnv } from "@aws-sdk/credential-provider-env";
import { Client } from "@opensearch-project/opensearch";
import { AwsSigv4Signer } from "@opensearch-project/opensearch/aws-v3";

/** Name of the product index. */
export const PRODUCT_INDEX = "products";

/**
 * A product in the index. A deleted one stays as a tombstone, because OpenSearch forgets the version of a deleted document
 * after a minute, and a late record could bring it back.
 */
export interface ProductDocument {
  readonly productId: string;
  readonly name?: string;
  readonly description?: string;
  readonly category?: string;
  readonly priceCents?: number;
  readonly currency?: string;
  readonly imageUrl?: string;
  readonly stock?: number;
  readonly deleted: boolean;
}

/** Fields of the index: no others are taken. */
export const PRODUCT_MAPPINGS = {
  dynamic: "strict",
  properties: {
    productId: { type: "keyword" },
    name: { type: "text" },
    description: { type: "text" },
    category: { type: "keyword" },
    priceCents: { type: "long" },
    currency: { type: "keyword" },
    imageUrl: { type: "keyword", index: false },
    stock: { type: "long" },
    deleted: { type: "boolean" },
  },
} as const;

/**
 * A client that signs as the function's role.
 *
 * @param service `es` for a domain, `aoss` for a serverless collection
 */
export function searchClient(endpoint: string, region: string, service: string, timeoutMs: number): Client {
  const signer = AwsSigv4Signer({
    region,
    service: service === "aoss" ? "aoss" : "es",
    getCredentials: fromEnv(),
  });
  return new Client({ ...signer, node: endpoint, maxRetries: 0, requestTimeout: timeoutMs });
}
