/**
 * What a function needs from the estate, as plain data next to its handler. The same shape as `FunctionNeeds` of the
 * components, which turn it into the role, the environment and the network rules; a test holds the two types equal,
 * because functions import nothing of the components.
 */
export interface FunctionNeeds {
  /** Resources of the estate, by the name under which the function's author speaks of them. */
  readonly resources?: Readonly<Record<string, ResourceNeed>>;
  /** Further environment variables: their names, and what each means. */
  readonly environment?: Readonly<Record<string, EnvironmentNeed>>;
  /** Hosts outside AWS that the handler calls, over TLS. */
  readonly endpoints?: readonly EndpointNeed[];
  /** Identities in other clouds that the function signs in as, without a stored key. */
  readonly identities?: Readonly<Record<string, IdentityNeed>>;
}

/** The kinds of resource that a function can need. */
export type ResourceKind =
  | "table"
  | "bucket"
  | "queue"
  | "topic"
  | "secret"
  | "model"
  | "search"
  | "workflow"
  | "websocket"
  | "knowledge-base"
  | "user-pool"
  | "email"
  | "text-messages"
  | "block-storage";

/** One resource that a function uses. */
export interface ResourceNeed {
  readonly kind: ResourceKind;
  /** Exact IAM actions: `dynamodb:Query`. A test holds them to the calls that the handler really makes. */
  readonly actions: readonly string[];
  /** Environment variable that carries the reference: a table's name, a queue's URL, a secret's ARN. */
  readonly variable: string;
  /** Secondary indexes of a table that are read. */
  readonly indexes?: readonly string[];
  /** Key prefix inside a bucket. @default the whole bucket */
  readonly prefix?: string;
  /** The function does without where the estate has none; its variable is empty then. @default false */
  readonly optional?: boolean;
}

/** An environment variable that is not a resource's reference. */
export interface EnvironmentNeed {
  /** What it means, with unit and shape. */
  readonly description: string;
  /** The value where the stack sets none; a variable without one must be given. */
  readonly default?: string;
}

/** A host outside AWS. */
export interface EndpointNeed {
  /** DNS name: `api.stripe.com`. */
  readonly host: string;
  /** @default 443 */
  readonly port?: number;
  /** Why the function calls it. */
  readonly purpose: string;
}

/** An identity in another cloud. */
export interface IdentityNeed {
  readonly cloud: "gcp" | "azure";
  /** Environment variable that carries the sign-in configuration (no secret in it). */
  readonly variable: string;
}
