export { AuroraDatabase } from "./aurora-database";
export type { AuroraCapacity, AuroraDatabaseArgs, AuroraGlobal } from "./aurora-database-args";
export * from "./cache";
export type { CacheEngine } from "./cache-plan";
export { DataTable } from "./data-table";
export * from "./data-tables";
export type {
  AttributeType,
  CapacityRange,
  GlobalIndexSpec,
  LocalIndexSpec,
  Projection,
  ProvisionedCapacity,
  StreamView,
} from "./data-tables-plan";
export type { DatabaseSpec } from "./database-checks";
export * from "./document-store";
export type { DocumentGlobal, DocumentStoreArgs, DocumentUser } from "./document-store-args";
export * from "./event-stream";
export type {
  EventStreamArgs,
  ProvisionedStreamArgs,
  ServerlessStreamArgs,
  StreamRotation,
  StreamUser,
  TopicReader,
  TopicSpec,
} from "./event-stream-args";
export type { AclPlan, StreamSetup, TopicPlan } from "./event-stream-setup";
export * from "./knowledge-base";
export type {
  Chunking,
  CollectionVectorStore,
  IngestionTrigger,
  KnowledgeBaseArgs,
  S3VectorStore,
} from "./knowledge-base-args";
export * from "./lake-catalog";
export * from "./object-store";
export type { ObjectStoreArgs } from "./object-store-args";
export type { ObjectLock, StorageTier } from "./object-store-plan";
export * from "./relational-database";
export type { MasterPassword, RelationalDatabaseArgs } from "./relational-database-args";
export type { DatabaseEngine } from "./relational-database-engines";
export * from "./search-domain";
export type { ProvisionedSearch, SearchAccess, SearchDomainArgs, ServerlessSearch } from "./search-domain-args";
export type { SearchAdministrator, SearchRequest } from "./search-domain-setup";
export * from "./secret-store";
export type { DatabaseAdministration, SqlDatabase } from "./sql-database";
