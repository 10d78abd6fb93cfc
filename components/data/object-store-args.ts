import type { EncryptionKey } from "../core";
import type { ObjectStore } from "./object-store";
import type { StoreShape } from "./object-store-plan";

/** Arguments of `ObjectStore` that both roles share. */
interface CommonArgs extends StoreShape {
  /** Physical name, unique in the world. @default Pulumi names the bucket */
  readonly bucketName?: string;
  /** Keep earlier versions. @default true */
  readonly versioning?: boolean;
  /** Days after which an earlier version goes. @default 90 */
  readonly noncurrentDays?: number;
  /** Days after which an unfinished upload goes. @default 7 */
  readonly abortUploadDays?: number;
  /** Days after which objects expire. @default never */
  readonly expireDays?: number;
  /** Colder classes, from warm to cold. @default none */
  readonly tiers?: StoreShape["tiers"] & object;
  /** Lock every version for a time; can be chosen only when the bucket is made. @default none */
  readonly objectLock?: StoreShape["objectLock"] & object;
  /** Send every object's events to EventBridge. @default false */
  readonly eventBridge?: boolean;
  /** Pulumi neither deletes the bucket nor empties it. Relax it for stacks that come and go. @default true */
  readonly deletionProtection?: boolean;
}

/** A store of data: the customer key encrypts it, and its accesses are logged. */
interface DataStoreArgs extends CommonArgs {
  /** @default "data" */
  readonly role?: "data";
  readonly key: EncryptionKey;
  /** The store that receives the access logs. `none` relaxes: nobody can tell later who read what. */
  readonly accessLogs: ObjectStore | "none";
}

/**
 * A store of access logs. S3 delivers server access logs, and load balancers theirs, only where the default encryption
 * is by S3's own keys (S3 user guide, "Enabling Amazon S3 server access logging"; Elastic Load Balancing, "Access logs
 * for your Application Load Balancer"; read 2026-11), so there is no customer key.
 */
interface LogStoreArgs extends CommonArgs {
  readonly role: "log";
}

/** Arguments of `ObjectStore`. */
export type ObjectStoreArgs = DataStoreArgs | LogStoreArgs;
