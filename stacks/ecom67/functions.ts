import type * as pulumi from "@pulumi/pulumi";
import type { Bindable } from "../../components/core";
import { FunctionService, type FunctionServiceArgs } from "../../components/serverless";
import type { FunctionName } from "../../functions/catalog";
import { functionArgs } from "../functions";
import type { Foundation } from "./foundation";
import type { Ecom67Settings } from "./settings";
import type { Stores } from "./stores";

/** What functions are made from. */
export interface FunctionParts {
  readonly settings: Ecom67Settings;
  readonly base: Foundation;
  readonly stores: Stores;
  readonly opts: pulumi.ComponentResourceOptions;
}

/**
 * A function of the catalogue, bound to what it needs.
 * @param more `as`: another name than the catalogue's, where the function serves one of several
 */
export function makeFunction(
  { settings, base, opts }: FunctionParts,
  name: FunctionName,
  bindings: Readonly<Record<string, Bindable>>,
  { as = name, ...more }: Pick<FunctionServiceArgs, "environment" | "network"> & { readonly as?: string } = {},
): FunctionService {
  return new FunctionService(
    as,
    {
      ...functionArgs(name),
      key: base.key,
      logRetentionDays: settings.logs.retentionDays,
      bindings,
      ...more,
    },
    opts,
  );
}

/** The two functions that reach the search, and the one that sets it up: alone in the VPC, since the search has no other address. */
export function makeSearchFunctions(parts: FunctionParts) {
  const { base, stores } = parts;
  const { search, tables, unsearchable } = stores;
  const network = base.network.place();
  const environment = { SEARCH_SERVICE: search.service };
  const products = makeFunction(
    parts,
    "products",
    { products: tables.table("products"), search },
    { network, environment },
  );
  const searchSync = makeFunction(parts, "search-sync", { search, failures: unsearchable }, { network, environment });
  for (const [service, access] of [
    [products, "read"],
    [searchSync, "write"],
  ] as const) {
    service.connectTo(search);
    search.admit(service, access);
  }
  searchSync.onStream(tables.table("products"));
  return { products, searchSync, ...makeSearchSetup(parts, network) };
}

/** A collection needs no setting up. */
function makeSearchSetup(parts: FunctionParts, network: NonNullable<FunctionServiceArgs["network"]>) {
  const { settings, stores } = parts;
  if (settings.search.kind !== "domain") {
    return {};
  }
  const searchSetup = makeFunction(parts, "search-setup", { search: stores.search }, { network });
  stores.search.administeredBy(searchSetup);
  return { searchSetup };
}
