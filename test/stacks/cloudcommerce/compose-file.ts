import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** A service of the Compose file, as far as the tests look. */
export interface ComposeService {
  readonly image: string;
  readonly user?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly networks: readonly string[];
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly configs?: readonly Mounted[];
  readonly secrets?: readonly (string | Mounted)[];
  readonly volumes?: readonly string[];
  readonly tmpfs: readonly string[];
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt: readonly string[];
  readonly privileged?: boolean;
  readonly healthcheck: { readonly test: readonly string[] };
  readonly deploy: { readonly resources: { readonly limits: Readonly<Record<string, unknown>> } };
}

interface Mounted {
  readonly source: string;
  readonly target: string;
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly configs: Readonly<Record<string, { readonly file: string }>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

export const FOLDER = join(__dirname, "../../../stacks/cloudcommerce");

export const text = readFileSync(join(FOLDER, "compose.yaml"), "utf8");

/** The file with variables as they are without a value: `${NAME:-default}`, `${NAME-default}`, and `$$` for a dollar. */
export function composeFile(): ComposeFile {
  const defaults = text.replaceAll(/\$\{\w+:?-([^}]*)\}/g, "$1");
  return parse(defaults, { merge: true });
}

/** What a list of secrets or configurations names. */
export function sources(mounted: readonly (string | Mounted)[] = []): readonly string[] {
  return mounted.map((one) => (typeof one === "string" ? one : one.source));
}
