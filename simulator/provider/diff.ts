import { isDeepStrictEqual } from "node:util";
import type { PlainObject, TypeModel } from "../model";
import { containsUnknown } from "../wire";
import { sameCluster } from "./scope";

/** How new inputs differ from what a resource has. */
export interface Difference {
  /** Top-level properties, sorted. */
  readonly changed: readonly string[];
  /** Those that force a replacement. */
  readonly replaces: readonly string[];
  /** The old one must go first, because both cannot have the name. */
  readonly deleteBeforeReplace: boolean;
}

/** Inputs of a provider that are the engine's own; it may learn a version only after the first deployment. */
const ENGINES_OWN: ReadonlySet<string> = new Set(["version", "pluginDownloadURL", "__internal"]);

/** Inputs that the provider itself adds. */
const DEFAULTS_KEY = "__defaults";

/** Compares inputs. A property whose new value is unknown counts as changed. */
export function differenceOf(
  model: Pick<TypeModel, "replaceOn" | "nameProperty" | "nameScope"> | undefined,
  olds: PlainObject,
  news: PlainObject,
): Difference {
  const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter((key) => key !== DEFAULTS_KEY).sort();
  const changed = keys.filter((key) => differs(olds[key], news[key]));
  const replaces = (model?.replaceOn ?? []).filter((path) => differs(at(olds, path), at(news, path)));
  const nameProperty = model?.nameProperty;
  const sameName =
    nameProperty !== undefined && model?.nameScope !== "none" && news[nameProperty] === olds[nameProperty];
  return {
    changed,
    replaces,
    deleteBeforeReplace: replaces.length > 0 && sameName && !isAutomatic(news, nameProperty),
  };
}

/**
 * Compares two configurations of one provider. Another cluster means another provider, and with it all that lives there, as
 * with the real one (pulumi-kubernetes, DiffConfig); a cluster that is not known yet is taken for the same.
 */
export function differenceOfConfiguration(
  token: string,
  olds: PlainObject,
  news: PlainObject,
): Pick<Difference, "changed" | "replaces"> {
  const changed = differenceOf(undefined, olds, news).changed.filter((key) => !ENGINES_OWN.has(key));
  const moved = token === "pulumi:providers:kubernetes" && !containsUnknown(news) && !sameCluster(olds, news);
  return { changed, replaces: moved ? changed : [] };
}

/** Whether the provider has chosen the value, and not the program. */
export function isAutomatic(inputs: PlainObject, property: string): boolean {
  const defaults = inputs[DEFAULTS_KEY];
  return Array.isArray(defaults) && defaults.includes(property);
}

/** The same inputs with a value that the provider has chosen. */
export function withAutomatic(inputs: PlainObject, property: string, value: unknown): PlainObject {
  return { ...inputs, [property]: value, [DEFAULTS_KEY]: [property] };
}

function differs(old: unknown, now: unknown): boolean {
  return containsUnknown(now) || !isDeepStrictEqual(normal(old), normal(now));
}

/** Absent and null are the same to a provider. */
function normal(value: unknown): unknown {
  return value === null ? undefined : value;
}

function at(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (inner, key) => (typeof inner === "object" && inner !== null ? (inner as PlainObject)[key] : undefined),
      value,
    );
}
