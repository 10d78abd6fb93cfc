/** A value in a settings file: plain data, or `{ secure: ciphertext }` at any depth. */
export type ConfigEntry =
  | null
  | boolean
  | number
  | string
  | readonly ConfigEntry[]
  | { readonly [key: string]: ConfigEntry };

/** A stack's configuration as the engine hands it to a program. */
export interface StackConfig {
  /** Keys with namespaces; objects and lists as JSON text. */
  readonly config: Readonly<Record<string, string>>;
  /** The keys whose values are or contain secrets. */
  readonly secretConfig: readonly string[];
}

/**
 * Joins a project's defaults with a stack's own values. What is encrypted cannot be read without the stack's passphrase or
 * key, and a plan needs no secret: its place is taken by a text that says so, and the key counts as secret.
 */
export function engineConfig(
  project: string,
  defaults: Readonly<Record<string, ConfigEntry>>,
  entries: Readonly<Record<string, ConfigEntry>>,
): StackConfig {
  const config: Record<string, string> = {};
  const secretConfig: string[] = [];
  for (const [key, entry] of Object.entries({ ...defaults, ...entries })) {
    const name = key.includes(":") ? key : `${project}:${key}`;
    const { value, secret } = withoutCiphertext(entry, name);
    config[name] = typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? "");
    if (secret) {
      secretConfig.push(name);
    }
  }
  return { config, secretConfig };
}

function withoutCiphertext(entry: ConfigEntry, path: string): { value: ConfigEntry; secret: boolean } {
  if (typeof entry !== "object" || entry === null) {
    return { value: entry, secret: false };
  }
  if (isCiphertext(entry)) {
    return { value: `secret-of-${path.replace(/[^A-Za-z0-9]+/g, "-")}`, secret: true };
  }
  const members = Object.entries(entry).map(
    ([key, member]) => [key, withoutCiphertext(member, `${path}.${key}`)] as const,
  );
  const secret = members.some(([, member]) => member.secret);
  const value = Array.isArray(entry)
    ? members.map(([, member]) => member.value)
    : Object.fromEntries(members.map(([key, member]) => [key, member.value]));
  return { value, secret };
}

function isCiphertext(entry: ConfigEntry): boolean {
  return (
    typeof entry === "object" &&
    entry !== null &&
    !Array.isArray(entry) &&
    Object.keys(entry).length === 1 &&
    typeof (entry as { secure?: unknown }).secure === "string"
  );
}
