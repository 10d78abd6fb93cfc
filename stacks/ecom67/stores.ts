import type * as pulumi from "@pulumi/pulumi";
import { DataTables, KnowledgeBase, ObjectStore, SearchDomain } from "../../components/data";
import { EventQueue, ModelAccess, Notifications } from "../../components/serverless";
import { CATALOG } from "../../functions/catalog";
import { ECOM67_TABLES } from "../../functions/tables";
import type { Foundation } from "./foundation";
import type { Ecom67Settings } from "./settings";

type TableName = keyof typeof ECOM67_TABLES;

/** Where the shop keeps what it knows, and how it speaks. */
export interface Stores {
  readonly tables: DataTables<TableName>;
  readonly search: SearchDomain;
  readonly documents: ObjectStore;
  readonly knowledge: KnowledgeBase;
  readonly models: ModelAccess<"chat">;
  /** Paid orders, for the processor. */
  readonly orders: EventQueue;
  /** Product changes that the index can never take, for people. */
  readonly unsearchable: EventQueue;
  readonly notifications: Notifications;
}

export function makeStores(settings: Ecom67Settings, base: Foundation, opts: pulumi.ComponentResourceOptions): Stores {
  const { key, accessLogs } = base;
  const { deletionProtection, recoveryDays } = settings.data;
  const documents = new ObjectStore("shop-documents", { key, accessLogs, deletionProtection }, opts);
  return {
    tables: new DataTables(
      "shop-data",
      { key, prefix: "ecom67", recoveryDays, deletionProtection, tables: ECOM67_TABLES },
      opts,
    ),
    search: makeSearch(settings, base, opts),
    documents,
    knowledge: new KnowledgeBase(
      "shop-knowledge",
      {
        documents,
        key,
        embeddingModel: settings.ai.embeddingModel,
        logRetentionDays: settings.logs.retentionDays,
        deletionProtection,
      },
      opts,
    ),
    models: new ModelAccess("shop-models", { anchor: key, models: { chat: { id: settings.ai.bedrockModel } } }, opts),
    orders: new EventQueue(
      "shop-orders",
      { key, consumerTimeoutSeconds: CATALOG["order-processor"].timeoutSeconds },
      opts,
    ),
    unsearchable: new EventQueue("shop-unsearchable", { key, reader: "people" }, opts),
    notifications: makeNotifications(settings, base, opts),
  };
}

/** The product index. A domain stands in subnets without a way out; a collection brings its own endpoint. */
function makeSearch(
  settings: Ecom67Settings,
  { key, network }: Foundation,
  opts: pulumi.ComponentResourceOptions,
): SearchDomain {
  const { search, data, logs } = settings;
  return new SearchDomain(
    "shop-search",
    {
      vpcId: network.vpcId,
      subnetIds: network.subnetIds.isolated,
      key,
      engine: search,
      indexes: ["products"],
      serviceLinkedRole: settings.serviceLinkedRole,
      logRetentionDays: logs.retentionDays,
      deletionProtection: data.deletionProtection,
    },
    opts,
  );
}

/** The address that the shop writes from. */
export function senderAddress({ notifications }: Ecom67Settings): string {
  return `no-reply@${notifications.domain}`;
}

/** Customers and operators hear of orders and of failures; mail goes out under the shop's own name. */
function makeNotifications(
  { notifications, edge, logs }: Ecom67Settings,
  { key }: Foundation,
  opts: pulumi.ComponentResourceOptions,
): Notifications {
  const { domain, operations, textMessagesUsd } = notifications;
  return new Notifications(
    "shop-notifications",
    {
      key,
      subscriptions: {
        operations: Object.fromEntries(
          Object.entries(operations).map(([name, endpoint]) => [name, { protocol: "email" as const, endpoint }]),
        ),
      },
      ...(textMessagesUsd === undefined ? {} : { textMessages: { monthlySpendLimitUsd: textMessagesUsd } }),
      mail: { domain, zone: edge.zone },
      logRetentionDays: logs.retentionDays,
    },
    opts,
  );
}
