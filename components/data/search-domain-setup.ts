import type * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import type { Connectable, Grantee } from "../core";
import type { SearchAccess } from "./search-domain-args";

/** Longest search, and longest write, that no log mentions. */
const SLOW = "1s";

/** A request to the domain's own API, to be sent by its administrator. */
export interface SearchRequest {
  readonly method: "PUT";
  readonly path: string;
  readonly body: object;
}

/** A function that sends requests to the domain as its administrator. `FunctionService` in the domain's VPC is one. */
export interface SearchAdministrator extends Grantee, Connectable {
  readonly function: lambda.Function;
  readonly alias: lambda.Alias;
}

/** Action groups of the security plugin that a caller gets ("Default action groups", OpenSearch documentation, read 2026-11). */
const RIGHTS: Readonly<
  Record<SearchAccess, { readonly cluster: readonly string[]; readonly index: readonly string[] }>
> = {
  read: { cluster: ["cluster_composite_ops_ro"], index: ["read"] },
  write: { cluster: ["cluster_composite_ops"], index: ["crud", "create_index"] },
};

/**
 * What the administrator brings in: roles by index, who has them, what the audit log holds, and how indexes are made. Each
 * request can be sent again without harm.
 *
 * @param members ARNs of the roles that have each access
 * @param replicas copies of each shard beside the first
 */
export function setupRequests(
  plan: { readonly indexes: readonly string[]; readonly replicas: number },
  members: Readonly<Record<SearchAccess, readonly string[]>>,
): readonly SearchRequest[] {
  const accesses: readonly SearchAccess[] = ["read", "write"];
  return [
    ...accesses.flatMap((access) => [
      put(`/_plugins/_security/api/roles/estate-${access}`, {
        cluster_permissions: RIGHTS[access].cluster,
        index_permissions: [{ index_patterns: plan.indexes, allowed_actions: RIGHTS[access].index }],
      }),
      put(`/_plugins/_security/api/rolesmapping/estate-${access}`, { backend_roles: members[access] }),
    ]),
    put("/_plugins/_security/api/audit/config", AUDIT),
    put("/_index_template/estate", {
      index_patterns: plan.indexes,
      priority: 100,
      template: {
        settings: {
          number_of_shards: 1,
          number_of_replicas: plan.replicas,
          // Answers to counts and facets are kept until the index changes.
          "requests.cache.enable": true,
          "search.slowlog.threshold.query.warn": SLOW,
          "indexing.slowlog.threshold.index.warn": SLOW,
        },
      },
    }),
  ];
}

function put(path: string, body: object): SearchRequest {
  return { method: "PUT", path, body };
}

/** Failed sign-ins, refusals and changes of the security's own settings; what was searched for is nobody's business. */
const AUDIT = {
  enabled: true,
  audit: {
    enable_rest: true,
    disabled_rest_categories: ["AUTHENTICATED", "GRANTED_PRIVILEGES"],
    enable_transport: true,
    disabled_transport_categories: ["AUTHENTICATED", "GRANTED_PRIVILEGES"],
    log_request_body: false,
    resolve_bulk_requests: false,
    resolve_indices: true,
    exclude_sensitive_headers: true,
    ignore_users: [],
    ignore_requests: [],
  },
  compliance: {
    enabled: true,
    internal_config: true,
    external_config: false,
    read_metadata_only: true,
    read_watched_fields: {},
    read_ignore_users: [],
    write_metadata_only: true,
    write_log_diffs: false,
    write_watched_indices: [],
    write_ignore_users: [],
  },
};

/**
 * Who was let in, and who administers: intents that the program declares after the domain is made, handed out once its
 * synchronous part has run. What comes later is refused with an error, never lost.
 */
export class SearchMembers {
  /** ARN of the administrator's role. @throws where nobody was named */
  public readonly administratorArn: pulumi.Output<string>;
  /** ARNs of the roles by their access. */
  public readonly arns: pulumi.Output<Readonly<Record<SearchAccess, readonly string[]>>>;
  private readonly owner: string;
  private readonly admitted: { readonly grantee: Grantee; readonly access: SearchAccess }[] = [];
  private administrator: pulumi.Input<string> | undefined;
  private sealed = false;

  /** @param owner for messages: `SearchDomain "shop"` */
  public constructor(owner: string, administratorArn: pulumi.Input<string> | undefined) {
    this.owner = owner;
    this.administrator = administratorArn;
    const collected = pulumi.output(this.collect());
    this.administratorArn = collected.apply(({ administrator }) => administrator);
    this.arns = collected.apply(({ read, write }) => ({ read, write }));
  }

  public admit(grantee: Grantee, access: SearchAccess): void {
    this.refuseLate(grantee.granteeName);
    this.admitted.push({ grantee, access });
  }

  public nameAdministrator(administrator: Grantee): void {
    this.refuseLate(administrator.granteeName);
    if (this.administrator !== undefined) {
      throw new Error(`${this.owner} has an administrator already; OpenSearch takes one. Leave one of them out.`);
    }
    this.administrator = administrator.role.arn;
  }

  private refuseLate(grantee: string): void {
    if (this.sealed) {
      throw new Error(
        `${this.owner} is already told who may enter, so that "${grantee}" cannot be added. ` +
          "Declare it in the synchronous part of the program, before the first await.",
      );
    }
  }

  private async collect() {
    // The end of the current turn of the event loop: every synchronous intent has been declared by then.
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.sealed = true;
    if (this.administrator === undefined) {
      throw new Error(
        `${this.owner} has no administrator, and nobody could be let into its indexes. Call administeredBy() with the ` +
          "function that sets it up, or pass engine.administratorArn.",
      );
    }
    const having = (wanted: SearchAccess) =>
      this.admitted.filter(({ access }) => access === wanted).map(({ grantee }) => grantee.role.arn);
    return { administrator: this.administrator, read: having("read"), write: having("write") };
  }
}
