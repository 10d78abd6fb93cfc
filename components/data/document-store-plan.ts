import { checkLogRetention, checkLogsKey, Faults, type KeyWithServices } from "../core";
import {
  BACKUP_DAYS,
  checkClass,
  checkIdentifier,
  checkPassword,
  checkRange,
  type MasterShape,
} from "./database-checks";

const SOURCE = "Amazon DocumentDB developer guide, read 2026-11";
/** Instances of one cluster: a writer and up to 15 readers. */
const INSTANCES = { min: 1, max: 16 } as const;
/** What the profiler's threshold may be, in milliseconds. */
const PROFILER_MILLISECONDS = { min: 50, max: 2_147_483_646 } as const;
/** Classes that burst cannot be members of a cluster that spans regions. */
const BURSTING_CLASS = /^db\.t/;
/** Names that DocumentDB keeps for itself. */
const RESERVED_USERS: readonly string[] = ["admin", "root", "serviceadmin"];

/** The master's name. */
export const DOCUMENT_MASTER = "clusteradmin";

/** What an application's user may do, with the role of the server that says it. */
export const DOCUMENT_ROLES = { read: "read", readWrite: "readWrite", owner: "dbOwner" } as const;

export interface DocumentUserShape {
  readonly database: string;
  readonly access?: keyof typeof DOCUMENT_ROLES;
  /** Looked at only to refuse plain text. */
  readonly password?: unknown;
}

/** What the plan looks at. */
export interface DocumentShape {
  readonly key: KeyWithServices;
  readonly users: Readonly<Record<string, DocumentUserShape>>;
  readonly instanceClass?: string;
  readonly instances?: number;
  readonly master?: MasterShape;
  readonly global?:
    | { readonly role: "primary" }
    | { readonly role: "secondary"; readonly of: { readonly plan: DocumentPlan } };
  readonly backupDays?: number;
  readonly slowMilliseconds?: number;
  readonly identifier?: string;
  readonly logRetentionDays?: number;
  readonly deletionProtection?: boolean;
}

/** One user with every default filled in. */
export interface PlannedUser {
  readonly name: string;
  readonly database: string;
  readonly role: string;
}

/** The arguments with every default filled in. */
export interface DocumentPlan {
  readonly identifier: string;
  readonly instanceClass: string;
  /** Identifiers of the instances; the first writes. */
  readonly instances: readonly string[];
  readonly globalRole: "primary" | "secondary" | "none";
  readonly users: readonly PlannedUser[];
  readonly backupDays: number;
  readonly slowMilliseconds: number;
  readonly logRetentionDays: number;
  readonly deletionProtection: boolean;
}

/** The values of the arguments that have a default. */
export const DOCUMENT_DEFAULTS = {
  instanceClass: "db.r6g.large",
  instances: 2,
  backupDays: 30,
  slowMilliseconds: 100,
  logRetentionDays: 90,
  deletionProtection: true,
} as const satisfies Partial<DocumentShape>;

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planDocuments(name: string, args: DocumentShape): DocumentPlan {
  const { instances, instanceClass, backupDays, slowMilliseconds, logRetentionDays, deletionProtection } = {
    ...DOCUMENT_DEFAULTS,
    ...args,
  };
  const identifier = args.identifier ?? name;
  const faults = new Faults("DocumentStore", name);
  checkIdentifier(faults, identifier);
  checkClass(faults, "instanceClass", instanceClass);
  checkRange(faults, "instances", instances, INSTANCES);
  checkRange(faults, "backupDays", backupDays, BACKUP_DAYS);
  checkRange(faults, "slowMilliseconds", slowMilliseconds, PROFILER_MILLISECONDS);
  checkUsers(faults, args);
  checkGlobal(faults, args, instanceClass);
  checkPassword(faults, args.master);
  checkLogsKey(faults, args.key);
  checkLogRetention(faults, logRetentionDays);
  faults.throwIfAny();
  const { global } = args;
  return {
    identifier,
    instanceClass,
    instances: Array.from({ length: instances }, (_, position) => `${identifier}-${position + 1}`),
    globalRole: global?.role ?? "none",
    users:
      global?.role === "secondary"
        ? global.of.plan.users
        : Object.entries(args.users).map(([user, { database, access }]) => ({
            name: user,
            database,
            role: DOCUMENT_ROLES[access ?? "readWrite"],
          })),
    backupDays,
    slowMilliseconds,
    logRetentionDays,
    deletionProtection,
  };
}

