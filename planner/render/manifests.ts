import { type RecordedResource, type RecordedValue, type Recording, revealed, SecretValue, UNKNOWN } from "../recorder";

/** A manifest, as the Kubernetes provider would write it. */
export interface Manifest {
  /** Below the program's folder: `manifests/shop/1-manifest/apps_v1-deployment-shop-orders.yaml`. */
  readonly file: string;
  /** The object, as plain data. */
  readonly object: PlainManifest;
  /**
   * Places whose value only a deployment tells, so that the simulated cloud's stands there: keys and indexes from the top.
   */
  readonly simulated: readonly (readonly (string | number)[])[];
}

export type PlainManifest = Readonly<Record<string, unknown>>;

/** What a stack's rendering comes to. */
export interface Rendering {
  /** The folders that belong to the rendering, sorted. */
  readonly folders: readonly string[];
  /** Sorted by file. */
  readonly manifests: readonly Manifest[];
  /** Why it may not be written: one sentence each, with the way out. */
  readonly refusals: readonly string[];
}

/** Folders into which the provider sorts: definitions are to be applied before what uses them. */
export const SUBFOLDERS = { definitions: "0-crd", objects: "1-manifest" } as const;
const PROVIDER = "pulumi:providers:kubernetes";

/**
 * Finds what a stack renders to YAML: the objects under Kubernetes providers with `renderYamlToDirectory`.
 *
 * @param preview the same program with cloud-assigned values unknown
 */
export function renderManifests(known: Recording, preview: Recording): Rendering {
  const folders = new Map(known.ofType(PROVIDER).flatMap((provider) => folderOf(provider)));
  const foreseen = new Map(preview.resources.map((resource) => [resource.urn, resource]));
  const refusals: string[] = [];
  const manifests: Manifest[] = [];
  const owners = new Map<string, string>();
  for (const resource of [...known.resources].sort((left, right) => (left.urn < right.urn ? -1 : 1))) {
    const folder = folders.get(resource.provider ?? "");
    if (folder === undefined || !resource.custom || resource.external) {
      continue;
    }
    const manifest = manifestOf(folder, resource, foreseen.get(resource.urn));
    refusals.push(...refusalsOf(resource, manifest, owners.get(manifest.file)));
    owners.set(manifest.file, resource.name);
    manifests.push(manifest);
  }
  return {
    folders: [...new Set(folders.values())].sort(),
    manifests: manifests.sort((left, right) => (left.file < right.file ? -1 : 1)),
    refusals,
  };
}

function folderOf(provider: RecordedResource): readonly (readonly [string, string])[] {
  const folder = provider.inputs["renderYamlToDirectory"];
  return typeof folder === "string" ? [[provider.urn, folder]] : [];
}

function manifestOf(folder: string, resource: RecordedResource, preview: RecordedResource | undefined): Manifest {
  // Without marks: what must not be shown is refused before anything is written.
  const object = record(revealed(resource.inputs));
  return {
    file: `${folder}/${fileName(object)}`,
    object,
    simulated: unknownPlaces(preview?.inputs ?? {}, []),
  };
}

/** The provider's own scheme: API version, kind, namespace and name. */
function fileName(object: PlainManifest): string {
  const { apiVersion, kind } = object;
  const { name, namespace } = record(object["metadata"]);
  const subfolder = kind === "CustomResourceDefinition" ? SUBFOLDERS.definitions : SUBFOLDERS.objects;
  const version = String(apiVersion).replaceAll(/[/:]/g, "_");
  return `${subfolder}/${version}-${String(kind).toLowerCase()}-${String(namespace ?? "default")}-${String(name)}.yaml`;
}

function refusalsOf(resource: RecordedResource, manifest: Manifest, owner: string | undefined): readonly string[] {
  const about = `"${resource.name}" (${resource.type})`;
  const { kind } = manifest.object;
  const filled = ["data", "stringData"].filter((key) => Object.keys(record(manifest.object[key])).length > 0);
  if (kind === "Secret" && filled.length > 0) {
    return [
      `${about} is a Secret with ${filled.join(" and ")}: its values would stand in Git for everybody to read. ` +
        "Keep them in Secrets Manager and render an ExternalSecret, which names them only",
    ];
  }
  const secrets = secretPlaces(resource.inputs, []);
  if (secrets.length > 0) {
    return [
      `${about} holds secret values at ${secrets.join(", ")}: they would stand in Git for everybody to read. ` +
        "Refer to a Secret by secretKeyRef, and let an ExternalSecret fill it",
    ];
  }
  if (typeof record(manifest.object["metadata"])["name"] !== "string") {
    return [`${about} has no metadata.name: each deployment would write another file, under a random name. Name it`];
  }
  if (owner !== undefined) {
    return [`${about} and "${owner}" are the same object of the cluster: one file would overwrite the other. Drop one`];
  }
  return [];
}

function secretPlaces(value: RecordedValue, path: readonly (string | number)[]): readonly string[] {
  return value instanceof SecretValue
    ? [path.join(".")]
    : members(value).flatMap(([key, member]) => secretPlaces(member, [...path, key]));
}

function unknownPlaces(value: RecordedValue, path: readonly (string | number)[]): Manifest["simulated"] {
  return value === UNKNOWN ? [path] : members(value).flatMap(([key, member]) => unknownPlaces(member, [...path, key]));
}

function members(value: RecordedValue): readonly (readonly [string | number, RecordedValue])[] {
  if (Array.isArray(value)) {
    return value.map((member: RecordedValue, index) => [index, member] as const);
  }
  const nested = typeof value === "object" && value !== null && !(value instanceof SecretValue);
  return nested ? Object.entries(value) : [];
}

function record(value: unknown): PlainManifest {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
