import { type Catalogue, installDefinitions } from "./catalogue";
import { type ApiClient, type PlainObject, plain } from "./client";
import type { Definition } from "./definitions";
import { pause } from "./server";
import { metadataOf, podsOf, type WorkloadPods } from "./workloads";

/** What a server made of a cluster's objects. */
export interface Verdict {
  /** Objects that it took. */
  readonly applied: number;
  /** Pods that it admitted, beside them. */
  readonly pods: number;
  /** What it refused or warned of: one sentence each. */
  readonly problems: readonly string[];
  /** Kinds that it could not judge, for want of their definition, with how many there are. */
  readonly unknown: ReadonlyMap<string, number>;
}

const MANAGER = "estate";

/** Time in which the server's own watch has told its admission plugins of the quotas. */
const QUOTA_SEEN_MS = 1_000;

/**
 * Applies a cluster's objects to a server that holds none: twice, the second of which must change nothing. Then it makes
 * the pods of each workload, as many as there may ever be at once: only of pods does the server enforce the namespace's
 * security standard, limits and quota.
 */
export async function applyAll(
  client: ApiClient,
  objects: readonly PlainObject[],
  definitions: readonly Definition[],
): Promise<Verdict> {
  const catalogue = await installDefinitions(client, objects, definitions);
  const known = objects.filter((object) => catalogue.pathOf(object) !== undefined);
  const problems = duplicates(known);
  const [spaces, others] = [known.filter(isNamespace), known.filter((object) => !isNamespace(object))];
  const first = [...(await applyEach(client, catalogue, spaces, problems))];
  await makeServiceAccounts(client, spaces, problems);
  first.push(...(await applyEach(client, catalogue, others, problems)));
  const again = await applyEach(client, catalogue, [...spaces, ...others], problems);
  problems.push(...changes(new Map(first), again));
  await startQuotas(client, others, problems);
  const pods = await makePods(client, podsOf(known), problems);
  problems.push(...(await miscounted(client, others, pods)));
  return {
    applied: again.length,
    pods: pods.length,
    problems,
    unknown: counted(objects.filter((object) => !known.includes(object)).map(kindOf)),
  };
}

/**
 * A path of an object, and what the server counts up when it changes: the generation where it has one, since the server
 * settles some kinds' own fields only after the first apply (it labels the pods of a Job).
 */
type Version = readonly [path: string, version: unknown];

async function applyEach(
  client: ApiClient,
  catalogue: Catalogue,
  objects: readonly PlainObject[],
  problems: string[],
): Promise<readonly Version[]> {
  const versions = await Promise.all(
    objects.map(async (object): Promise<readonly Version[]> => {
      const path = catalogue.pathOf(object) ?? "";
      const query = `?fieldManager=${MANAGER}&fieldValidation=Strict`;
      const answer = await client.send("PATCH", path + query, JSON.stringify(object), "application/apply-patch+yaml");
      problems.push(...answer.warnings.map((warning) => `${nameOf(object)}: warning: ${warning}`));
      if (answer.status >= 300) {
        problems.push(`${nameOf(object)}: ${answer.status} ${String(answer.body["message"])}`);
        return [];
      }
      const { generation, resourceVersion } = metadataOf(answer.body);
      return [[path, generation ?? resourceVersion]];
    }),
  );
  return versions.flat();
}

/** Each namespace has a service account `default`, which a cluster's controllers make. */
async function makeServiceAccounts(
  client: ApiClient,
  spaces: readonly PlainObject[],
  problems: string[],
): Promise<void> {
  const names = ["default", "kube-system", ...spaces.map((space) => String(metadataOf(space)["name"]))];
  await Promise.all(
    names.map(async (name) => {
      const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default" } };
      const { status, body } = await client.create(`/api/v1/namespaces/${name}/serviceaccounts`, account);
      if (status !== 201 && status !== 409) {
        problems.push(`service account "default" of ${name}: ${status} ${String(body["message"])}`);
      }
    }),
  );
}

