import { type ApiClient, type PlainObject, plain, plainList } from "./client";
import type { Definition } from "./definitions";
import { pause } from "./server";

/** What a server serves. */
export interface Catalogue {
  /** Path of an object; undefined where the server does not know its kind. */
  pathOf(object: PlainObject): string | undefined;
}

const DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const SERVED_MS = 30_000;
const POLL_MS = 100;

/**
 * Installs the definitions of the kinds that the objects are of, and waits until the server serves them. A version that
 * no definition has is never served: the catalogue is then without it.
 * @throws {Error} where the server refuses one
 */
export async function installDefinitions(
  client: ApiClient,
  objects: readonly PlainObject[],
  definitions: readonly Definition[],
): Promise<Catalogue> {
  const wanted = new Map(definitions.map((definition) => [`${definition.group} ${definition.kind}`, definition]));
  const custom = objects.filter((object) => wanted.has(groupKindOf(object)));
  const kinds = new Set(custom.map(groupKindOf));
  await Promise.all(
    [...wanted].filter(([kind]) => kinds.has(kind)).map(([, definition]) => install(client, definition)),
  );
  const deadline = Date.now() + SERVED_MS;
  for (;;) {
    const catalogue = await readCatalogue(client, objects);
    if (custom.every((object) => catalogue.pathOf(object) !== undefined) || Date.now() > deadline) {
      return catalogue;
    }
    await pause(POLL_MS);
  }
}

async function install(client: ApiClient, { name, yaml }: Definition): Promise<void> {
  const { status, body } = await client.send("POST", DEFINITIONS, yaml, "application/yaml");
  if (status !== 201 && status !== 409) {
    throw new Error(`${name}: ${status} ${String(body["message"])}`);
  }
}

/** Asks the server for the kinds of every version that the objects name. */
async function readCatalogue(client: ApiClient, objects: readonly PlainObject[]): Promise<Catalogue> {
  const versions = [...new Set(objects.map(({ apiVersion }) => String(apiVersion)))];
  const resources = new Map<string, PlainObject>();
  await Promise.all(
    versions.map(async (version) => {
      const { body } = await client.get(prefixOf(version));
      for (const resource of plainList(body["resources"])) {
        // "deployments/status" and their like are parts of an object.
        if (!String(resource["name"]).includes("/")) {
          resources.set(`${version} ${String(resource["kind"])}`, resource);
        }
      }
    }),
  );
  return {
    pathOf({ apiVersion, kind, metadata }) {
      const resource = resources.get(`${String(apiVersion)} ${String(kind)}`);
      const { name, namespace } = plain(metadata);
      const space = resource?.["namespaced"] === true ? `/namespaces/${String(namespace ?? "default")}` : "";
      return resource && `${prefixOf(String(apiVersion))}${space}/${String(resource["name"])}/${String(name)}`;
    },
  };
}

function prefixOf(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

function groupKindOf({ apiVersion, kind }: PlainObject): string {
  const [group = "", version] = String(apiVersion).split("/");
  return `${version === undefined ? "" : group} ${String(kind)}`;
}
