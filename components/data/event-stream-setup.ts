/** A topic with every default filled in. */
export interface TopicPlan {
  readonly name: string;
  readonly partitions: number;
  readonly replication: number;
  /** Settings by name, sorted. */
  readonly config: Readonly<Record<string, string>>;
}

/** What one user may do with one thing. */
export interface AclPlan {
  readonly user: string;
  readonly resource: "topic" | "group" | "transactional-id" | "cluster";
  readonly name: string;
  readonly pattern: "literal" | "prefixed";
  readonly operations: readonly string[];
}

/** What a job in the cluster makes: plain data. */
export interface StreamSetup {
  readonly topics: readonly TopicPlan[];
  readonly acls: readonly AclPlan[];
  /** Users whose rights the list above holds completely: what else they have is taken away. */
  readonly users: readonly string[];
}
