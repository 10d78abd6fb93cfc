import type * as pulumi from "@pulumi/pulumi";
import type { EncryptionKey } from "../core";

/** Nodes of one's own: billed by the hour, sized by hand, with fine-grained access control. */
export interface ProvisionedSearch {
  readonly kind: "domain";
  /** `OpenSearch_<major>.<minor>`. @default "OpenSearch_3.7" */
  readonly engineVersion?: string;
  /** Of the data nodes. @default "t3.small.search" */
  readonly instanceType?: string;
  /** Data nodes; a multiple of the zones. @default one for each zone */
  readonly instances?: number;
  /**
   * Zones over which the nodes stand. Two keep a copy of every index; three also go on writing while one is lost. One relaxes:
   * a lost zone is a lost index until a snapshot is restored.
   * @default 2
   */
  readonly zones?: 1 | 2 | 3;
  /** Nodes that hold no data and keep the cluster's state: three or five. @default none */
  readonly dedicatedMasters?: { readonly instanceType: string; readonly count: 3 | 5 };
  /** Gibibytes of gp3 for each data node. @default 20 */
  readonly storageGiB?: number;
  /**
   * Role that administers the indexes, where people or a tool of one's own do it. They bring in what `setupRequests` says.
   * @default none: `administeredBy` names a function that does
   */
  readonly administratorArn?: pulumi.Input<string>;
}

/** A collection that AWS sizes by itself: billed by compute units, two of them at least. */
export interface ServerlessSearch {
  readonly kind: "serverless";
  /** A second copy of everything in another zone, which doubles the least that is billed. @default true */
  readonly standby?: boolean;
}

/** Arguments of `SearchDomain`. */
export interface SearchDomainArgs {
  readonly vpcId: pulumi.Input<string>;
  /** Private or isolated subnets, one per zone and as many as there are zones; the first are taken where there are more. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** The customer key of index, snapshots and logs. Its `services` must name `logs`, for a domain. */
  readonly key: EncryptionKey;
  /** A domain or a serverless collection. @default { kind: "domain" } */
  readonly engine?: ProvisionedSearch | ServerlessSearch;
  /** Indexes that callers may be let into; nobody but the administrator touches others. @default ["products"] */
  readonly indexes?: readonly string[];
  /** Physical name, 3 to 28 characters; the logs' names and the policies derive from it. @default the component's name */
  readonly domainName?: string;
  /** UTC hour at which the ten hours begin in which AWS may update the software. @default 2 */
  readonly offPeakHour?: number;
  /**
   * Make the role `AWSServiceRoleForAmazonOpenSearchService`, by which OpenSearch enters a VPC. An account has it once: true in
   * the one stack that is the account's first, or every domain in a VPC is refused.
   * @default false: it stands already
   */
  readonly serviceLinkedRole?: boolean;
  /** Days for which the domain's logs are kept, a period that CloudWatch Logs takes. @default 90 */
  readonly logRetentionDays?: number;
  /** Pulumi does not delete the domain. Relax it for stacks that come and go. @default true */
  readonly deletionProtection?: boolean;
}

/** What a principal may do with the indexes: search, or write and make them too. */
export type SearchAccess = "read" | "write";
