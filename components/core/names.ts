import { createHash } from "node:crypto";

/** A child's logical name: `${parent}-<role>[-<key>]`. Names are an interface: never an index, never a random word. */
export function childName(parent: string, role: string, key?: string): string {
  return key === undefined ? `${parent}-${role}` : `${parent}-${role}-${key}`;
}

/** Length of the digest that replaces the end of a name that is too long, in characters. */
const DIGEST_LENGTH = 6;

/**
 * Shortens a physical name to a cloud's limit without losing its uniqueness: the cut end becomes a digest of the whole.
 *
 * @param name the wanted name
 * @param limit the longest name that the cloud takes, in characters; at least eight
 * @returns the name unchanged where it fits
 */
export function fitName(name: string, limit: number): string {
  if (name.length <= limit) {
    return name;
  }
  const digest = createHash("sha256").update(name).digest("hex").slice(0, DIGEST_LENGTH);
  return `${name.slice(0, limit - DIGEST_LENGTH - 1).replace(/[-_.]+$/, "")}-${digest}`;
}

/** `list-products` → `LIST_PRODUCTS`. */
export function environmentVariableName(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toUpperCase();
}

/** Words to `PascalCase`, for statement ids and the like, which take letters and digits only. */
export function pascalCase(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}
