import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { type Bindable, EncryptionKey } from "../../../components/core";
import { DataTables, SearchDomain, type SearchDomainArgs } from "../../../components/data";
import { Network } from "../../../components/network";
import { EventQueue, FunctionService } from "../../../components/serverless";
import { CATALOG, type CatalogEntry } from "../../../functions/catalog";
import { judgePolicies } from "../../../planner/proofs/policy";
import { recordProgram } from "../../../planner/recorder";
import { PACKS } from "../../../policies";
import { inputsOf } from "../core/support";

/** The functions that E-Com67 ships, around a search engine that a setting chooses. */
function compose(kind: "domain" | "serverless"): void {
  const services = ["logs"];
  const key = new EncryptionKey("shop", { description: "Shop", services }, { protect: true });
  const network = new Network("shop", {
    cidrBlock: "10.0.0.0/16",
    zones: ["us-east-1a", "us-east-1b"],
    nat: "none",
    interfaceEndpoints: ["sqs"],
    key,
  });
  const place = { vpcId: network.vpcId, subnetIds: network.subnetIds.private };
  const engine: SearchDomainArgs["engine"] & object = { kind };
  const search = new SearchDomain("shop-search", { ...place, key, engine });
  const attributes = { productId: "string", category: "string" } as const;
  const byCategory = { partitionKey: "category", sortKey: "productId" };
  const data = new DataTables("shop", {
    key,
    tables: {
      products: {
        attributes,
        partitionKey: "productId",
        globalIndexes: { "category-index": byCategory },
        stream: "newAndOldImages",
      },
    },
  });
  const failures = new EventQueue("failures", { key, consumerTimeoutSeconds: 30 });
  const make = (name: string, entry: CatalogEntry, bindings: Readonly<Record<string, Bindable>>) =>
    new FunctionService(name, {
      code: new pulumi.asset.FileArchive(entry.bundle),
      key,
      needs: entry.needs,
      bindings,
      network: network.place(),
      timeoutSeconds: entry.timeoutSeconds,
      ...(entry.needs.environment === undefined ? {} : { environment: { SEARCH_SERVICE: search.service } }),
    });
  const products = make("products", CATALOG.products, { products: data.table("products"), search });
  const sync = make("search-sync", CATALOG["search-sync"], { search, failures });
  sync.onStream(data.table("products"), {});
  for (const [service, access] of [
    [products, "read"],
    [sync, "write"],
  ] as const) {
    service.connectTo(search);
    search.admit(service, access);
  }
  if (kind === "domain") {
    search.administeredBy(make("search-setup", CATALOG["search-setup"], { search }));
  }
}

describe("SearchDomain with the shop's functions", () => {
  for (const kind of ["domain", "serverless"] as const) {
    it(`gives them what they use and no more: ${kind}`, async () => {
      const recording = await recordProgram(() => compose(kind));
      const circumstances = { packs: PACKS, stack: "stack", environment: "prod", today: "2026-11-21" };
      const { violations, undecided } = judgePolicies(recording, circumstances);
      assert.deepEqual(
        violations.filter(({ level }) => level === "mandatory").map(({ rule, message }) => [rule, message]),
        [],
      );
      assert.deepEqual(undecided, []);
      const { environment } = inputsOf(recording, "products-function");
      assert.match(JSON.stringify(environment), kind === "domain" ? /"es"/ : /"aoss"/);
    });
  }
});
