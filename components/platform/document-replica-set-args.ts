import type * as pulumi from "@pulumi/pulumi";
import { Faults } from "../core/faults";
import type { ChartPlacement } from "./addons/addon";
import { checkBytes, checkCpu, checkLabel } from "./checks";
import { API_PORTS, checkApiPorts } from "./network-rules";

/** Arguments of {@link DocumentReplicaSet}. */
export interface DocumentReplicaSetArgs {
  /** The operator's own namespace, which must exist. */
  readonly namespace: string;
  /** Of MongoDB's Community edition. @default "8.0.15" */
  readonly version?: string;
  /** Members: 1, or 3 and 5, of which one may be lost. @default 3 */
  readonly members?: 1 | 3 | 5;
  /** Volume of each member's data. @default "10Gi" */
  readonly storage?: string;
  /** Of each member's server; its agent takes 100m and 256Mi more. @default 250m and 1Gi */
  readonly resources?: { readonly cpu: string; readonly memory: string };
  /** Users by name; there is no administrator. */
  readonly users: Readonly<Record<string, ReplicaSetUser>>;
  /** Secret of the namespace with `tls.crt`, `tls.key` and `ca.crt`, for the names of `documentNames`: all traffic is TLS. */
  readonly certificateSecret: string;
  /** Nodes of the members. @default any */
  readonly placement?: ChartPlacement;
  /** What must stand before it starts, such as its secrets. @default nothing */
  readonly after?: readonly pulumi.Resource[];
  /**
   * TCP ports of the Kubernetes API: of its Service, and of what answers behind it, by which many networks judge. Kind's
   * answers at 6443, Minikube's at 8443. @default [443], as EKS's
   */
  readonly apiPorts?: readonly number[];
}

/** A user of a replica set, and all that it may do. */
export interface ReplicaSetUser {
  /** The database that it belongs to, and works in. */
  readonly database: string;
  /** Secret of the namespace that holds its password. */
  readonly password: { readonly secret: string; readonly key: string };
  /** Collection → actions of MongoDB's ("Privilege Actions"): `find`, `insert`. @default none */
  readonly collections?: Readonly<Record<string, readonly string[]>>;
  /** MongoDB's own roles in its database: `dbAdmin`. @default none */
  readonly roles?: readonly string[];
}

const DEFAULTS = {
  version: "8.0.15",
  members: 3,
  storage: "10Gi",
  resources: { cpu: "250m", memory: "1Gi" },
  apiPorts: API_PORTS,
} as const;

/** Longest name of a replica set, in characters (MongoDB, MongoDBCommunity resource specification, read 2026-11). */
const NAME_LIMIT = 44;
/** Roles that reach beyond a database. */
const WIDE_ROLE = /AnyDatabase$|^(root|backup|restore|hostManager|clusterAdmin|clusterManager|__system)$/;

/** The arguments with every default filled in. */
export type ReplicaSetPlan = DocumentReplicaSetArgs & Required<Pick<DocumentReplicaSetArgs, keyof typeof DEFAULTS>>;

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planReplicaSet(name: string, args: DocumentReplicaSetArgs): ReplicaSetPlan {
  const plan = { ...DEFAULTS, ...args };
  const faults = new Faults("DocumentReplicaSet", name);
  faults.check(name.length <= NAME_LIMIT, {
    property: "name",
    given: name,
    allowed: `up to ${NAME_LIMIT} characters: the operator makes longer names from it`,
    fix: "shorten the component's name",
  });
  checkLabel(faults, "namespace", plan.namespace);
  checkLabel(faults, "certificateSecret", plan.certificateSecret);
  checkCpu(faults, "resources.cpu", plan.resources.cpu);
  checkBytes(faults, "resources.memory", plan.resources.memory);
  checkBytes(faults, "storage", plan.storage);
  checkApiPorts(faults, plan.apiPorts);
  faults.check(/^\d+\.\d+\.\d+$/.test(plan.version), {
    property: "version",
    given: plan.version,
    allowed: "a whole version: 8.0.15",
    fix: "name the patch, too: the operator finds the image by it",
  });
  faults.check(Object.keys(plan.users).length > 0, {
    property: "users",
    given: plan.users,
    allowed: "at least one user",
    fix: "define one for each service",
  });
  for (const [user, given] of Object.entries(plan.users)) {
    checkUser(faults, user, given);
  }
  faults.throwIfAny();
  return plan;
}

function checkUser(faults: Faults, user: string, { collections = {}, roles = [], password }: ReplicaSetUser): void {
  faults.check(/^[a-z][a-z0-9_]{0,30}$/.test(user), {
    property: "users",
    given: user,
    allowed: "a lower-case letter, then letters, digits and underscores, up to 31 characters",
    fix: "rename the user",
  });
  checkLabel(faults, `users.${user}.password.secret`, password.secret);
  const actions = Object.values(collections).flat();
  faults.check(actions.length + roles.length > 0, {
    property: `users.${user}`,
    given: { collections, roles },
    allowed: "at least one action or role",
    fix: "say what the user may do, or leave it out",
  });
  faults.check(!actions.includes("anyAction"), {
    property: `users.${user}.collections`,
    given: actions,
    allowed: "actions by name",
    fix: "name those that the service calls",
  });
  for (const role of roles.filter((one) => WIDE_ROLE.test(one))) {
    faults.add({
      property: `users.${user}.roles`,
      given: role,
      allowed: "roles of one database: dbAdmin, readWrite",
      fix: "grant it where it works",
    });
  }
}
