import { type ApiClient, type PlainObject, plain, plainList } from "./client";
import type { Definition } from "./definitions";
import { pause } from "./server";
import { metadataOf } from "./workloads";

/** What a server serves. */
export interface Catalogue {
  /** Path of an object; undefined where the server does not know its kind. */
  pathOf(object: PlainObject): string | undefined;
}

const DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const ESTABLISHED_MS = 30_000;
const POLL_MS = 100;

/**
 * Installs the definitions of the kinds that the objects are of, and waits until they are served.
 * @throws {Error} where the server refuses one, or does not come to serve it
 */
export async function installDefinitions(
  client: ApiClient,
  objects: readonly PlainObject[],
  definitions: readonly Definition[],
): Promise<void> {
  const kinds = new Set(objects.map(({ apiVersion, kind }) => `${groupOf(String(apiVersion))} ${String(kind)}`));
  const wanted = definitions.filter(({ group, kind }) => kinds.has(`${group} ${kind}`));
  await Promise.all(
    wanted.map(async ({ name, yaml }) => {
      const { status, body } = await client.send("POST", DEFINITIONS, yaml, "application/yaml");
      if (status !== 201) {
        throw new Error(`${name}: ${status} ${String(body["message"])}`);
      }
    }),
  );
  await until(`definitions of ${wanted.map(({ name }) => name).join(", ")} served`, async () => {
    const { body } = await client.get(DEFINITIONS);
    const served = new Set(
      plainList(body["items"])
        .filter(isEstablished)
        .map((one) => metadataOf(one)["name"]),
    );
    return wanted.every(({ name }) => served.has(name));
  });
}

function isEstablished({ status }: PlainObject): boolean {
  return plainList(plain(status)["conditions"]).some(
    (one) => one["type"] === "Established" && one["status"] === "True",
  );
}

/** Asks the server for the kinds of every version that the objects name. */
export async function readCatalogue(client: ApiClient, objects: readonly PlainObject[]): Promise<Catalogue> {
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

function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + ESTABLISHED_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) {
      throw new Error(`Not within ${ESTABLISHED_MS} ms: ${what}`);
    }
    await pause(POLL_MS);
  }
}
