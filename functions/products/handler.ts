import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { tables } from "../shared/dynamo";
import { type Environment, readEnvironment, regionOf } from "../shared/environment";
import { type LambdaHandler, lambda, observe } from "../shared/observe";
import { parse, parseJson } from "../shared/parse";
import { type RestAnswer, type RestRequest, requireGroup, rest } from "../shared/rest";
import { searchClient } from "../shared/search";
import type { Product } from "../shared/shop";
import { browseQuery, ifMatch, newProductBody, productBody, productPath } from "./input";
import { needs } from "./needs";
import { openSearch, SEARCH_TIMEOUT_MS, type Search } from "./search";
import { ProductStore } from "./store";

const observer = observe("products");

/** Seconds for which CloudFront and browsers may keep what they saw of a product. */
const CACHE_SECONDS = 60;

/** The product part of E-Com67's REST API: browsing and search for everybody, changes for admins. */
export function createHandler(environment: Environment): LambdaHandler<APIGatewayProxyEvent, APIGatewayProxyResult> {
  const settings = readEnvironment(needs, environment);
  const store = new ProductStore(tables(observer), settings.PRODUCTS_TABLE);
  const search = openSearch(
    searchClient(settings.SEARCH_ENDPOINT, regionOf(environment), settings.SEARCH_SERVICE, SEARCH_TIMEOUT_MS),
  );
  const admin = (route: (request: RestRequest) => Promise<RestAnswer>) => (request: RestRequest) => {
    requireGroup(request, settings.ADMIN_GROUP);
    return route(request);
  };

  return rest(observer, {
    "GET /products": (request) => browse(store, search, request),
    "GET /products/{productId}": async ({ path }) => found(await store.get(parse(productPath, path).productId)),
    "POST /products": admin(async ({ text }) => {
      const created = await store.create(parse(newProductBody, parseJson(text)));
      return {
        ...found(created),
        status: 201,
        headers: { etag: etag(created), location: `/products/${created.productId}` },
      };
    }),
    "PUT /products/{productId}": admin(async ({ path, headers, text }) => {
      const { productId } = parse(productPath, path);
      const body = parse(productBody, parseJson(text));
      const changed = await store.replace(productId, body, parse(ifMatch, headers["if-match"]));
      return { status: 200, body: changed, headers: { etag: etag(changed) } };
    }),
    "DELETE /products/{productId}": admin(async ({ path, headers }) => {
      await store.remove(parse(productPath, path).productId, parse(ifMatch, headers["if-match"]));
      return { status: 204 };
    }),
  });
}

/** Words go to the search index; when it is out, the table answers with less, and says so. */
async function browse(store: ProductStore, search: Search, { query }: RestRequest): Promise<RestAnswer> {
  const asked = parse(browseQuery, query);
  const headers = { "cache-control": `public, max-age=${CACHE_SECONDS}` };
  const { q } = asked;
  if (q === undefined) {
    return { status: 200, body: await store.browse(asked), headers };
  }
  try {
    return { status: 200, body: { products: await search({ ...asked, q }) }, headers };
  } catch (error) {
    observer.error("The search index does not answer", error);
    observer.count("SearchFallbacks");
    const page = await store.browse(asked);
    return { status: 200, body: { ...page, degraded: true }, headers: { "cache-control": "no-store" } };
  }
}

function found(product: Product): RestAnswer {
  const headers = { etag: etag(product), "cache-control": `public, max-age=${CACHE_SECONDS}` };
  return { status: 200, body: product, headers };
}

function etag({ version }: Product): string {
  return `"${version}"`;
}

export const handler = lambda(observer, () => createHandler(process.env));
