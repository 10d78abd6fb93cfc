import type { Faults } from "../core";
import type { SqlAccess } from "./relational-database-engines";

export const SOURCE = "RDS and Secrets Manager API references, read 2026-11";
/** Longest identifier, in characters; the replicas' and the final snapshot's derive from it. */
const IDENTIFIER_LIMIT = 52;
/** Days for which backups are kept. Fewer than seven would not outlive a holiday. */
export const BACKUP_DAYS = { min: 1, max: 35 } as const;
/** Seconds between two readings of the operating system. */
const MONITORING_SECONDS: readonly number[] = [0, 1, 5, 10, 15, 30, 60];
/** Days between two rotations of the master password (`RotationRulesType`). */
const ROTATION_DAYS = { min: 1, max: 1000 } as const;
/** Days of Performance Insights that are free. */
export const INSIGHTS_DAYS = 7;

/** One database on the instance, and the user that the application signs in as. */
export interface DatabaseSpec {
  /** @default the database's own name */
  readonly user?: string;
  /** What the user may do: read rows, write them, or make tables, too. @default "readWrite" */
  readonly access?: SqlAccess;
}

/** The master's password, as far as a plan looks. */
export interface MasterShape {
  readonly mode: string;
  readonly rotationDays?: number;
  readonly password?: unknown;
}

/** The users by database, with every default filled in. */
export function usersOf(
  databases: Readonly<Record<string, DatabaseSpec>>,
): ReadonlyMap<string, Required<DatabaseSpec>> {
  return new Map(
    Object.entries(databases).map(([database, { user, access }]) => [
      database,
      { user: user ?? database, access: access ?? "readWrite" },
    ]),
  );
}

export function checkIdentifier(faults: Faults, given: string): void {
  faults.check(/^[a-z](-?[a-z0-9])*$/.test(given) && given.length <= IDENTIFIER_LIMIT, {
    property: "identifier",
    given,
    allowed: `up to ${IDENTIFIER_LIMIT} lower-case letters, digits and single hyphens, a letter first (${SOURCE})`,
    fix: "give the instance a short name, unique in the account and region",
  });
}

export function checkClass(faults: Faults, property: string, given: string): void {
  faults.check(/^db\.[a-z][a-z0-9]*\.[a-z0-9]+$/.test(given), {
    property,
    given,
    allowed: "an instance class, such as db.t4g.medium",
    fix: 'write the class with its "db." prefix',
  });
}

export function checkUsers(
  faults: Faults,
  users: ReadonlyMap<string, Required<DatabaseSpec>>,
  masterUser: string,
): void {
  faults.check(users.size > 0, {
    property: "databases",
    given: {},
    allowed: "at least one database",
    fix: "name the database that the application uses",
  });
  for (const [database, { user }] of users) {
    // The names go into SQL, where these characters need no quoting and mean nothing.
    for (const [property, given] of [
      [`databases.${database}`, database],
      [`databases.${database}.user`, user],
    ]) {
      faults.check(/^[a-z][a-z0-9_]{0,31}$/.test(given ?? ""), {
        property: property ?? "databases",
        given,
        allowed: "1 to 32 lower-case letters, digits and underscores, a letter first",
        fix: "rename it",
      });
    }
    faults.check(user !== masterUser, {
      property: `databases.${database}.user`,
      given: user,
      allowed: "a user of the application's own, not the master",
      fix: "choose another name",
    });
  }
}

export function checkRange(faults: Faults, property: string, given: number, limit: { min: number; max: number }): void {
  faults.check(Number.isInteger(given) && given >= limit.min && given <= limit.max, {
    property,
    given,
    allowed: `a whole number from ${limit.min} to ${limit.max} (${SOURCE})`,
    fix: "choose a number in that range",
  });
}

export function checkMonitoring(faults: Faults, given: number): void {
  faults.check(MONITORING_SECONDS.includes(given), {
    property: "monitoringSeconds",
    given,
    allowed: `one of ${MONITORING_SECONDS.join(", ")} (${SOURCE})`,
    fix: "choose one of these; 0 turns enhanced monitoring off",
  });
}

/** No plain text, and a rotation that Secrets Manager takes. */
export function checkPassword(faults: Faults, master: MasterShape | undefined): void {
  faults.check(typeof master?.password !== "string", {
    property: "master.password",
    given: "[plain text]",
    allowed: "a secret output, such as config.requireSecret(…)",
    fix: "move the password into the stack's encrypted configuration, or let RDS manage it",
  });
  if (master?.rotationDays !== undefined) {
    checkRange(faults, "master.rotationDays", master.rotationDays, ROTATION_DAYS);
  }
}

export function checkParameters(
  faults: Faults,
  given: Readonly<Record<string, string>>,
  forced: Readonly<Record<string, string>>,
): void {
  for (const [parameter, value] of Object.entries(forced)) {
    const wanted = given[parameter];
    faults.check(wanted === undefined || wanted === value, {
      property: `parameters.${parameter}`,
      given: wanted,
      allowed: `${value}: connections without TLS stay refused`,
      fix: "leave the parameter out",
    });
  }
}