function checkUsers(faults: Faults, { users, global }: DocumentShape): void {
  const names = Object.keys(users);
  if (global?.role === "secondary") {
    faults.check(names.length === 0, {
      property: "users",
      given: names,
      allowed: "none: a secondary has the users of its primary",
      fix: "declare them at the primary, and pass {} here",
    });
    return;
  }
  faults.check(names.length > 0, {
    property: "users",
    given: {},
    allowed: "at least one user",
    fix: "name the user that the application signs in as",
  });
  for (const [user, { database, password }] of Object.entries(users)) {
    // The names go into a script and into an address, where these characters need no quoting and mean nothing.
    for (const [property, given] of [
      [`users.${user}`, user],
      [`users.${user}.database`, database],
    ] as const) {
      faults.check(/^[a-z][a-z0-9_]{0,31}$/.test(given), {
        property,
        given,
        allowed: "1 to 32 lower-case letters, digits and underscores, a letter first",
        fix: "rename it",
      });
    }
    faults.check(user !== DOCUMENT_MASTER && !RESERVED_USERS.includes(user), {
      property: `users.${user}`,
      given: user,
      allowed: `any other than ${[DOCUMENT_MASTER, ...RESERVED_USERS].join(", ")} (${SOURCE})`,
      fix: "choose another name",
    });
    faults.check(typeof password !== "string", {
      property: `users.${user}.password`,
      given: "[plain text]",
      allowed: "a secret output, such as config.requireSecret(…)",
      fix: "move the password into the stack's encrypted configuration",
    });
  }
}

function checkGlobal(faults: Faults, { master, global }: DocumentShape, instanceClass: string): void {
  if (global === undefined) {
    return;
  }
  faults.check(!BURSTING_CLASS.test(instanceClass), {
    property: "instanceClass",
    given: instanceClass,
    allowed: `a memory-optimised class where the database spans regions (${SOURCE}, "Global clusters")`,
    fix: "choose db.r6g.large or larger",
  });
  if (global.role === "primary") {
    faults.check(master?.mode === "given", {
      property: "master",
      given: master?.mode ?? "managed",
      allowed: `"given": DocumentDB manages no password of a cluster that spans regions (${SOURCE}, "Password management")`,
      fix: 'pass master: { mode: "given", password: config.requireSecret(…) }',
    });
    return;
  }
  faults.check(master === undefined && global.of.plan.globalRole === "primary", {
    property: "global",
    given: { role: "secondary", master: master?.mode, of: global.of.plan.globalRole },
    allowed: 'a primary made with global: { role: "primary" }, and no master of its own',
    fix: "leave master out, and give the primary its role",
  });
}

/**
 * Script for `mongosh` that makes the applications' users or sets them right; it reads each password from an environment
 * variable, `<USER>_PASSWORD`, and can run as often as one likes.
 */
export function documentBootstrapScript(users: readonly PlannedUser[]): string {
  return users
    .map(({ name, database, role }) => {
      const variable = `${name.toUpperCase()}_PASSWORD`;
      return [
        `{ const database = db.getSiblingDB(${JSON.stringify(database)});`,
        `  const settings = { pwd: process.env.${variable}, roles: [{ role: ${JSON.stringify(role)}, db: ${JSON.stringify(database)} }] };`,
        `  if (database.getUser(${JSON.stringify(name)}) === null) database.createUser({ user: ${JSON.stringify(name)}, ...settings });`,
        `  else database.updateUser(${JSON.stringify(name)}, settings); }`,
      ].join("\n");
    })
    .join("\n");
}
