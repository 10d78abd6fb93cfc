import * as pulumi from "@pulumi/pulumi";
import {
  EncryptionKey,
  FunctionService,
  KnowledgeBase,
  Network,
  ObjectStore,
  Observability,
  SearchDomain,
} from "multicloud-estate";

const key = new EncryptionKey("shop", {
  description: "Shop data at rest",
  services: ["logs", "indexing.s3vectors.amazonaws.com"],
});
const network = new Network("shop", { cidrBlock: "10.0.0.0/16", zones: ["us-east-1a", "us-east-1b"], key });
const place = { vpcId: network.vpcId, subnetIds: network.subnetIds.private };
const search = new SearchDomain("shop-search", { ...place, key });

const handler = "exports.handler = async (event) => event;";
const worker = (name: string, actions: readonly string[]) =>
  new FunctionService(name, {
    code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(handler) }),
    key,
    network: network.place(),
    needs: {
      resources: { search: { kind: "search", actions, variable: "SEARCH_ENDPOINT" } },
      environment: { SEARCH_SERVICE: { description: "es or aoss" } },
    },
    bindings: { search },
    environment: { SEARCH_SERVICE: search.service },
  });

search.administeredBy(worker("search-setup", ["es:ESHttpPut"]));
const sync = worker("search-sync", ["es:ESHttpPost", "es:ESHttpPut"]);
sync.connectTo(search);
search.admit(sync, "write");

const accessLogs = new ObjectStore("access-logs", { role: "log", expireDays: 365 });
const documents = new ObjectStore("documents", { key, accessLogs });
const knowledge = new KnowledgeBase("shop-help", { documents, key, prefix: "public/" });
const chat = new FunctionService("chat", {
  code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(handler) }),
  key,
  needs: {
    resources: { help: { kind: "knowledge-base", actions: ["bedrock:Retrieve"], variable: "KNOWLEDGE_BASE_ID" } },
  },
  bindings: { help: knowledge },
});

const observability = new Observability("watch", { prefix: "shop-prod" });
observability.watch(search);
observability.watch(knowledge);
observability.watch(sync);
observability.watch(chat);

export const searchAddress = search.bindingReference;
export const knowledgeBaseId = knowledge.bindingReference;