function changes(first: ReadonlyMap<string, unknown>, again: readonly Version[]): readonly string[] {
  return again
    .filter(([path, version]) => first.get(path) !== version)
    .map(([path]) => `${path}: a second apply of the same object changed it`);
}

/** A cluster's controllers reckon what a quota allows and what is used; the server's admission goes by that. */
async function startQuotas(client: ApiClient, objects: readonly PlainObject[], problems: string[]): Promise<void> {
  const quotas = objects.filter(({ kind }) => kind === "ResourceQuota");
  for (const quota of quotas) {
    const hard = plain(plain(quota["spec"])["hard"]);
    const used = Object.fromEntries(Object.keys(hard).map((resource) => [resource, "0"]));
    const status = JSON.stringify({ status: { hard, used } });
    const answer = await client.send("PATCH", `${quotaPath(quota)}/status`, status, "application/merge-patch+json");
    if (answer.status !== 200) {
      problems.push(`${nameOf(quota)}: ${answer.status} ${String(answer.body["message"])}`);
    }
  }
  await pause(quotas.length === 0 ? 0 : QUOTA_SEEN_MS);
}

/** Makes them one by one, so that a quota counts each; returns the namespace of each that was admitted. */
async function makePods(
  client: ApiClient,
  workloads: readonly WorkloadPods[],
  problems: string[],
): Promise<readonly string[]> {
  const admitted: string[] = [];
  for (const { workload, pod, claims, count } of workloads) {
    const namespace = String(metadataOf(workload)["namespace"] ?? "default");
    const make = async (object: PlainObject, path: string) => {
      const answer = await client.create(`/api/v1/namespaces/${namespace}/${path}?fieldValidation=Strict`, object);
      const complaints = answer.status === 201 ? answer.warnings : [String(answer.body["message"])];
      problems.push(...complaints.map((text) => `${String(object["kind"])} of ${nameOf(workload)}: ${text}`));
      return complaints.length === 0;
    };
    for (const claim of claims) {
      await make(claim, "persistentvolumeclaims");
    }
    // What one of them is refused for, the next would be too.
    for (let made = 0; made < count && (await make(pod, "pods")); made += 1) {
      admitted.push(namespace);
    }
  }
  return admitted;
}

/** Quotas that did not count each pod: they would not have refused one either. */
async function miscounted(
  client: ApiClient,
  objects: readonly PlainObject[],
  pods: readonly string[],
): Promise<readonly string[]> {
  const quotas = objects.filter(({ kind }) => kind === "ResourceQuota");
  const findings = await Promise.all(
    quotas.map(async (quota) => {
      const { body } = await client.get(quotaPath(quota));
      const used = plain(plain(body["status"])["used"])["pods"];
      const made = pods.filter((namespace) => namespace === metadataOf(quota)["namespace"]).length;
      return used === undefined || Number(used) === made
        ? []
        : [`${nameOf(quota)} counted ${String(used)} of ${made} pods`];
    }),
  );
  return findings.flat();
}

function quotaPath(quota: PlainObject): string {
  const { name, namespace } = metadataOf(quota);
  return `/api/v1/namespaces/${String(namespace)}/resourcequotas/${String(name)}`;
}

/** Two resources of a program that are one object of the cluster: each would undo the other. */
function duplicates(objects: readonly PlainObject[]): string[] {
  const counts = counted(objects.map(nameOf));
  return [...counts].filter(([, count]) => count > 1).map(([name, count]) => `${name} is declared ${count} times`);
}

function counted(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function isNamespace({ apiVersion, kind }: PlainObject): boolean {
  return apiVersion === "v1" && kind === "Namespace";
}

function kindOf({ apiVersion, kind }: PlainObject): string {
  return `${String(kind)} (${String(apiVersion)})`;
}

function nameOf(object: PlainObject): string {
  const { name, namespace } = metadataOf(object);
  return [kindOf(object), [namespace, name].filter((part) => part !== undefined).join("/")].join(" ");
}
